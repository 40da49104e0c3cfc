using System.Diagnostics.Metrics;

namespace Touchpoints.Ingest;

/// <summary>Figures of the running worker. Labels are mailbox and outcome only: never an address, a subject or a Message-ID.</summary>
internal static class IngestMetrics
{
    public const string MeterName = "Touchpoints.Ingest";

    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long> s_messages =
        s_meter.CreateCounter<long>("touchpoints.messages", "{message}", "Mails settled, by outcome.");

    private static readonly Histogram<double> s_duration =
        s_meter.CreateHistogram<double>("messaging.process.duration", "s", "Reading, deciding and recording one mail.");

    private static readonly Histogram<double> s_lag =
        s_meter.CreateHistogram<double>("touchpoints.lag", "s", "From INTERNALDATE to the commit.");

    private static readonly Counter<long> s_reconnects =
        s_meter.CreateCounter<long>("touchpoints.mailbox.reconnects", "{connection}", "Connections lost or refused.");

    public static void Settled(SettledMail mail, DateTimeOffset now)
    {
        var mailbox = KeyValuePair.Create<string, object?>("mailbox", mail.Delivery.Mailbox);
        s_messages.Add(1, mailbox, KeyValuePair.Create<string, object?>("outcome", OutcomeWords.Outcome(mail.Recorded)));
        s_duration.Record(mail.Took.TotalSeconds, mailbox);
        s_lag.Record(Math.Max(0, (now - mail.Delivery.InternalDate).TotalSeconds), mailbox);
    }

    public static void Reconnect(string mailbox) => s_reconnects.Add(1, KeyValuePair.Create<string, object?>("mailbox", mailbox));
}
