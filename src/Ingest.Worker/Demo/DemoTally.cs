using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Takes every mail that the worker settles, prints its line, and knows when all are there. Called on the worker's threads.</summary>
internal sealed class DemoTally(Shell shell, SampleThreads threads, DemoPost post, Database database)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _outcomes = [];
    private readonly HashSet<(string, uint, string)> _seen = [];
    private readonly long _before = database.Reports.Status().Touchpoints;
    private readonly List<(int AtLeast, TaskCompletionSource Reached)> _waiting = [];
    private int _items;
    private int _twice;

    public int Settled { get; private set; }

    /// <summary>Every delivery of a sample in order, with what differs from its expectation.</summary>
    public List<(string Sample, IReadOnlyList<string> Differences)> Compared { get; } = [];

    private int Different => Compared.Count(c => c.Differences.Count > 0);

    /// <summary>Ends when so many mails are settled.</summary>
    public Task ReachAsync(int count)
    {
        lock (_lock)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            Tell();
            return reached.Task;
        }
    }

    public void Take(SettledMail mail)
    {
        lock (_lock)
        {
            var outcome = DecisionText.Outcome(mail.Recorded.Decided.Decision);
            _twice += _seen.Add((mail.Delivery.Mailbox, mail.Delivery.Uid, mail.Delivery.SourceName)) ? 0 : 1;
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
            _items += mail.Recorded.As == RecordedAs.New && mail.Recorded.Decided.Decision is Decision.NewTouchpoints made ? made.Items.Count : 0;
            Settled++;
            Print(mail, outcome);
            Tell();
        }
    }

    /// <summary>The closing sum: every delivery has one outcome, and the store has what they made, no more and no less.</summary>
    public bool Close(int delivered)
    {
        lock (_lock)
        {
            var lost = Math.Max(0, delivered - Settled);
            var doubled = _twice + (int)Math.Abs(database.Reports.Status().Touchpoints - _before - _items);
            string Count(string outcome) => $"{_outcomes.GetValueOrDefault(outcome)}";
            shell.Out.WriteLine();
            shell.Out.WriteLine(
                $"{delivered} delivered = {Count("touchpoint")} touchpoints + {Count("thread-reply")} thread replies + {Count("event")} events + {Count("duplicate")} duplicates"
                + $" + {Count("held")} held + {Count("ignored")} ignored; {lost} lost, {doubled} doubled");
            if (Different > 0)
            {
                shell.Out.WriteLine($"{Different} came to something else than expected (✗)");
            }

            shell.Out.Flush();
            return lost == 0 && doubled == 0 && Different == 0;
        }
    }

    private void Print(SettledMail mail, string outcome)
    {
        var sample = post.SampleOf(mail.Delivery);
        IReadOnlyList<string> differences = [];
        if (sample is var (expected, delivery))
        {
            threads.Made(expected, mail.Recorded);
            differences = SampleComparison.Differences(expected, delivery, mail.Recorded, threads, database);
            Compared.Add((expected.Name, differences));
        }

        var reason = DecisionText.Reason(mail.Recorded.Decided.Decision);
        var accounts = string.Join(",", mail.Recorded.Accounts.Select(a => database.Directory.Snapshot().Account(a)?.Key ?? "?").Distinct());
        var name = sample?.Sample.Name ?? Plain.Line(mail.Read.Envelope.Subject, 50);
        var what = reason.Length > 0 ? $"{outcome} ({reason})" : outcome;
        shell.Out.WriteLine(
            $"{(differences.Count > 0 ? '✗' : '✓')} {Plain.Line(name, 52),-52} {what,-26} {Plain.Line(accounts, 16),-16} "
            + $"{string.Join(",", mail.Recorded.Touchpoints.Take(1).Select(threads.NameOf)),-5} {mail.Recorded.Decided.Trace.DecidedBy,-6} {mail.Took.TotalMilliseconds,6:0.0} ms");
        foreach (var difference in differences)
        {
            shell.Out.WriteLine($"    {difference}");
        }

        shell.Out.Flush();
    }

    private void Tell()
    {
        foreach (var (_, reached) in _waiting.Where(w => w.AtLeast <= Settled))
        {
            reached.TrySetResult();
        }
    }
}
