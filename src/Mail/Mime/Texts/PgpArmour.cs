using System.Text;

namespace Touchpoints.Mail;

/// <summary>OpenPGP in a text body (RFC 9580 §6.2 and §7): the words of a clear-signed text are shown without their armour, an encrypted message is taken out.</summary>
internal static class PgpArmour
{
    private const string Begin = "-----BEGIN PGP ";
    private const string Signed = "-----BEGIN PGP SIGNED MESSAGE-----";
    private const string Signature = "-----BEGIN PGP SIGNATURE-----";
    private const string SignatureEnd = "-----END PGP SIGNATURE-----";
    private const string Message = "-----BEGIN PGP MESSAGE-----";
    private const string MessageEnd = "-----END PGP MESSAGE-----";

    /// <summary>What every armour begins with.</summary>
    public static ReadOnlySpan<byte> Head => "-----BEGIN PGP "u8;

    public static string Open(string text, ref MailProtection protection)
    {
        if (!text.Contains(Begin, StringComparison.Ordinal))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        var at = 0;
        while (true)
        {
            var start = text.IndexOf(Begin, at, StringComparison.Ordinal);
            if (start < 0)
            {
                return shown.Append(text, at, text.Length - at).ToString();
            }

            shown.Append(text, at, start - at);
            at = start;
            var isLine = start == 0 || text[start - 1] == '\n';
            var end = isLine && IsAt(text, start, Signed) ? OpenSigned(text, start, shown)
                : isLine && IsAt(text, start, Message) ? EndOf(text, start, MessageEnd)
                : start;
            if (end < 0)
            {
                // Cut off: no other of its kind can be whole.
                return shown.Append(text, at, text.Length - at).ToString();
            }

            protection |= end == start ? MailProtection.None : IsAt(text, start, Message) ? MailProtection.Encryption : MailProtection.Signature;
            if (end == start)
            {
                shown.Append(Begin);
                end += Begin.Length;
            }

            at = end;
        }
    }

    private static bool IsAt(string text, int at, string mark) => text.AsSpan(at).StartsWith(mark);

    // Behind the line that a mark ends.
    private static int EndOf(string text, int at, string mark)
    {
        var found = text.IndexOf('\n' + mark, at, StringComparison.Ordinal);
        var line = found < 0 ? -1 : text.IndexOf('\n', found + 1);
        return found < 0 ? -1 : line < 0 ? text.Length : line + 1;
    }

    private static int OpenSigned(string text, int at, StringBuilder shown)
    {
        var begin = text.IndexOf("\n\n", at, StringComparison.Ordinal);
        var signature = begin < 0 ? -1 : text.IndexOf('\n' + Signature, begin + 1, StringComparison.Ordinal);
        var end = signature < 0 ? -1 : EndOf(text, signature, SignatureEnd);
        if (end < 0)
        {
            return -1;
        }

        foreach (var line in text.AsSpan(begin + 2, Math.Max(0, signature - begin - 2)).EnumerateLines())
        {
            shown.Append(line.StartsWith("- ") ? line[2..] : line).Append('\n'); // RFC 9580 §7.1: dash-escaped
        }

        return end;
    }
}
