using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// Compares what a mailbox's server has with the ledger, in the folder that is watched and in the one that settled mail is moved to, and fetches what has
/// no delivery: a database from an older backup, or a failover that lost the last commits, knows less than the server was told (R30).
/// </summary>
internal sealed class Reconciler(MailboxContext context)
{
    private const int AtOnce = 5_000;

    private readonly HashSet<uint> _without = [];

    /// <summary>What was found, folder by folder. The folder that mail is moved to comes first: then it does not hold what this run itself moves there.</summary>
    public static async Task<IReadOnlyList<Reconciled>> RunAsync(MailboxContext context, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        var moved = mailbox.Acknowledgement == Acknowledgement.Move
            ? await new Reconciler(context with { Mailbox = Moved(mailbox) }).RunAsync(mailbox, cancellationToken)
            : null;
        var watched = await new Reconciler(context).RunAsync(mailbox, cancellationToken);
        return moved is null ? [watched] : [moved, watched];
    }

    private async Task<Reconciled> RunAsync(MailboxSettings watched, CancellationToken cancellationToken)
    {
        var isMoved = context.Mailbox.Name != watched.Name;
        ChooseUids choose = isMoved ? (client, unknown, token) => WithoutDeliveryAsync(client, unknown, watched.Name, token) : AllAsync;
        using var poller = new MailboxPoller(context with { Choose = choose });
        var trouble = await poller.DrainAsync(cancellationToken);
        return new Reconciled(context.Mailbox.Name, watched.Name, context.Mailbox.Folder, _without.Count, trouble);
    }

    private Task<IReadOnlyList<uint>> AllAsync(ImapClient client, IReadOnlyList<uint> unknown, CancellationToken cancellationToken)
    {
        _without.UnionWith(unknown);
        return Task.FromResult(unknown);
    }

    /// <summary>
    /// A move gives a mail another UID, so it is told by Message-ID and size. Who has none, or is told wrongly, is fetched, and its content says whether it is
    /// known (B2.3): fetching one too many adds a duplicate delivery, never a second record.
    /// </summary>
    private async Task<IReadOnlyList<uint>> WithoutDeliveryAsync(ImapClient client, IReadOnlyList<uint> unknown, string mailbox, CancellationToken cancellationToken)
    {
        var without = new List<uint>();
        foreach (var some in unknown.Chunk(AtOnce))
        {
            without.AddRange((await client.FetchKeysAsync(some, cancellationToken)).Where(mail => !IsKnown(mail, mailbox)).Select(mail => mail.Uid));
        }

        _without.UnionWith(without);
        return without;
    }

    private bool IsKnown(ImapMessageKey mail, string mailbox) =>
        MessageIdIn(mail.MessageIdField) is { } message && context.Database.Ledger.Holds(mailbox, message, mail.Octets);

    private static MessageId? MessageIdIn(ReadOnlyMemory<byte> field) =>
        MailReader.Read(field, MailLimits.Default) is MailReading.Readable(var header) ? DeliveryReader.Convert(header, DateTimeOffset.UnixEpoch).Envelope.MessageId : null;

    /// <summary>The folder that mail is moved to, as a mailbox of its own in the ledger; nothing is done to it.</summary>
    private static MailboxSettings Moved(MailboxSettings mailbox) => mailbox with
    {
        Name = $"{mailbox.Name} ({mailbox.AcknowledgementName})",
        Folder = mailbox.AcknowledgementName,
        Acknowledgement = Acknowledgement.Nothing,
    };
}

/// <summary>
/// What was found in one folder: <see cref="Without"/> messages had no delivery and were fetched, unless <see cref="Trouble"/> stopped it. <see cref="Name"/> is what the
/// ledger calls the folder.
/// </summary>
internal sealed record Reconciled(string Name, string Mailbox, string Folder, int Without, MailboxTrouble? Trouble);
