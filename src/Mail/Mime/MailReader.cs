namespace Touchpoints.Mail;

/// <summary>Reads the octets of one mail (RFC 5322, RFC 2045 to 2049). Iterative, linear in its input, never throws on any octets.</summary>
public static class MailReader
{
    /// <summary>
    /// Reads <paramref name="octets"/>, which must stay unchanged while the answer is in use: bodies and attachments are ranges of them.
    /// Only an empty input is <see cref="MailReading.Unreadable"/>; everything else is read as far as the limits go, and says in
    /// <see cref="ReadMail.Defects"/> what was wrong and how it was read all the same.
    /// </summary>
    public static MailReading Read(ReadOnlyMemory<byte> octets, MailLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return octets.IsEmpty
            ? new MailReading.Unreadable("The mail has no octets at all. Fetch it again from its server; nothing was stored of it.")
            : new MailReading.Readable(new MailAssembler(octets, limits).Assemble());
    }

    internal static ReadMail? Nested(ReadOnlyMemory<byte> octets, MailLimits limits) =>
        Read(octets, limits) is MailReading.Readable readable ? readable.Mail : null;
}

/// <summary>What the reader made of some octets. A closed set.</summary>
public abstract record MailReading
{
    private MailReading()
    {
    }

    /// <summary>A mail.</summary>
    public sealed record Readable(ReadMail Mail) : MailReading;

    /// <summary>No mail can be seen in the octets; <see cref="Reason"/> says why in one sentence.</summary>
    public sealed record Unreadable(string Reason) : MailReading;
}
