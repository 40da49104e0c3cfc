using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Mail for tests: written with LF, read with CRLF; characters up to 255 are octets.</summary>
internal static class Some
{
    public static byte[] Octets(string mail) => Encoding.Latin1.GetBytes(mail.ReplaceLineEndings("\n").Replace("\n", "\r\n", StringComparison.Ordinal));

    public static ReadMail Mail(string mail) => Mail(Octets(mail));

    public static ReadMail Mail(byte[] octets, MailLimits? limits = null) =>
        MailReader.Read(octets, limits ?? MailLimits.Default) is MailReading.Readable readable
            ? readable.Mail
            : throw new AssertionException("The mail was not readable.");

    public static ReadMail MailWith(string field) => Mail(field + "\n\nHello\n");

    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public static string Show(IEnumerable<MailAddress> addresses) => string.Join(" | ", addresses.Select(a => $"{a.Name} <{a.Address}>"));

    public static string Names(IEnumerable<MimePart> parts) => string.Join(" | ", parts.Select(p => p.FileName));

    public static string Types(IEnumerable<MimePart> parts) => string.Join(" ", parts.Select(p => p.MediaType));
}
