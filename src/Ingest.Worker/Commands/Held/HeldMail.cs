using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Decides held mail again: on the account that a person chose, released from the loop guard, or by the directory as it is now (behaviour.md B7.4, B10).</summary>
internal static class HeldMail
{
    private const int AtMost = 100_000;
    private const int AtOnce = 200;

    /// <summary>What is too large is not read again by the way, only when a person asks for that very mail.</summary>
    public static string TooLarge { get; } = HoldReasons.Word(HoldReason.Oversize);

    /// <summary>What an operator's choice, or the changed directory, makes of one held mail; the hold stays where the answer is to hold.</summary>
    public static Recorded Redecide(Installation installation, MailId mail, OperatorChoice? choice, string by)
        => Redecide(installation, Stored(installation, mail) with { Choice = choice }, known => known, by);

    /// <summary>Lets a mail through that the loop guard held; every other rule still decides.</summary>
    public static Recorded Release(Installation installation, MailId mail, string by)
        => Redecide(installation, Stored(installation, mail), known => known with { Recent = new RecentCounts(0, 0, 0) }, by);

    /// <summary>
    /// Remembers for an account everybody outside whom a mail was recorded with and who is no contact (behaviour.md B7.2 rank 6); answers their addresses, and what
    /// follows from it; null when there is nobody to remember.
    /// </summary>
    public static (IReadOnlyList<string> People, DirectoryChange Change)? Remember(Installation installation, MailId mail, AccountId account, string by)
    {
        var directory = installation.Database.Directory;
        var known = directory.Snapshot();
        var people = (installation.Database.Reports.Mail(mail)?.Participants ?? []).Where(person => person.Side is not ParticipantSide.Internal).Select(person => person.Address)
            .Where(address => known.ContactsAt(address).Count == 0).Distinct(StringComparer.Ordinal).ToList();
        if (people.Count == 0)
        {
            return null;
        }

        directory.Remember(people, account, by);
        return (people, DirectoryChange.After(installation, known, $"remembered by {by}"));
    }

    /// <summary>Decides held mail again, all of it or of some reasons; answers how many are held no longer. What is held as before is not touched.</summary>
    public static int RedecideAll(Installation installation, string by, params HoldReason[] reasons)
    {
        var words = reasons.Select(HoldReasons.Word).ToHashSet();
        var held = installation.Database.Reports.Held("", AtMost).Where(row => words.Count == 0 ? row.Reason != TooLarge : words.Contains(row.Reason));
        return Free(installation, held, by);
    }

    /// <summary>
    /// Decides held mail again of which further deliveries came, with the addresses of all of them (behaviour.md B2.3); answers how many are held no longer. Before the next
    /// batch: what that is decided by must not hang on which of the two was faster.
    /// </summary>
    public static int RedecideJoined(Installation installation)
    {
        var recorder = installation.Database.Recorder;
        var joined = recorder.Joined();
        if (joined.Count == 0)
        {
            return 0;
        }

        var held = installation.Database.Reports.Held([.. joined.Select(further => further.Mail).Distinct()]).Where(row => row.Reason != TooLarge);
        var freed = Free(installation, held, "a further delivery");
        recorder.TakeJoined([.. joined.Select(further => further.Delivery)]);
        return freed;
    }

    /// <summary>The one decision, also for a mail that could not be read.</summary>
    public static Decided Decide(MailToDecide mail, Known known, Policy policy) => mail.Failure is { } failure
        ? new Decided(failure, new DecisionTrace([new TraceStep("B1.5", true, failure.Evidence)]))
        : Decider.Decide(mail.Envelope, mail.Content, mail.Keys, known, policy);

    /// <summary>The first delivery of a stored mail, as the reader wants it.</summary>
    public static Delivery DeliveryOf(MailDetail mail)
    {
        var row = mail.Deliveries[0];
        return new Delivery(row.Id, row.Mailbox, 0, row.Uid, row.SourceName, mail.Place, Convert.FromHexString(mail.Sha256), mail.ReceivedAt, 1);
    }

    private static int Free(Installation installation, IEnumerable<HeldRow> held, string by) => Changed(installation, held)
        .Select(changed => Redecide(installation, changed.Was, changed.Mail, known => known, by))
        .Count(now => now is { As: not RecordedAs.Unchanged, Decided.Decision: not Decision.Hold });

    // What would be held as before is left out.
    private static IEnumerable<(StoredDecision Was, MailToDecide Mail)> Changed(Installation installation, IEnumerable<HeldRow> held)
    {
        foreach (var some in held.Chunk(AtOnce))
        {
            var stored = installation.Database.Reports.Decisions([.. some.Select(row => row.Mail)]).ToDictionary(was => was.Mail);
            foreach (var row in some)
            {
                if (stored.TryGetValue(row.Mail, out var was) && ReadAgain(installation, was) is { } mail && IsChanged(installation, row, mail))
                {
                    yield return (was, mail);
                }
            }
        }
    }

    // Whose octets are damaged (touchpoints verify) stays held; no other mail waits for it.
    private static MailToDecide? ReadAgain(Installation installation, StoredDecision was)
    {
        try
        {
            return Again.Read(installation, was);
        }
        catch (StoreException e) when (e.Problem is StoreProblem.Damaged)
        {
            return null;
        }
    }

    private static bool IsChanged(Installation installation, HeldRow held, MailToDecide mail)
    {
        var now = Decide(mail, installation.Database.Recorder.LookUpAgain(held.Mail, mail.Keys), installation.Policy).Decision;
        return now is not Decision.Hold same || HoldReasons.Word(same.Reason) != held.Reason || same.Evidence != held.Evidence || !same.Candidates.SequenceEqual(held.Candidates);
    }

    private static Recorded Redecide(Installation installation, StoredDecision was, Func<Known, Known> and, string by)
        => Redecide(installation, was, Again.Read(installation, was), and, by);

    private static Recorded Redecide(Installation installation, StoredDecision was, MailToDecide read, Func<Known, Known> and, string by)
        => installation.Database.Recorder.Redecide(was.Mail, read, (mail, known) => Decide(mail, and(known), installation.Policy), by, was.Choice);

    // A mail that is not held, or of which there are no octets, is told by what is there of it.
    private static StoredDecision Stored(Installation installation, MailId mail)
    {
        var reports = installation.Database.Reports;
        return reports.Decision(mail) ?? (reports.Mail(mail) is { } detail
            ? new StoredDecision(mail, DeliveryOf(detail), detail.Outcome, detail.Reason, "")
            : throw new CommandException($"There is no mail {mail.Value}. Held mail is listed by: touchpoints held list"));
    }
}
