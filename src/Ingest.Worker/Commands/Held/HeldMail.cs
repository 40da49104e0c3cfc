using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Decides held mail again: on the account that a person chose, or by the directory as it is now (behaviour.md B7.4).</summary>
internal static class HeldMail
{
    private const int AtMost = 10_000;

    /// <summary>What an operator's choice, or the changed directory, makes of one held mail; the hold stays where the answer is to hold.</summary>
    public static Recorded Redecide(Installation installation, MailDetail mail, AccountId? account, string by)
    {
        using var octets = installation.Database.Octets.Read(mail.Place);
        var read = DeliveryReader.Read(DeliveryOf(mail), octets.Memory, installation.Policy);
        var choice = account is { } chosen ? new OperatorChoice(chosen, by) : null;
        return installation.Database.Recorder.Redecide(mail.Id, read, (m, known) => Decide(m, known with { Choice = choice }, installation.Policy), by);
    }

    /// <summary>Decides all held mail again; answers how many are held no longer.</summary>
    public static int RedecideAll(Installation installation, string by)
    {
        var reports = installation.Database.Reports;
        return reports.Held("", AtMost)
            .Select(held => reports.Mail(held.Mail))
            .Count(mail => mail is not null && Redecide(installation, mail, null, by) is { As: not RecordedAs.Unchanged, Decided.Decision: not Decision.Hold });
    }

    /// <summary>The one decision, also for a mail that could not be read.</summary>
    public static Decided Decide(MailToDecide mail, Known known, Policy policy) => mail.Failure is { } failure
        ? new Decided(failure, new DecisionTrace([new TraceStep("B1.5", true, failure.Evidence)]))
        : Decider.Decide(mail.Envelope, mail.Content, mail.Keys, known, policy);

    /// <summary>The first delivery of a stored mail, as the reader wants it.</summary>
    public static Delivery DeliveryOf(MailDetail mail)
    {
        var row = mail.Deliveries[0];
        return new Delivery(row.Id, row.Mailbox, 0, row.Uid, row.SourceName, mail.Place, Convert.FromHexString(mail.Sha256), mail.ReceivedAt, 1);
    }
}
