using System.Globalization;
using System.Text;

namespace Touchpoints.Mail.Tests;

/// <summary>Mail that nobody would write and everybody could: the same for the same seed.</summary>
internal sealed class RandomDraft(int seed)
{
    private static readonly string[] s_words =
    [
        "Angebot", "für", "Grüße", "naïve", "Łódź", "Ελλάδα", "Привет", "мир", "שלום", "مرحبا", "你好世界", "日本語テキスト", "한국어", "ไทย", "हिन्दी", "e\u0301", "👩‍👩‍👧‍👦", "𝒳", "🇩🇪",
        "=?utf-8?Q?x?=", "=?", "?=", "a,b", "(c)", "\"q\"", "b\\s", "<x>", "x@y.example", ";", ":", "it's", "50%", "1/2", "Re:", "a=b", "_", ".", "hello", "world", "of", "mail", "",
    ];

    private static readonly string[] s_lines =
    [
        "From here on it is a body.", ".", "..", "-- ", "--=_0_0", "begin 644 x", "a tab\t", "blanks at the end  ", "> quoted", "=20 is no blank", "", "\u001B[31mred\u001B[0m",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The text as it is read again.</summary>
    public static string LineEnds(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";
    }

    public MailDraft Next(bool utf8 = false)
    {
        var html = Maybe(Text());
        return new()
        {
            From = [Address(utf8)],
            Sender = Maybe(Address(utf8)),
            ReplyTo = Recipients(utf8, 2),
            To = Recipients(utf8, 12),
            Cc = Recipients(utf8, 4),
            Bcc = [new("Hidden", "hidden@bcc.example")],
            Subject = Maybe(Words(_random.Next(25))),
            Date = new DateTimeOffset(2000 + _random.Next(60), 1 + _random.Next(12), 1 + _random.Next(28), _random.Next(24), _random.Next(60), _random.Next(60), TimeSpan.FromMinutes(15 * _random.Next(-48, 56))),
            MessageId = Id(),
            InReplyTo = [.. Some(2, Id)],
            References = [.. Some(60, Id)],
            Fields = [new("X-Note", Words(_random.Next(12))), new("Auto-Submitted", "auto-generated")],
            Text = Maybe(Text()),
            Html = html,
            Calendar = _random.Next(4) == 0 ? new("REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:" + Words(3) + "\r\nEND:VCALENDAR\r\n") : null,
            Images = html is null ? [] : [.. Some(2, () => File("image/png") with { ContentId = Id() })],
            Attachments = [.. Some(4, () => _random.Next(5) == 0 ? Mail() : File("application/octet-stream"))],
            Utf8Headers = utf8,
        };
    }

    private MailFile File(string type)
    {
        var octets = new byte[_random.Next(4) == 0 ? 0 : _random.Next(70_000)];
        _random.NextBytes(octets);
        return new(FileName(), type, () => new MemoryStream(octets));
    }

    private MailFile Mail()
    {
        var octets = Encoding.Latin1.GetBytes($"Subject: inner\r\n\r\n{(_random.Next(3) == 0 ? "8-bit: \u00FC" : "plain")}\r\n{(_random.Next(3) == 0 ? "lone\n" : "line\r\n")}");
        return new(FileName() + ".eml", "message/rfc822", () => new MemoryStream(octets));
    }

    // "=?" is left out: encoded words in file names are decoded by every reader, though RFC 2047 §5 forbids them there.
    private string FileName() => $"{_random.Next(100)}{Words(_random.Next(1, 12)).Replace("=?", "", StringComparison.Ordinal).Replace("?=", "", StringComparison.Ordinal)}.x";

    private MailAddress Address(bool utf8)
    {
        var name = Words(_random.Next(6)).Trim('"', ' ');
        var local = _random.Next(8) switch
        {
            0 => "\"a b\"",
            1 => "\"a\\\"@b\"",
            2 => "two..dots",
            3 => "o'brien+tag!#$%&*/^`{|}~",
            4 when utf8 => "Jürgen",
            _ => Letters(1, 20),
        };
        var domain = _random.Next(4) == 0 ? "bücher.example" : _random.Next(9) == 0 ? "[192.0.2.1]" : $"{Letters(1, 30)}.example";
        return new(string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)), $"{local}@{domain}");
    }

    private Recipient[] Recipients(bool utf8, int most) => [.. Some(most, () =>
        _random.Next(5) == 0 ? new Recipient.Group("Team " + Words(2).Trim(), [.. Some(3, () => Address(utf8))]) : (Recipient)Address(utf8))];

    private string Text()
    {
        var text = new StringBuilder();
        for (var lines = _random.Next(20); lines > 0; lines--)
        {
            text.Append(_random.Next(5) switch
            {
                0 => s_lines[_random.Next(s_lines.Length)],
                1 => Words(_random.Next(80)),
                2 => new string('x', _random.Next(2000)),
                _ => string.Join(' ', Some(12, () => "plain")),
            });
            text.Append(_random.Next(8) switch { 0 => "\r", 1 => "\r\n", 2 => "", _ => "\n" });
        }

        return text.ToString();
    }

    private string Words(int count)
    {
        var ascii = _random.Next(3) == 0;
        var words = Enumerable.Range(0, count).Select(_ => s_words[_random.Next(s_words.Length)]).Where(w => !ascii || System.Text.Ascii.IsValid(w));
        return string.Join(' ', words);
    }

    private string Id() => $"{Letters(4, 60)}.{_random.Next()}@{Letters(1, 40)}.example";

    private string Letters(int least, int most) => string.Concat(Enumerable.Range(0, _random.Next(least, most)).Select(_ => (char)('a' + _random.Next(26))));

    private T? Maybe<T>(T value)
        where T : class => _random.Next(4) > 0 ? value : null;

    private IEnumerable<T> Some<T>(int most, Func<T> make) => Enumerable.Range(0, _random.Next(most + 1)).Select(_ => make());

    /// <summary>The address as it is read again: what needs no quotes has none, and the domain is ASCII unless the draft is not.</summary>
    public static MailAddress AsRead(MailAddress address, bool utf8)
    {
        var at = address.Address.LastIndexOf('@');
        var domain = address.Address[(at + 1)..];
        return address with { Address = $"{address.Address[..at]}@{(utf8 || domain[0] == '[' ? domain : new IdnMapping().GetAscii(domain))}" };
    }
}
