using System.Text;

namespace Touchpoints.Mail;

/// <summary>One content line of a calendar (RFC 5545 §3.1): NAME;PARAMETER=value:VALUE.</summary>
internal readonly record struct CalendarLine(string Name, string Parameters, string Value)
{
    private const int MostLines = 20_000;

    /// <summary>The lines of a text, unfolded: one that begins with a blank goes on from the line above.</summary>
    public static IEnumerable<CalendarLine> Read(string text)
    {
        var line = new StringBuilder();
        var at = 0;
        for (var count = 0; at <= text.Length && count < MostLines; count++)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            var next = text[at..end].TrimEnd('\r');
            at = end + 1;
            if (next.StartsWith(' ') || next.StartsWith('\t'))
            {
                line.Append(next, 1, next.Length - 1);
                continue;
            }

            if (line.Length > 0)
            {
                yield return Of(line.ToString());
            }

            line.Clear().Append(next);
        }

        if (line.Length > 0)
        {
            yield return Of(line.ToString());
        }
    }

    /// <summary>The value of a parameter (RFC 6868 escapes read); empty when it is not there.</summary>
    public string Parameter(string name)
    {
        var rest = Parameters.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = EndOf(rest, ';');
            var one = rest[..end];
            rest = end < rest.Length ? rest[(end + 1)..] : default;
            var equals = one.IndexOf('=');
            if (equals > 0 && one[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return one[(equals + 1)..].Trim(" \"").ToString()
                    .Replace("^'", "\"", StringComparison.Ordinal).Replace("^n", "\n", StringComparison.Ordinal).Replace("^^", "^", StringComparison.Ordinal);
            }
        }

        return "";
    }

    /// <summary>The value as text (RFC 5545 §3.3.11).</summary>
    public string Text()
    {
        var value = Value ?? "";
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value.Trim();
        }

        var text = new StringBuilder(value.Length);
        for (var at = 0; at < value.Length; at++)
        {
            var isEscape = value[at] == '\\' && at + 1 < value.Length;
            at += isEscape ? 1 : 0;
            text.Append(isEscape && value[at] is 'n' or 'N' ? '\n' : value[at]);
        }

        return text.ToString().Trim();
    }

    // The value begins at the first colon outside quotes.
    private static CalendarLine Of(string line)
    {
        var colon = EndOf(line, ':');
        if (colon == line.Length)
        {
            return new CalendarLine("", "", "");
        }

        var semicolon = line.AsSpan(0, colon).IndexOf(';');
        var name = line.AsSpan(0, semicolon < 0 ? colon : semicolon).Trim();
        return new CalendarLine(name.ToString().ToUpperInvariant(), semicolon < 0 ? "" : line[(semicolon + 1)..colon], line[(colon + 1)..].Trim());
    }

    private static int EndOf(ReadOnlySpan<char> text, char mark)
    {
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            isQuoted ^= text[at] == '"';
            if (text[at] == mark && !isQuoted)
            {
                return at;
            }
        }

        return text.Length;
    }
}
