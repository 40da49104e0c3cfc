using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Takes in everything that waits in the mailboxes, or in a folder, and stops.</summary>
internal static class IngestOnce
{
    /// <summary>
    /// Drains the mailboxes, or <paramref name="from"/> (a folder of .eml, an .mbox, a Maildir) when it is not null; writes what became of how
    /// many to <paramref name="output"/>, as one JSON object when <paramref name="json"/>. Answers the exit code.
    /// </summary>
    public static async Task<int> RunAsync(WorkerSettings settings, string? from, WorkerHooks hooks, TextWriter output, bool json, CancellationToken cancellationToken)
    {
        using var logs = WorkerLog.Create(settings.Log);
        var log = logs.CreateLogger("Touchpoints");
        var mails = from is null ? [] : MailSource.Open(from);
        if (mails is null || (from is null && settings.Mailboxes.Count == 0))
        {
            log.LogCritical("{Problem}", from is null
                ? "No mailbox is set up, and --from names no folder. Name one of them (docs/operations.md)"
                : $"{from} is no folder of .eml files, no mbox and no Maildir, or is not there");
            return from is null ? ExitCode.Configuration : ExitCode.Usage;
        }

        var tally = new IngestTally();
        try
        {
            using var installation = Installation.OpenForWriting(settings, TimeProvider.System, new LockNote(Environment.ProcessId, null, "-").ToString());
            log.LogInformation("touchpoints {Version}, {Engine}, .NET {Runtime}, store {Store}", ProgramVersion.Text, installation.Database.EngineVersion, Environment.Version, settings.Store.Place);
            await using (new LeaseKeeper(installation.Database.Leases, TimeProvider.System, log))
            await using (var pipeline = new IngestPipeline(installation, settings, hooks.Settled + tally.Count, TimeProvider.System, log))
            {
                await pipeline.StartAsync(cancellationToken);
                tally.Troubles = from is null
                    ? await DrainAsync(settings, installation, pipeline, log, cancellationToken)
                    : await TakeInAsync(from, mails, installation, pipeline, log, cancellationToken);
            }

            tally.Write(output, json, installation.Database.Reports);
            return tally.ExitCode;
        }
        catch (StoreException e)
        {
            log.LogCritical("{Problem}", e.Message);
            return WorkerHost.CodeOf(e.Problem);
        }
        catch (LeaseLostException e)
        {
            log.LogCritical("{Problem} Run it again", e.Message);
            return ExitCode.TryAgain;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogCritical("{From} cannot be read: {Problem} What was read before is taken in; run it again when that is mended", from, e.Message);
            return ExitCode.TryAgain;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("Stopped before everything was taken in; {Settled} mails are settled. Run it again for the rest", tally.Mails);
            return ExitCode.TryAgain;
        }
    }

    private static async Task<IReadOnlyList<MailboxTrouble>> DrainAsync(WorkerSettings settings, Installation installation, IngestPipeline pipeline, ILogger log, CancellationToken cancellationToken)
    {
        var troubles = await Task.WhenAll(settings.Mailboxes.Select(m => Task.Run(
            async () =>
            {
                using var poller = new MailboxPoller(new MailboxContext(m, installation.Database, pipeline, log)
                {
                    MaxMailOctets = settings.MaxMailOctets,
                    ReserveOctets = settings.Store.ReserveOctets,
                });
                return await poller.DrainAsync(cancellationToken);
            },
            cancellationToken)));
        return [.. troubles.OfType<MailboxTrouble>()];
    }

    private static async Task<IReadOnlyList<MailboxTrouble>> TakeInAsync(string from, IEnumerable<SourceMail> mails, Installation installation, IngestPipeline pipeline, ILogger log, CancellationToken cancellationToken)
    {
        var lease = await LeaseWait.TakeAsync(installation.Database.Leases, SourceIngest.MailboxName(from), TimeProvider.System, log, cancellationToken);
        await Task.Run(() => SourceIngest.RunAsync(lease, mails, installation.Database, pipeline, cancellationToken), cancellationToken);
        installation.Database.Ledger.ReportMailbox(new MailboxReport(lease.Mailbox, MailboxState.Stopped) { CaughtUpAt = TimeProvider.System.GetUtcNow() }, lease);
        return [];
    }
}
