using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Takes the mails of a folder or file in, by the same way as a mailbox's: octets, sync, rows, pipeline.</summary>
internal static class SourceIngest
{
    /// <summary>Receives every mail whose name has no row yet and waits until all are settled. Repeating it changes nothing.</summary>
    public static async Task RunAsync(Lease lease, IEnumerable<SourceMail> mails, Database database, IngestPipeline pipeline, CancellationToken cancellationToken)
    {
        await pipeline.SettleLeftoversAsync(lease, cancellationToken);
        var epoch = database.Ledger.OpenEpoch(lease, uidValidity: 1, uidNext: 1);
        var known = database.Ledger.KnownNames(epoch);
        using var appender = database.Octets.OpenAppender();
        var settled = Task.CompletedTask;
        foreach (var batch in Batches(mails.Where(m => !known.Contains(m.Name)), appender))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await appender.SyncAsync(cancellationToken);
            var deliveries = database.Ledger.Receive(epoch, batch);
            if (deliveries.Count > 0)
            {
                settled = await pipeline.EnqueueAsync(lease, deliveries, cancellationToken);
            }
        }

        await settled.WaitAsync(cancellationToken);
        lease.ThrowIfLost();
    }

    /// <summary>The name that a folder or file has in the ledger.</summary>
    public static string MailboxName(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static IEnumerable<IReadOnlyList<ReceivedMail>> Batches(IEnumerable<SourceMail> mails, OctetsAppender appender)
    {
        var batch = new List<ReceivedMail>(IngestPipeline.BatchMails);
        var octets = 0L;
        foreach (var mail in mails)
        {
            mail.CopyTo(appender.BeginMail());
            var stored = appender.EndMail();
            batch.Add(new ReceivedMail(0, mail.Name, stored, mail.ReceivedAt));
            octets += stored.Place.Length;
            if (batch.Count == IngestPipeline.BatchMails || octets >= IngestPipeline.BatchOctets)
            {
                yield return batch;
                batch = new List<ReceivedMail>(IngestPipeline.BatchMails);
                octets = 0;
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
