using System.Text;

namespace Touchpoints.Fuzzing;

/// <summary>Makes mails that nobody would send out of mails that people do: the same for the same seed and seeds.</summary>
internal sealed class MailMutator(int seed, IReadOnlyList<byte[]> seeds)
{
    private const int LongestMail = 64 * 1024;
    private const int MostKept = 2_000;

    // What parsers look for, and what they are known to stumble over.
    private static readonly byte[][] s_tokens = [.. new[]
    {
        "\r\n", "\n", "\r", "\0", "\r\n\r\n", ": ", ";", "\"", "\\", "<", ">", "(", ")", ",", "@", "=?", "?=", "=?utf-8?B?", "=?iso-2022-jp?Q?", "=", "%00", "*0*=", "*1=", "\u00FF", "\u00C3", "\u001B$B", "\uFEFF", "--", "--b", "--b--",
        "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: multipart/alternative; boundary=\"b\"\r\n", "Content-Type: multipart/signed; boundary=b\r\n", "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: message/delivery-status\r\n\r\n", "Content-Type: text/calendar; method=REPLY\r\n", "Content-Type: text/html; charset=utf-7\r\n", "Content-Type: application/ms-tnef; name=winmail.dat\r\n",
        "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding: x-uuencode\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A9\r\n", "format=flowed; delsp=yes", "From ", "From: ", "To: ", "Subject: ", "Date: Mon, 32 Foo 99999 25:61:61 +9999\r\n", "References: <a@b> ", "Auto-Submitted: auto-replied\r\n",
        "Authentication-Results: mx.vendor.example; dmarc=pass (", "DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; h=from; bh=; b=\r\n", "Received: ", "touchpoints@in.vendor.example", "begin 644 x\r\n", "=ybegin line=128 size=9 name=x\r\n", "end\r\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\r\n", "BEGIN:VCALENDAR\r\n", "Von: a@b.example\r\nGesendet: Montag\r\n", "-----Original Message-----\r\n", "On Mon, Jan 5, 2026 at 10:00, A <a@b.example> wrote:\r\n> ", "<div>", "<blockquote>", "<table>", "<img src=\"cid:", "&#x110000;", "</html>",
        "2147483648", "-1", "18446744073709551616",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _pool = [.. seeds];

    /// <summary>A mail that showed something new is worth changing further.</summary>
    public void Keep(byte[] mail)
    {
        if (_pool.Count < seeds.Count + MostKept)
        {
            _pool.Add(mail);
        }
    }

    /// <summary>The next mail: one of the pool, changed one to four times.</summary>
    public byte[] Next()
    {
        var mail = Any();
        for (var changes = 1 << _random.Next(3); changes > 0; changes--)
        {
            mail = Change(mail);
        }

        return mail.Length <= LongestMail ? mail : mail[..LongestMail];
    }

    private byte[] Any() => _pool[_random.Next(_pool.Count)];

    private byte[] Change(byte[] mail)
    {
        var at = _random.Next(mail.Length + 1);
        var end = Math.Min(mail.Length, at + 1 + _random.Next(1 << _random.Next(1, 11)));
        return _random.Next(12) switch
        {
            0 => Flipped(mail),
            1 or 2 or 3 => [.. mail[..at], .. s_tokens[_random.Next(s_tokens.Length)], .. mail[at..]],
            4 => [.. mail[..at], .. mail[end..]],
            5 => mail[..at],
            6 => [.. mail[..at], .. Tail(Any())],
            7 => Repeated(mail, at, end),
            8 => Lines(mail),
            9 => LineEnds(mail),
            10 => Nested(mail),
            _ => [.. mail[..at], .. Enumerable.Range(0, _random.Next(1, 30)).Select(_ => (byte)_random.Next(256)), .. mail[at..]],
        };
    }

    private byte[] Tail(byte[] mail) => mail[_random.Next(mail.Length + 1)..];

    private byte[] Flipped(byte[] mail)
    {
        byte[] flipped = [.. mail];
        for (var bits = 1 << _random.Next(8); bits > 0 && flipped.Length > 0; bits--)
        {
            flipped[_random.Next(flipped.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return flipped;
    }

    private byte[] Repeated(byte[] mail, int from, int to)
    {
        var times = Math.Min(1 << _random.Next(1, 11), LongestMail / Math.Max(1, to - from));
        var piece = mail.AsSpan(from, to - from);
        var repeated = new byte[piece.Length * times];
        for (var at = 0; at < repeated.Length; at += piece.Length)
        {
            piece.CopyTo(repeated.AsSpan(at));
        }

        return [.. mail[..from], .. repeated, .. mail[from..]];
    }

    private byte[] Lines(byte[] mail)
    {
        var lines = Encoding.Latin1.GetString(mail).Split("\r\n");
        var one = _random.Next(lines.Length);
        switch (_random.Next(4))
        {
            case 0:
                _random.Shuffle(lines);
                break;
            case 1:
                lines = [.. lines.Where(_ => _random.Next(7) > 0)];
                break;
            case 2:
                (lines[one], lines[0]) = (lines[0], lines[one]);
                break;
            default:
                lines = [.. lines[..one], .. Enumerable.Repeat(lines[one], 1 << _random.Next(9)), .. lines[one..]];
                break;
        }

        return Encoding.Latin1.GetBytes(string.Join("\r\n", lines));
    }

    private byte[] LineEnds(byte[] mail) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(mail).Replace("\r\n", new[] { "\n", "\r", "\r\r\n", "\n\r", "" }[_random.Next(5)], StringComparison.Ordinal));

    private byte[] Nested(byte[] mail) =>
    [
        .. "Subject: outer\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\n"u8, .. mail, .. "\r\n--outer\r\n"u8, .. Tail(Any()), .. "\r\n--outer--\r\n"u8,
    ];
}
