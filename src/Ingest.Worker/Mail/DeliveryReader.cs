using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The one place where Touchpoints.Mail's types become Touchpoints.Threading's.</summary>
internal static class DeliveryReader
{
    /// <summary>Reads a delivery's octets; never throws because of them. A mail that cannot be read has its <see cref="MailToDecide.Failure"/> set.</summary>
    public static MailToDecide Read(Delivery delivery, ReadOnlyMemory<byte> octets, Policy policy) => throw new System.Diagnostics.UnreachableException();

    /// <summary>The same without a delivery, for inspect.</summary>
    public static (MailEnvelope Envelope, MailContent Content) Convert(ReadMail mail, DateTimeOffset receivedAt) => throw new System.Diagnostics.UnreachableException();
}
