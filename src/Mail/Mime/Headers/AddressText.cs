using System.Buffers;

namespace Touchpoints.Mail;

/// <summary>The parts of a mailbox as text.</summary>
internal static class AddressText
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(" \t\"(),:;<>@[\\]");
    private static readonly SearchValues<char> NeedsCleaning = SearchValues.Create(" \t()\";");

    /// <summary>A display name: encoded words decoded, runs of blanks made one, stray quotes taken off.</summary>
    public static string Name(ReadOnlySpan<char> words, MailLimits limits, DefectList defects)
    {
        words = words.Trim();
        if (words.IsEmpty)
        {
            return "";
        }

        var name = EncodedWords.Decode(words.ToString(), limits, defects).Trim();
        if (name.Length > 1 && name[0] == '"' && name[^1] == '"')
        {
            name = name[1..^1].Trim();
        }

        return name.Contains("  ", StringComparison.Ordinal) || name.Contains('\t', StringComparison.Ordinal)
            ? string.Join(' ', name.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            : name;
    }

    /// <summary>Where what begins with "&lt;" ends: at its bracket, which is closed then, or before the next address.</summary>
    public static int EndOfAngle(ReadOnlySpan<char> text, bool hasQuotes, out bool closed)
    {
        var route = text.Length > 1 && text[1] == '@'; // RFC 5322 §4.4: <@a,@b:c@d>
        var quoted = false;
        closed = false;
        for (var at = 1; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when quoted:
                    at++;
                    break;
                case '"' when hasQuotes:
                    quoted = !quoted;
                    break;
                case '>' when !quoted:
                    closed = true;
                    return at;
                case '<' when !quoted:
                case ',' when !quoted && !route:
                    return at;
            }
        }

        return text.Length;
    }

    /// <summary>
    /// An addr-spec: route, comments, blanks and a scheme taken away, encoded words decoded, the domain lower case (RFC 5321 §2.4: the local part
    /// belongs to its host and stays).
    /// </summary>
    public static string Clean(ReadOnlySpan<char> address, MailLimits limits, DefectList defects)
    {
        address = address.Trim(" \t<>");
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            address = address[7..];
        }

        if (address.StartsWith("@") && address.IndexOf(':') is > 0 and var route && address[route..].Contains('@'))
        {
            address = address[(route + 1)..];
        }

        if (address.IndexOf("=?") >= 0)
        {
            address = EncodedWords.Decode(address.ToString(), limits, defects).AsSpan().Trim();
        }

        if (!address.IsEmpty && address[0] == '"')
        {
            address = WithoutNeedlessQuotes(address);
        }
        else if (address.ContainsAny(NeedsCleaning))
        {
            address = Bare(address);
        }

        var at = address.LastIndexOf('@');
        var domain = address[(at + 1)..].TrimEnd('.');
        address = address[..(at + 1 + domain.Length)];
        return at < 0 || !domain.ContainsAnyInRange('A', 'Z') && Ascii(domain)
            ? address.ToString()
            : string.Concat(address[..(at + 1)], domain.ToString().ToLowerInvariant());
    }

    /// <summary>
    /// What encoded words and nothing else stand for where that is an address, with its name or alone; else null. RFC 2047 §5 forbids it, and there
    /// are programs that encode the whole of "Jane Doe &lt;jane@x.example&gt;".
    /// </summary>
    public static string? Encoded(ReadOnlySpan<char> words, MailLimits limits, DefectList defects)
    {
        if (!words.StartsWith("=?") || !words.EndsWith("?="))
        {
            return null;
        }

        var decoded = EncodedWords.Decode(words.ToString(), limits, defects).Trim();
        var at = decoded.LastIndexOf('@');
        return at > 0 && (decoded.AsSpan().IndexOfAny(' ', '\t') < 0 || (decoded.LastIndexOf('<', at) >= 0 && decoded.IndexOf('>', at) > 0)) ? decoded : null;
    }

    /// <summary>The word with an @, empty when there is none; the words around it are the name.</summary>
    public static ReadOnlySpan<char> AddressAmong(ReadOnlySpan<char> words, out ReadOnlySpan<char> name)
    {
        var at = words.LastIndexOf('@');
        if (at < 0)
        {
            name = words;
            return default;
        }

        name = default;
        if (!words.ContainsAny(' ', '\t'))
        {
            return words;
        }

        var before = StartOfLocalPart(words, at);
        var after = EndOfDomain(words, at);
        name = string.Concat(words[..before], " ", words[after..]).AsSpan().Trim();
        return words[before..after];
    }

    /// <summary>Where the local part that ends before the @ begins: at a blank outside quotes that stands at no lone dot.</summary>
    private static int StartOfLocalPart(ReadOnlySpan<char> words, int at)
    {
        var start = words[..at].TrimEnd().Length;
        if (start > 0 && words[start - 1] == '"')
        {
            var open = words[..(start - 1)].LastIndexOf('"');
            return Math.Max(0, open);
        }

        while (true)
        {
            while (start > 0 && !IsBlank(words[start - 1]))
            {
                start--;
            }

            var before = words[..start].TrimEnd().Length;
            if (before == 0 || (words[start] != '.' && !IsLoneDot(words, before - 1)))
            {
                return start;
            }

            start = before;
        }
    }

    /// <summary>Where the domain that begins after the @ ends.</summary>
    private static int EndOfDomain(ReadOnlySpan<char> words, int at)
    {
        var end = words.Length - words[(at + 1)..].TrimStart().Length;
        while (true)
        {
            while (end < words.Length && !IsBlank(words[end]))
            {
                end++;
            }

            var after = words[end..].TrimStart();
            if (after.IsEmpty || (after[0] != '.' && !IsLoneDot(words, end - 1)))
            {
                return end;
            }

            end = words.Length - after.Length;
        }
    }

    /// <summary>Where the first of two addresses ends that have only blanks or words between them; 0 where there is one or none.</summary>
    public static int EndOfFirst(ReadOnlySpan<char> words)
    {
        var (at, last) = (words.IndexOf('@'), words.LastIndexOf('@'));
        if (at <= 0 || at == last || IsBlank(words[at - 1]) || IsBlank(words[last - 1]) || words[last..].IndexOf('.') < 0)
        {
            return 0;
        }

        var end = EndOfDomain(words, at);
        return end < last && words[at..end].Contains('.') ? end : 0;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t';

    // RFC 5322 §4.4: "jdoe@test  . example". A dot that stands at a word, as in "Dr. jdoe@test.example", is the word's.
    private static bool IsLoneDot(ReadOnlySpan<char> words, int at) => words[at] == '.' && (at == 0 || IsBlank(words[at - 1]));

    /// <summary>A local part: its quotes stay only where they are needed (RFC 5322 §3.4.1), so that one address has one form.</summary>
    public static string Quoted(string local) => local.Length > 0 && !local.AsSpan().ContainsAny(NeedsQuotes)
        ? local
        : string.Concat("\"", local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), "\"");

    private static ReadOnlySpan<char> WithoutNeedlessQuotes(ReadOnlySpan<char> address)
    {
        var local = new CharBuffer(stackalloc char[64]);
        var at = 1;
        while (at < address.Length && address[at] != '"')
        {
            at += address[at] == '\\' && at + 1 < address.Length ? 1 : 0;
            local.Append(address[at++]);
        }

        var text = local.Text.ToString();
        local.Dispose();
        return at + 1 < address.Length && address[at + 1] == '@' ? string.Concat(Quoted(text), address[(at + 1)..]) : address;
    }

    private static bool Ascii(ReadOnlySpan<char> text) => System.Text.Ascii.IsValid(text);

    // Comments and blanks go (RFC 5322 §4.4 allows them around dots and the @); of two words the one with the @ is meant.
    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> address)
    {
        if (address.IndexOf(';') is >= 0 and var semicolon)
        {
            address = address[..semicolon].TrimEnd();
            if (address.EndsWith(':'))
            {
                return default; // <undisclosed-recipients:;>
            }
        }

        if (address.LastIndexOf('@') is > 0 and var at && address[..at].TrimEnd() is var local && local.LastIndexOfAny(' ', '\t') is > 0 and var blank
            && !address.Contains('(') && local[..blank].TrimEnd()[^1] != '.' && local[blank + 1] != '.')
        {
            address = address[(blank + 1)..];
        }

        var bare = new char[address.Length];
        var length = 0;
        var depth = 0;
        foreach (var c in address)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0 && c is not (' ' or '\t' or '"' or ')'))
            {
                bare[length++] = c;
            }

            depth -= c == ')' && depth > 0 ? 1 : 0;
        }

        return bare.AsSpan(0, length);
    }
}
