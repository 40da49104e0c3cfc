using System.Collections.Frozen;
using System.Text;

namespace Touchpoints.Threading;

/// <summary>Subjects as they are compared, and what people write into them to name an account.</summary>
internal static class SubjectLine
{
    // What mail programs put before the subject of an answer or a forward, by language; compared in lower case.
    private static readonly FrozenSet<string> ReplyWords = FrozenSet.ToFrozenSet(
        [
            "re", "aw", "antw", "antwort", "sv", "vs", "ref", "rv", "rif", "r", "res", "odp", "od", "ynt", "atb", "vá", "回复", "回覆", "答复", "回信", "返信", "отв", "ответ",
            "απ", "σχετ", "תגובה", "השב", "رد", "bls", "trả lời",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> ForwardWords = FrozenSet.ToFrozenSet(
        [
            "fw", "fwd", "wg", "vb", "vl", "tr", "enc", "rv", "i", "vidarebefordrat", "doorst", "pd", "ilt", "továbbítás", "fs", "转发", "轉寄", "転送", "пер", "πρθ",
            "הועבר", "إعادة توجيه", "trs", "weitergeleitet",
        ],
        StringComparer.Ordinal);

    /// <summary>Without reply and forward prefixes, in upper case with single blanks: two mails of one conversation have it in common.</summary>
    public static string Normalised(string subject)
    {
        var rest = WithoutPrefixes(subject);
        var text = new StringBuilder(rest.Length);
        foreach (var c in rest)
        {
            if (!char.IsWhiteSpace(c))
            {
                text.Append(char.ToUpperInvariant(c));
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>The subject as written, without the prefixes in front of it.</summary>
    public static string WithoutPrefixes(string subject)
    {
        var rest = subject.Trim();
        while (Prefix(rest) is { Length: > 0 } prefix)
        {
            rest = rest[prefix.Length..].TrimStart();
        }

        return rest;
    }

    /// <summary>True when the first prefix is one of a forward.</summary>
    public static bool SaysForward(string subject)
    {
        var text = subject.Trim();
        return Prefix(text) is { Length: > 0 } prefix && ForwardWords.Contains(Word(prefix));
    }

    /// <summary>True when a prefix of an answer or a forward stands in front of it.</summary>
    public static bool HasPrefix(string subject) => Prefix(subject.Trim()).Length > 0;

    /// <summary>True when the word stands in it by itself, case ignored: "Acme: renewal" has "acme", "Acmeville" has not.</summary>
    public static bool HasWord(string subject, string word)
    {
        for (var at = Next(0); at >= 0; at = Next(at + 1))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(subject[at - 1])) && (end == subject.Length || !char.IsLetterOrDigit(subject[end])))
            {
                return true;
            }
        }

        return false;

        int Next(int from) => word.Length == 0 ? -1 : subject.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What stands in square brackets, in order: "[acme] Renewal" gives "acme".</summary>
    public static IEnumerable<string> Bracketed(string subject)
    {
        for (var open = subject.IndexOf('[', StringComparison.Ordinal); open >= 0; open = subject.IndexOf('[', open + 1))
        {
            var close = subject.IndexOf(']', open);
            if (close < 0)
            {
                yield break;
            }

            var inside = subject[(open + 1)..close].Trim();
            if (inside.Length > 0)
            {
                yield return inside;
            }
        }
    }

    /// <summary>The addresses that stand in a subject or a line of text, in order.</summary>
    public static IReadOnlyList<MailAddress> AddressesIn(string text)
    {
        var found = new List<MailAddress>();
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var (start, end) = (at, at + 1);
            while (start > 0 && IsAtom(text[start - 1]))
            {
                start--;
            }

            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            {
                end++;
            }

            var domain = text[(at + 1)..end].Trim('.', '-');
            if (start < at && domain.Contains('.', StringComparison.Ordinal))
            {
                found.Add(new MailAddress("", $"{text[start..at]}@{domain.ToLowerInvariant()}"));
            }
        }

        return found;
    }

    private static bool IsAtom(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '%' or '\'' or '=';

    // "Re:", "AW :", "Fwd[2]:", "Re(3):", "回复：". Longer words before a colon are part of the subject.
    private static string Prefix(string text)
    {
        var colon = text.AsSpan().IndexOfAny(':', '：');
        if (colon is < 1 or > 20)
        {
            return "";
        }

        var prefix = text[..(colon + 1)];
        var word = Word(prefix);
        return ReplyWords.Contains(word) || ForwardWords.Contains(word) ? prefix : "";
    }

    private static string Word(string prefix)
    {
        var word = prefix[..^1].Trim();
        var count = word.AsSpan().IndexOfAny('[', '(');
        return (count > 0 ? word[..count] : word).TrimEnd().ToLowerInvariant();
    }
}
