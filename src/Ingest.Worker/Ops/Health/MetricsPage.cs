using System.Diagnostics;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>GET /metrics. Labels are words of ours and names of mailboxes; nothing that a mail carries becomes one.</summary>
internal static class MetricsPage
{
    public static string Write(OpsContext ops, MeterReader meters)
    {
        var text = new Exposition();
        text.Family("touchpoints_build_info", "gauge", "The program's version.").Sample("touchpoints_build_info", 1, ("version", ProgramVersion.Text));
        var figures = Health.FiguresOf(ops.Database, out _);
        text.Gauge("touchpoints_ready", "1 while the store answers and the pipeline runs.", figures is not null && ops.Trouble() is null ? 1 : 0);
        if (figures is not null)
        {
            WriteStore(text, figures.Status, ops.Time.GetUtcNow());
            WriteMailboxes(text, figures.Mailboxes, ops.Time.GetUtcNow());
        }

        meters.WriteTo(text);
        WriteProcess(text);
        return text.ToString();
    }

    private static void WriteStore(Exposition text, StoreStatus status, DateTimeOffset now)
    {
        text.Family("touchpoints_deliveries", "gauge", "Deliveries by outcome; an outcome may change, so none of them is a counter.");
        foreach (var outcome in Words.Outcomes)
        {
            text.Sample("touchpoints_deliveries", status.Outcomes.GetValueOrDefault(outcome), ("outcome", outcome));
        }

        text.Gauge("touchpoints_mails", "Distinct mails.", status.Mails)
            .Gauge("touchpoints_recorded_touchpoints", "Touchpoints.", status.Touchpoints)
            .Gauge("touchpoints_recorded_replies", "Thread replies.", status.Replies)
            .Gauge("touchpoints_held_mails", "Mails that wait for a person.", status.Held)
            .Gauge("touchpoints_oldest_held_seconds", "How long the oldest held mail has waited for a person; 0 when none does.", Age(now, status.HeldAges.Oldest))
            .Gauge("touchpoints_held_over_a_day_mails", "Mails that have been held for more than a day.", status.HeldAges.OverADay)
            .Gauge("touchpoints_held_over_a_week_mails", "Mails that have been held for more than seven days.", status.HeldAges.OverAWeek)
            .Gauge("touchpoints_fetch_again_mails", "Held mails that their server did not give and that are asked for again.", status.ToFetchAgain)
            .Gauge("touchpoints_would_differ_mails", "Recorded mails that would now be decided differently.", status.WouldDiffer)
            .Gauge("touchpoints_oldest_waiting_seconds", "Age of the oldest delivery without an outcome; 0 when there is none.", Age(now, status.OldestWaiting))
            .Gauge("touchpoints_stored_bytes", "Octets of mail that are kept.", status.OctetsStored ?? double.NaN)
            .Gauge("touchpoints_disk_free_bytes", "Free octets on the store's disk.", status.FreeOctets ?? double.NaN);
    }

    private static void WriteMailboxes(Exposition text, IReadOnlyList<MailboxSummary> mailboxes, DateTimeOffset now)
    {
        text.Family("touchpoints_mailbox_state", "gauge", "1 for the state that the mailbox is in.");
        foreach (var (mailbox, name) in Named(mailboxes))
        {
            foreach (var state in Enum.GetValues<MailboxState>())
            {
                text.Sample("touchpoints_mailbox_state", mailbox.Report.State == state ? 1 : 0, ("mailbox", name), ("state", Kebab(state)));
            }
        }

        Family("touchpoints_mailbox_unfetched_mails", "Mails on the server that are not fetched yet.", m => m.Report.Unfetched);
        Family("touchpoints_mailbox_lag_seconds", "Age of the mailbox's oldest delivery without an outcome.", m => m.Lag?.TotalSeconds ?? 0);
        Family("touchpoints_mailbox_sum_closes", "1 while every delivery seen is accounted for.", m => m.SumCloses ? 1 : 0);
        Family("touchpoints_mailbox_caught_up_seconds", "Time since everything there was had been fetched; NaN: never.", m => m.Report.CaughtUpAt is { } at ? Age(now, at) : double.NaN);

        Family("touchpoints_mailbox_lease_seconds", "Time since a worker took the mailbox; NaN: none has it.", m => m.Lease is { IsLive: true } lease ? lease.Age.TotalSeconds : double.NaN);
        Family("touchpoints_mailbox_lease_fence", "Grows by one whenever the mailbox changes hands.", m => m.Lease?.Fence ?? 0);

        void Family(string family, string help, Func<MailboxSummary, double> value)
        {
            text.Family(family, "gauge", help);
            foreach (var (mailbox, name) in Named(mailboxes))
            {
                text.Sample(family, value(mailbox), ("mailbox", name));
            }
        }
    }

    private static void WriteProcess(Exposition text)
    {
        using var process = Process.GetCurrentProcess();
        text.Counter("process_cpu_seconds_total", "Processor time used.", process.TotalProcessorTime.TotalSeconds)
            .Gauge("process_resident_memory_bytes", "Memory in use.", process.WorkingSet64)
            .Gauge("process_start_time_seconds", "When the process started, since 1970.", new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
    }

    // A mailbox that is named like an address gets a number: metrics leave the house, addresses do not.
    private static IEnumerable<(MailboxSummary Mailbox, string Name)> Named(IReadOnlyList<MailboxSummary> mailboxes)
        => mailboxes.Select((m, i) => (m, m.Report.Mailbox.Contains('@') ? $"mailbox-{i + 1}" : m.Report.Mailbox));

    private static double Age(DateTimeOffset now, DateTimeOffset? since) => since is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0;

    private static string Kebab(MailboxState state)
        => string.Concat(state.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
