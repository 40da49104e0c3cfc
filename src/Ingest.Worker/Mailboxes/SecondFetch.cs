using Microsoft.Extensions.Logging;
using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Asks again for held mail that the server did not give, or gave a text of its own for (behaviour.md B11, S146).</summary>
internal sealed class SecondFetch(MailboxContext context, MailboxEpoch epoch, ImapClient client)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var mail in context.Database.Unfetched.Due(epoch))
        {
            var again = context.Database.Unfetched.Count(mail, epoch.Lease);
            var (recorded, said) = await TryAsync(mail, cancellationToken);
            Tell(mail, again, recorded, said);
        }
    }

    private void Tell(MailToFetchAgain mail, FetchAgain again, Recorded? recorded, string said)
    {
        if (recorded is not null)
        {
            context.Log.LogInformation(
                "Mailbox {Mailbox}: UID {Uid}, which the server had not given, came at try {Tried}: {Outcome} {Reason}", epoch.Mailbox, mail.Uid, again.Tried, OutcomeWords.Outcome(recorded), OutcomeWords.Reason(recorded));
        }
        else if (again.NextAt is { } next)
        {
            context.Log.LogInformation("Mailbox {Mailbox}: UID {Uid} was not given at try {Tried} of {Tries}: {Said} The next one is at {Next:u}", epoch.Mailbox, mail.Uid, again.Tried, UnfetchedMail.MostTries, said, next);
        }
        else
        {
            context.Log.LogWarning(
                "Mailbox {Mailbox}: UID {Uid} was asked for again {Tries} times within 24 hours: {Said} It is not asked for any more; mail {Mail} stays held as unfetchable. Look at it with a mail program", epoch.Mailbox, mail.Uid, again.Tried, said, mail.Mail.Value);
        }
    }

    private async Task<(Recorded? Recorded, string Said)> TryAsync(MailToFetchAgain mail, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FetchInfoAsync([mail.Uid], cancellationToken) switch
            {
                [var info] when info.Octets > context.MaxMailOctets && !mail.IsWantedWhateverItsSize => (null, "The mail is larger than MaxMailMegabytes."),
                [var info] => await FetchAsync(mail, info, cancellationToken),
                _ => (null, "The server has it no more."),
            };
        }
        catch (ImapCommandException refused) when (!MailboxTrouble.IsPassing(refused))
        {
            return (null, LogText.Of(refused.Message) + ".");
        }
    }

    private async Task<(Recorded? Recorded, string Said)> FetchAsync(MailToFetchAgain mail, ImapMessageInfo info, CancellationToken cancellationToken)
    {
        using var appender = context.Database.Octets.OpenAppender();
        StoredOctets? given = null;
        await client.FetchOctetsAsync([info], Open, Complete, cancellationToken);
        if (given is not { } octets)
        {
            return (null, "The server gave nothing.");
        }

        await appender.SyncAsync(cancellationToken);
        var delivery = new Delivery(mail.Delivery, epoch.Mailbox, epoch.UidValidity, mail.Uid, "", octets.Place, octets.Sha256, info.InternalDate.ToUniversalTime(), Attempts: 1);
        var recorded = context.Pipeline.FetchedAgain(mail, delivery, epoch.Lease!);
        return recorded.As is RecordedAs.Unchanged ? (null, "The server gave a text of its own again.") : (recorded, "");

        // RFC822.SIZE may have been wrong; the literal must still be read past.
        Stream Open(ImapMessageInfo of, long length) => length > context.MaxMailOctets && !mail.IsWantedWhateverItsSize ? Stream.Null : appender.BeginMail();

        ValueTask Complete(ImapMessageInfo of, Stream stream)
        {
            given = ReferenceEquals(stream, Stream.Null) ? null : appender.EndMail();
            return ValueTask.CompletedTask;
        }
    }
}
