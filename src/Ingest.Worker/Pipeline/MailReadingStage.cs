using Microsoft.Extensions.Logging;
using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>READ and DECIDE of one mail, each guarded: whatever happens, there is an answer that can be recorded.</summary>
internal sealed class MailReadingStage(Database database, Policy policy, long maxMailOctets, ILogger log)
{
    /// <summary>Tries of a mail that stops another process as well, before it is held (reliability.md B14).</summary>
    public const int MaxAttempts = 3;

    /// <summary>Tries of one that does not, and is in hand all the same whenever the process dies.</summary>
    public const int LastAttempt = 6;

    /// <summary>Reads a mail, watched by <paramref name="watchdog"/> from when its octets are at hand.</summary>
    /// <exception cref="StoreException">They are not to be had now, and may be later; nothing is said about the mail.</exception>
    public MailToDecide Read(Delivery delivery, MailWatchdog watchdog, bool whateverItsSize = false)
    {
        if (delivery.Attempts >= LastAttempt)
        {
            return Stopped(delivery, "six times");
        }

        if (delivery.Place.Length > maxMailOctets && !whateverItsSize)
        {
            return DeliveryReader.Failed(delivery, HoldReason.Oversize, $"It has {delivery.Place.Length} octets; the limit (MaxMailMegabytes) is {maxMailOctets}.");
        }

        try
        {
            using var octets = Octets(delivery);
            if (delivery.Attempts >= MaxAttempts)
            {
                if (!TrialReading.Survives(octets.Memory))
                {
                    return Stopped(delivery, "three times, and one that only tried to read it");
                }

                // Only now: the trial is the longest part of what a kill from outside could fall into.
                database.Ledger.CountAttempt([delivery.Id]);
            }

            watchdog.Begin(delivery);
            Effects.AboutToRead(octets.Memory.Span);
            return DeliveryReader.Read(delivery, LeasedOctets.Of(octets), policy);
        }
        catch (StoreException e) when (!e.MayTryAgain)
        {
            log.LogError("Held mail {Mailbox}/{Uid} {Name}: {Problem}", delivery.Mailbox, delivery.Uid, delivery.SourceName, e.Message);
            return DeliveryReader.Failed(delivery, HoldReason.Unparseable, e.Message);
        }
        catch (Exception e) when (e is not (StoreException or OutOfMemoryException))
        {
            // B11, code fault: the reader never throws, and should it do so all the same, one mail waits and no other.
            return Fault(delivery, e, "reading");
        }
        finally
        {
            watchdog.End(delivery);
        }
    }

    public Decided Decide(MailToDecide mail, Known known)
    {
        if (mail.Failure is { } hold)
        {
            return Held(hold);
        }

        try
        {
            return Decider.Decide(mail.Envelope, mail.Content, mail.Keys, known, policy);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // B11, code fault: the same for deciding.
            return Held(Fault(mail.Delivery, e, "deciding").Failure!);
        }
    }

    private OctetsLease Octets(Delivery delivery)
    {
        try
        {
            return database.Octets.Read(delivery.Place);
        }
        catch (StoreException e) when (e.Problem == StoreProblem.Damaged && database.Ledger.Place(delivery.Id) is { } place && place != delivery.Place)
        {
            // Since it was received its segment was cleared of other mail.
            return database.Octets.Read(place);
        }
    }

    private MailToDecide Stopped(Delivery delivery, string howOften)
    {
        log.LogError("Held mail {Mailbox}/{Uid} {Name}: it was in hand {Attempts} times when the process died. Its octets are kept; look at its raw source", delivery.Mailbox, delivery.Uid, delivery.SourceName, delivery.Attempts);
        return DeliveryReader.Failed(delivery, HoldReason.Unparseable, $"This mail stopped the process {howOften}. It was not read again; its octets are kept.");
    }

    private MailToDecide Fault(Delivery delivery, Exception fault, string doing)
    {
        log.LogError(fault, "Held mail {Mailbox}/{Uid} {Name}: the program failed while {Doing} it. Its octets are kept; please report this", delivery.Mailbox, delivery.Uid, delivery.SourceName, doing);
        return DeliveryReader.Failed(delivery, HoldReason.Unparseable, $"The program failed while {doing} it ({fault.GetType().Name}). Its octets are kept; please report this.");
    }

    private static Decided Held(Decision.Hold hold) => new(hold, new DecisionTrace([new TraceStep("B1.5", Hit: true, hold.Evidence)]));
}
