using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Clears away octets that no row names, every hour the newer ones, once a day all; those of mail that came for what was erased; and once a day, an hour after it said so, what is older than it is kept.</summary>
internal sealed class SweepLoop(Database database, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);
    private const int AllEvery = 24;

    /// <summary>Runs until it is stopped; what fails is tried again an hour later.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        try
        {
            for (var i = 0; await timer.WaitForNextTickAsync(cancellationToken); i++)
            {
                if (i % AllEvery == 0)
                {
                    Tell();
                }

                EraseAged(i % AllEvery == 1, cancellationToken);
                Sweep((i + 1) % AllEvery == 0, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker stops.
        }
    }

    /// <summary>Once a day: mail that is not accounted for (B0.11), what has waited long for a person (behaviour.md B10), and, an hour before anything goes by age, what will go.</summary>
    public void Tell()
    {
        try
        {
            foreach (var mailbox in database.Reports.Mailboxes())
            {
                foreach (var open in mailbox.OpenSums)
                {
                    log.LogError("Mailbox {Mailbox}: {What} This must not happen; please report it", mailbox.Report.Mailbox, Words.Open(open));
                }
            }

            if (Health.Held(database.Reports.Status()) is { } held)
            {
                log.LogWarning("{What} {Hint}", held.What, held.Hint);
            }

            if (!database.Eraser.Retention.IsForEver && database.Eraser.CountAged() is { Mails: > 0 } aged)
            {
                log.LogWarning(
                    "In an hour {Mails} mails are erased because they are older than they are kept (Retention): {Recorded} of touchpoints, replies and events, {Held} held, {Ignored} ignored. To keep them, change the setting and start the worker again",
                    aged.Mails,
                    aged.Recorded,
                    aged.Held,
                    aged.Ignored);
            }
        }
        catch (StoreException problem)
        {
            log.LogWarning("What waits, and what will be erased by age, could not be counted: {Problem}", problem.Message);
        }
    }

    private void EraseAged(bool isDue, CancellationToken cancellationToken)
    {
        if (!isDue || database.Eraser.Retention.IsForEver)
        {
            return;
        }

        try
        {
            var erased = database.Eraser.RunAged("touchpoints", purge: false, cancellationToken);
            log.LogInformation("{Mails} mails older than they are kept (Retention) were erased, {Octets} octets; {Changes} lines of changes were forgotten", erased.Mails, erased.Octets, erased.Changes);
        }
        catch (StoreException problem)
        {
            log.LogWarning("Mail older than it is kept was not all erased: {Problem} It is tried again in a day", problem.Message);
        }
    }

    private void Sweep(bool all, CancellationToken cancellationToken)
    {
        try
        {
            if ((all || database.Eraser.HasErased) && database.Eraser.EraseOctets(cancellationToken) is > 0 and var erased)
            {
                log.LogInformation("{Octets} octets of mail were removed that came for what was erased", erased);
            }

            database.Sweeper.Sweep(all, swept => log.LogInformation("Segment {Segment}: {Octets} octets that no row named were removed", swept.Segment, swept.Octets), cancellationToken);
        }
        catch (StoreException problem)
        {
            log.LogWarning("Octets that no row names were not all removed: {Problem} It is tried again in an hour", problem.Message);
        }
    }
}
