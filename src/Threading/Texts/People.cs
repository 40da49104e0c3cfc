namespace Touchpoints.Threading;

/// <summary>Lists of people as programs print them in a body: "Ann &lt;ann@x.example&gt;; Bob [mailto:bob@x.example], Carl".</summary>
internal static class People
{
    private static readonly char[] Around = [' ', '\t', '\u00A0', '"', '\'', '*', '“', '”', '„', '«', '»', '_', '‘', '’', '\uFEFF', '\u200B', '\u200E', '\u200F', '\u202A', '\u202C'];
    private static readonly char[] AroundAddress = [' ', '\t', '"', '\'', '<', '>', '[', ']', '(', ')', ',', ';', '*', ':', '\u00A0', '\u200B'];

    private static readonly string[] OnBehalf = [.. DataFile.Rows("on-behalf", 2).SelectMany(r => DataFile.Values(r[1])).Select(p => $" {p} ")];

    /// <summary>
    /// Who wrote a mail: the first of those named. "Ann Doe &lt;ann@x.example&gt; on behalf of Desk &lt;desk@x.example&gt;" names who sent it and whose
    /// mail it is (RFC 5322 §3.6.2): it is Ann's, unless the desk alone has an address. Null when nobody is named.
    /// </summary>
    public static MailAddress? Author(string text)
    {
        foreach (var words in OnBehalf)
        {
            if (text.IndexOf(words, StringComparison.OrdinalIgnoreCase) is > 0 and var at)
            {
                var (writer, other) = (Author(text[..at]), One(text[(at + words.Length)..]));
                return writer is { Address: "" } or null && other is { Address.Length: > 0 } ? other : writer;
            }
        }

        // Nobody writes two authors without addresses: the comma is one of "Doe, Ann".
        return text.Contains('@', StringComparison.Ordinal) || text.Contains(';', StringComparison.Ordinal) ? Read(text).FirstOrDefault() : One(text);
    }

    /// <summary>The people in order; empty when there are none.</summary>
    public static List<MailAddress> Read(string list)
    {
        if (IsFamilyNameFirst(list))
        {
            return One(list) is { } one ? [one] : [];
        }

        var people = new List<MailAddress>();
        var pending = "";
        foreach (var piece in Split(list))
        {
            var text = pending.Length > 0 ? $"{pending}, {piece.Trim()}" : piece;
            // "Doe, Ann <ann@x.example>" is one person: a single word before the comma, no address in it.
            if (!text.Contains('@', StringComparison.Ordinal) && pending.Length == 0 && !piece.Trim().Contains(' ', StringComparison.Ordinal) && !list.Contains(';', StringComparison.Ordinal))
            {
                pending = piece.Trim();
                continue;
            }

            Add(people, pending.Length > 0 && !piece.Contains('<', StringComparison.Ordinal) && !piece.Contains('[', StringComparison.Ordinal) ? pending : "");
            Add(people, pending.Length > 0 && (piece.Contains('<', StringComparison.Ordinal) || piece.Contains('[', StringComparison.Ordinal)) ? text : piece);
            pending = "";
        }

        Add(people, pending);
        return people;
    }

    /// <summary>One person; null when the text names nobody.</summary>
    public static MailAddress? One(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (IsNotesName(text, at))
        {
            return new MailAddress(text[..at].Trim(Around), "");
        }

        var open = at < 0 ? text.AsSpan().IndexOfAny("<[") : Bracket(text, at);
        if (at < 0)
        {
            // A name alone, or an old Exchange address that says nothing outside (/O=…).
            var name = (open > 0 ? text[..open] : text).Trim(Around);
            return name.Length == 0 || name.StartsWith('/') ? null : new MailAddress(name, "");
        }

        if (open >= 0 && open < at)
        {
            var address = Address(text[open..]);
            return address.Length == 0 ? null : new MailAddress(Name(text[..open], address), address);
        }

        var bare = Address(text);
        return bare.Length == 0 ? null : new MailAddress("", bare);
    }

    // Programs that print names alone divide them by semicolons: one comma behind one word is that of "Doe, Ann".
    private static bool IsFamilyNameFirst(string list)
        => list.AsSpan().IndexOfAny("@;<") < 0 && list.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma && comma == list.LastIndexOf(',') && !list.AsSpan(0, comma).Trim().Contains(' ');

    // "Ann Doe/Example@EXAMPLE" is a name of HCL Notes: its domain is none of the Internet.
    private static bool IsNotesName(string text, int at)
        => text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < at && text.AsSpan().IndexOfAny("<[(\"") < 0 && !text.AsSpan(at).Contains('.');

    // A name may hold brackets of its own: "Doe, Ann (Example)" <ann@x.example>
    private static int Bracket(string text, int at)
        => text.LastIndexOf('<', at) is >= 0 and var angle ? angle : text.LastIndexOf('[', at) is >= 0 and var square ? square : text.LastIndexOf('(', at);

    // The first word with an "@", without brackets, "mailto:" and blanks.
    private static string Address(string text)
    {
        foreach (var word in text.Split([' ', '<', '>', '[', ']', '(', ')', '\t', '"', '|'], StringSplitOptions.RemoveEmptyEntries))
        {
            var address = word.Trim(AroundAddress);
            address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..] : address;
            var at = address.LastIndexOf('@');
            if (at > 0 && at < address.Length - 1)
            {
                return address[..(at + 1)] + address[(at + 1)..].ToLowerInvariant();
            }
        }

        return "";
    }

    // A program without a name prints the address in its place.
    private static string Name(string text, string address)
    {
        var name = text.Trim(Around);
        return name.Equals(address, StringComparison.OrdinalIgnoreCase) || name.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? "" : name;
    }

    private static void Add(List<MailAddress> people, string text)
    {
        if (One(text) is { } person)
        {
            people.Add(person);
        }
    }

    // Semicolons divide, and commas where there is no semicolon; not inside quotes or brackets.
    private static IEnumerable<string> Split(string list)
    {
        var divider = HasOutside(list, ';') ? ';' : ',';
        var start = 0;
        var isQuoted = false;
        var depth = 0;
        for (var i = 0; i < list.Length; i++)
        {
            var c = list[i];
            isQuoted ^= c == '"';
            depth = c is '<' or '[' or '(' ? depth + 1 : c is '>' or ']' or ')' ? Math.Max(0, depth - 1) : depth;
            if (!isQuoted && depth == 0 && (c == divider || c is '、' or '；' or '，'))
            {
                yield return list[start..i];
                start = i + 1;
            }
        }

        yield return list[start..];
    }

    private static bool HasOutside(string list, char divider)
    {
        var isQuoted = false;
        foreach (var c in list)
        {
            isQuoted ^= c == '"';
            if (c == divider && !isQuoted)
            {
                return true;
            }
        }

        return false;
    }
}
