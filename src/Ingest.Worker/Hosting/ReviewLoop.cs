using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// When settings have changed, held mail is decided again. When a version of the program brings newer rules: held mail that an older one could not read is tried again by itself (behaviour.md B10, B11); all other mail is
/// looked at again in the background, and what would be decided differently is listed. Nothing else changes by itself.
/// </summary>
internal sealed class ReviewLoop(Installation installation, long maxMailOctets, TimeProvider time, ILogger log)
{
    private const int AtOnce = 50;

    // One part of work, nine of rest: mail that comes in goes first.
    private const int Rest = 9;

    private static readonly TimeSpan s_shortestRest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_afterTrouble = TimeSpan.FromMinutes(1);
    private static readonly HoldReason[] s_unread = [HoldReason.Unparseable, HoldReason.ParseLimit, HoldReason.StoreRejected];

    /// <summary>Runs until all older mail was looked at, or it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!await TryAsync(cancellationToken))
            {
                await Task.Delay(s_afterTrouble, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker stops; the next start goes on where it was.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (SettingsChange.Apply(installation, maxMailOctets) is > 0 and var freed)
            {
                log.LogInformation("{Mails} held mails were settled, since the settings are others than at the last start", freed);
            }

            if (installation.Database.Reviews.Begin(Decider.RulesVersion) is { IsDone: false } change)
            {
                await ReviewAsync(change, cancellationToken);
            }

            return true;
        }
        catch (StoreException problem)
        {
            log.LogInformation("Mail that older rules decided was not all looked at again: {Problem} It goes on in a minute", problem.Message);
            return false;
        }
    }

    private async Task ReviewAsync(RulesChange change, CancellationToken cancellationToken)
    {
        log.LogInformation("The rules are version {Version} now: mail up to number {Mail} is decided again in the background, to list what would differ. Nothing is changed by it", change.Version, change.LastMail);
        if (change.Reviewed == 0 && HeldMail.RedecideAll(installation, $"rules version {change.Version}", s_unread) is > 0 and var freed)
        {
            log.LogInformation("{Mails} held mails that an older version could not read or record were settled", freed);
        }

        for (RulesChange? now = change; now is { IsDone: false }; now = installation.Database.Reviews.Change(Decider.RulesVersion))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var worked = Stopwatch.StartNew();
            var page = installation.Database.Reports.DecisionsAfter(new MailId(now.Reviewed), AtOnce);
            var found = page.Where(was => was.Rules != Decider.RulesVersion && was.Mail.Value <= now.LastMail).Select(was => (was.Mail, Again.Because(installation, was))).ToList();
            installation.Database.Reviews.Advance(now, page.Count == 0 ? now.LastMail : Math.Min(page[^1].Mail.Value, now.LastMail), found);
            var rest = worked.Elapsed * Rest;
            await Task.Delay(rest > s_shortestRest ? rest : s_shortestRest, time, cancellationToken);
        }

        if (installation.Database.Reviews.Count is > 0 and var differ)
        {
            log.LogWarning("{Mails} mails would now be decided differently: touchpoints replay --dry-run shows them, replay --apply changes them", differ);
        }
        else
        {
            log.LogInformation("All mail would be decided by the rules of version {Version} as it was", change.Version);
        }
    }
}
