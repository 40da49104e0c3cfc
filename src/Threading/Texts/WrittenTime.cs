using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>Times of the day as mail programs write them for people: "9:31", "09.31.05", "2:25 PM", "下午8:45", "14h25".</summary>
internal static class WrittenTime
{
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

            var second = 0;
            if (end + 2 < text.Length && text[end] is ':' or '.' && char.IsAsciiDigit(text[end + 1]) && char.IsAsciiDigit(text[end + 2]))
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
        var after = text.AsSpan(end).TrimStart(" \u00A0\u202F").ToString();
        var before = text.AsSpan(0, start).TrimEnd().ToString();
        if (StartsWithAny(after, "pm", "p.m", "p. m", "μ.μ", "μμ", "ös", "ptg", "m.d", "م", "ب.ظ", "بعد") || before.EndsWith("PM", StringComparison.OrdinalIgnoreCase) || before.EndsWith("下午", StringComparison.Ordinal) || before.EndsWith("晚上", StringComparison.Ordinal)
            || before.EndsWith("오후", StringComparison.Ordinal) || before.EndsWith("午後", StringComparison.Ordinal))
        {
            return after.StartsWith("ös", StringComparison.OrdinalIgnoreCase) && after.StartsWith("öö", StringComparison.OrdinalIgnoreCase) ? 'a' : 'p';
        }

        return StartsWithAny(after, "am", "a.m", "a. m", "π.μ", "πμ", "ق.ظ", "قبل") || before.EndsWith("上午", StringComparison.Ordinal) || before.EndsWith("오전", StringComparison.Ordinal)
            || before.EndsWith("午前", StringComparison.Ordinal)
            ? 'a'
            : ' ';
    }

    private static bool StartsWithAny(string text, params ReadOnlySpan<string> starts)
    {
        foreach (var start in starts)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
