using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>Times of the day as mail programs write them for people: "9:31", "09.31.05", "2:25 PM", "下午8:45", "14h25".</summary>
internal static class WrittenTime
{
    private static readonly (string[] Behind, string[] Before) BeforeNoon = Words(2);
    private static readonly (string[] Behind, string[] Before) AfterNoon = Words(3);

    /// <summary>The first time of a text, and the text with a bar in its place.</summary>
    public static (TimeOnly? Time, string Others) Take(string text)
    {
        // "05.03.24 10:12" has its time behind the colon.
        var hasColon = HasTimeWithColon(text);
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if ((hasColon && text[i] == '.') || !(text[i] is ':' or '.' or 'h' or 'H' or '：' or '时' or '時' or '시' && char.IsAsciiDigit(text[i - 1])))
            {
                continue;
            }

            var start = i - 1 - (i > 1 && char.IsAsciiDigit(text[i - 2]) ? 1 : 0);
            var next = i + 1 < text.Length && text[i + 1] == ' ' && text[i] == '시' ? i + 2 : i + 1;
            if (next + 1 >= text.Length || !char.IsAsciiDigit(text[next]) || !char.IsAsciiDigit(text[next + 1]) || (start > 0 && text[start - 1] is '.' or '/' or '-' && !(start > 1 && char.IsLetter(text[start - 2]))))
            {
                continue;
            }

            var hour = int.Parse(text.AsSpan(start, i - start), CultureInfo.InvariantCulture);
            var minute = int.Parse(text.AsSpan(next, 2), CultureInfo.InvariantCulture);
            var end = next + 2;
            if (hour > 24 || minute > 59 || (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[i] == '.' && text[end] is '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]) && text.Length > end + 3 && char.IsAsciiDigit(text[end + 3])))))
            {
                continue;
            }

            // "15시 15분 10초"
            var second = 0;
            var unit = end < text.Length && text[end] is '分' or '분' ? text.AsSpan(end + 1).TrimStart(' ') : [];
            if (unit.Length > 2 && unit[2] is '秒' or '초' && char.IsAsciiDigit(unit[0]) && char.IsAsciiDigit(unit[1]))
            {
                second = Math.Min(59, int.Parse(unit[..2], CultureInfo.InvariantCulture));
                end = text.Length - unit.Length + 3;
            }
            else if (end + 2 < text.Length && text[end] is ':' or '.' && char.IsAsciiDigit(text[end + 1]) && char.IsAsciiDigit(text[end + 2]))
            {
                second = Math.Min(59, int.Parse(text.AsSpan(end + 1, 2), CultureInfo.InvariantCulture));
                end += 3;
            }

            hour = Half(text, start, end) switch { 'p' when hour < 12 => hour + 12, 'a' when hour == 12 => 0, _ => hour % 24 };
            return (new TimeOnly(hour, minute, second), $"{text[..start]} | {text[end..]}");
        }

        return (null, text);
    }

    private static bool HasTimeWithColon(string text)
    {
        for (var i = 2; i + 1 < text.Length; i++)
        {
            if (text[i] is ':' or '：' && char.IsAsciiDigit(text[i + 1]) && char.IsAsciiDigit(text[i - 1]) && !(text[i - 2] is '+' or '-' or '−' || (i > 2 && text[i - 3] is '+' or '-' or '−')))
            {
                return true;
            }
        }

        return false;
    }

    private static char Half(string text, int start, int end)
    {
        // "3:15 p. m." of Spanish has a blank that does not break in it.
        var behind = text[end..].Replace('\u00A0', ' ').Replace('\u202F', ' ').AsSpan().TrimStart(' ');
        var before = text.AsSpan(0, start).TrimEnd();
        return IsHalf(behind, before, AfterNoon) ? 'p' : IsHalf(behind, before, BeforeNoon) ? 'a' : ' ';
    }

    private static bool IsHalf(ReadOnlySpan<char> behind, ReadOnlySpan<char> before, (string[] Behind, string[] Before) words)
    {
        foreach (var word in words.Behind)
        {
            if (behind.StartsWith(word, Comparison(word)) && (behind.Length == word.Length || !char.IsLetter(behind[word.Length])))
            {
                return true;
            }
        }

        foreach (var word in words.Before)
        {
            if (before.EndsWith(word, Comparison(word)))
            {
                return true;
            }
        }

        return false;
    }

    private static StringComparison Comparison(string word) => word.Any(char.IsLower) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static (string[] Behind, string[] Before) Words(int column)
    {
        var rows = DataFile.Rows("day-halves", 4);
        return (Of("behind"), Of("before"));

        string[] Of(string side) => [.. rows.Where(r => r[1] == side).SelectMany(r => DataFile.Values(r[column])).Distinct()];
    }
}
