using Microsoft.Extensions.Logging;
using Touchpoints.Mail;

namespace Touchpoints.Ingest;

/// <summary>Looks whether a mailbox is nearly full: then its server refuses new mail, and only who sent it hears of that (reliability.md B36).</summary>
internal sealed class QuotaWatch(MailboxSettings mailbox, ILogger log)
{
    private const double NearlyFull = 0.8;

    /// <summary>What is to be told of it; null while there is room.</summary>
    public string? Words { get; private set; }

    /// <summary>Asks; logs once when it has become nearly full. A server that does not say is left alone.</summary>
    public async Task LookAsync(ImapClient client, CancellationToken cancellationToken)
    {
        try
        {
            var quotas = await client.QuotasAsync(mailbox.Folder, cancellationToken);
            var before = Words;
            Words = quotas.MaxBy(quota => quota.Share) is { Share: >= NearlyFull } fullest
                ? $"Mailbox {mailbox.Name}: {fullest.Share * 100:0} % of its quota is used ({LogText.Of(fullest.Resource)} {fullest.Used} of {fullest.Limit}). When it is full its server refuses new mail, and only the senders hear of it. Raise the quota, or remove settled mail there."
                : null;
            if (Words is not null && before is null)
            {
                log.LogWarning("{Problem}", Words);
            }
        }
        catch (ImapCommandException)
        {
            Words = null;
        }
    }
}
