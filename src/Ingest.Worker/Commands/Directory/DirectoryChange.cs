using System.Globalization;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// A change of the directory with everything that follows from it (behaviour.md B7.4): held mail is decided again at once, recorded mail that would now be decided
/// differently is listed and not moved.
/// </summary>
internal sealed record DirectoryChange(int Freed, int Listed, bool IsCut)
{
    // At a millisecond or two each; the rest is found by replay --dry-run.
    private const int RecordedAtMost = 2_000;

    // More numbers than fit into a command line that a person copies are not named.
    private const int NamedAtMost = 20;

    /// <summary>Mail that was ignored because of never-log entries that went, and would not be now (B7.5). It stays ignored: only a person brings it back.</summary>
    public IReadOnlyList<MailId> NoLongerNeverLogged { get; init; } = [];

    /// <summary>Imports, with what follows.</summary>
    public static (ImportResult Imported, DirectoryChange Change) Apply(Installation installation, DirectoryImport import, string by)
    {
        var directory = installation.Database.Directory;
        var before = directory.Snapshot();
        var imported = directory.Import(import);
        return (imported, After(installation, before, by));
    }

    /// <summary>What follows from a change that was made already.</summary>
    public static DirectoryChange After(Installation installation, DirectorySnapshot before, string by)
    {
        var now = installation.Database.Directory.Snapshot();
        var names = now.ChangedSince(before);
        var freed = now.Version == before.Version ? 0 : HeldMail.RedecideAll(installation, by);
        var touched = installation.Database.Reviews.Touched(names, RecordedAtMost + 1);
        var listed = Review(installation, [.. touched.Take(RecordedAtMost)]);
        return new DirectoryChange(freed, listed, touched.Count > RecordedAtMost) { NoLongerNeverLogged = HasFewerNeverLog(before, now) ? NoLongerIgnored(installation) : [] };
    }

    /// <summary>Decides recorded mail again and notes what is different; answers how many are.</summary>
    public static int Review(Installation installation, IReadOnlyCollection<MailId> mails)
    {
        var listed = 0;
        foreach (var some in mails.Chunk(200))
        {
            var found = installation.Database.Reports.Decisions(some).Select(was => (was.Mail, Because: Again.Because(installation, was))).ToList();
            installation.Database.Reviews.Note(found);
            listed += found.Count(mail => mail.Because is not null);
        }

        return listed;
    }

    /// <summary>"; 2 held mails settled by it; 1 recorded mail would now be decided differently: touchpoints replay --dry-run", or empty.</summary>
    public override string ToString()
        => (Freed > 0 ? $"; {Words.Count(Freed, "held mail", "held mails")} settled by it" : "")
            + (Listed > 0 ? $"; {(IsCut ? "at least " : "")}{Words.Count(Listed, "recorded mail", "recorded mails")} would now be decided differently: touchpoints replay --dry-run" : "")
            + (NoLongerNeverLogged.Count > 0 ? $"; ignored because of it, and not brought back by itself: {Words.Count(NoLongerNeverLogged.Count, "mail", "mails")}. To see what would become of that: touchpoints replay --dry-run{Numbers}. To bring it back: touchpoints replay --apply{Numbers} --why \"…\"" : "");

    private string Numbers => NoLongerNeverLogged.Count > NamedAtMost ? "" : string.Concat(NoLongerNeverLogged.Reverse().Select(mail => string.Create(CultureInfo.InvariantCulture, $" {mail.Value}")));

    private static bool HasFewerNeverLog(DirectorySnapshot before, DirectorySnapshot now) => before.NeverLog.Except(now.NeverLog).Any() || before.NeverLogOfUsers.Except(now.NeverLogOfUsers).Any();

    private static List<MailId> NoLongerIgnored(Installation installation) =>
    [
        .. installation.Database.Reviews.NeverLogged(RecordedAtMost).Chunk(200).SelectMany(some => installation.Database.Reports.Decisions(some))
            .Where(was => Again.Decide(installation, was).Decided.Decision is not (Decision.Ignore or Decision.Duplicate)).Select(was => was.Mail).OrderByDescending(mail => mail.Value),
    ];
}
