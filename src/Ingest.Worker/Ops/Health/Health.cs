using System.Data.Common;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>What is wrong at the moment. A mailbox in trouble degrades the worker; it does not make it unready, for starting again cures no password.</summary>
internal static class Health
{
    private const string HeldHint = "Settle them on the page of held mail, or with `touchpoints held list`: each says what to do.";

    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);

    /// <summary>Everything that a person should know, the worst first; empty when all is well.</summary>
    public static IReadOnlyList<Issue> Issues(OpsContext ops) => FiguresOf(ops.Database, out var problem) is { } figures ? Issues(ops, figures) : [.. Stopped(ops), Unreachable(problem)];

    /// <summary>The same, where the figures are known.</summary>
    public static IReadOnlyList<Issue> Issues(OpsContext ops, StoreFigures figures)
    {
        var (issues, status) = (Stopped(ops).ToList(), figures.Status);
        if (status.OldestWaiting is { } oldest && ops.Time.GetUtcNow() - oldest > LongWait)
        {
            issues.Add(new("mail-waiting", "Mail has been waiting for its decision.", "Look into the worker's log: the pipeline is slow or stuck.", oldest));
        }

        issues.AddRange(figures.Mailboxes.SelectMany(Of));
        if (Held(status) is { } held)
        {
            issues.Add(held);
        }

        return issues;
    }

    /// <summary>B10: held mail is told of after a day, and again after seven.</summary>
    public static Issue? Held(StoreStatus status) => status.HeldAges switch
    {
        { OverAWeek: > 0 } ages => new("held-a-week", $"{Words.Count(ages.OverAWeek, "mail has", "mails have")} been held for more than seven days.", HeldHint, ages.Oldest),
        { OverADay: > 0 } ages => new("held-a-day", $"{Words.Count(ages.OverADay, "mail has", "mails have")} been held for more than a day.", HeldHint, ages.Oldest),
        _ => null,
    };

    /// <summary>Why the worker does not do its work, or null. Asked every few seconds: nothing is counted for it.</summary>
    public static Issue? Stopping(OpsContext ops) => Stopped(ops).FirstOrDefault() ?? (Read(ops.Database, reports => (long?)reports.HeldCount(), out var problem) is null ? Unreachable(problem) : null);

    /// <summary>The store's figures, or null with the reason when it cannot be read.</summary>
    public static StoreFigures? FiguresOf(Database database, out string problem) => Read(database, StoreFigures.Of, out problem);

    private static T? Read<T>(Database database, Func<Reports, T?> read, out string problem)
    {
        try
        {
            problem = "";
            return read(database.Reports);
        }
        catch (Exception e) when (IsStoreFault(e))
        {
            problem = e.Message;
            return default;
        }
    }

    /// <summary>Whether the store, and not the page, is at fault.</summary>
    public static bool IsStoreFault(Exception e) => e is StoreException or DbException or ObjectDisposedException;

    private static IEnumerable<Issue> Stopped(OpsContext ops)
    {
        if (ops.Trouble() is { } trouble)
        {
            yield return new("pipeline-stopped", trouble, "Look into the worker's log; start the worker again if it does not recover.", null, IsServing: false);
        }
    }

    private static Issue Unreachable(string problem) => new("store-unreachable", problem, "Check the disk and the rights of the database's folder, then start the worker again.", null, IsServing: false);

    private static IEnumerable<Issue> Of(MailboxSummary mailbox)
    {
        var report = mailbox.Report;
        if (report.State is MailboxState.NeedsAttention or MailboxState.BackingOff or MailboxState.Paused)
        {
            var code = report.State switch
            {
                MailboxState.NeedsAttention => "mailbox-needs-attention",
                MailboxState.BackingOff => "mailbox-interrupted",
                _ => "mailbox-paused",
            };
            var hint = report.State == MailboxState.NeedsAttention
                ? "Mend what the message names; the mailbox is tried again by itself."
                : "It is tried again by itself. Nothing is lost meanwhile: mail stays on the server.";
            yield return new(code, $"{report.Mailbox}: {report.LastError}", hint, report.LastErrorAt);
        }

        if (!mailbox.SumCloses)
        {
            yield return new(
                "sum-open",
                $"{report.Mailbox}: {string.Join(' ', mailbox.OpenSums.Select(Words.Open))}",
                "This must not happen. Run `touchpoints check` and report what it prints.",
                null);
        }
    }
}

/// <summary>All that is counted for an overview: once, for counting reads a row a delivery.</summary>
internal sealed record StoreFigures(IReadOnlyList<MailboxSummary> Mailboxes, StoreStatus Status)
{
    public static StoreFigures Of(Reports reports)
    {
        var mailboxes = reports.Mailboxes();
        return new StoreFigures(mailboxes, reports.Status(mailboxes));
    }
}

/// <summary>Something that a person should know. <see cref="IsServing"/> is false when the worker does not do its work because of it.</summary>
internal sealed record Issue(string Code, string What, string Hint, DateTimeOffset? Since, bool IsServing = true);

/// <summary>GET /healthz.</summary>
internal sealed record HealthReport(bool Healthy, bool Ready, string Version, IReadOnlyList<Issue> Issues);
