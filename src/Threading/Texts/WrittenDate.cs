using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>Dates as mail programs write them for people: "Wednesday, 27 October 2021 15:14", "27. okt. 2021 kl. 09.31", "2021年10月27日 9:31".</summary>
internal static class WrittenDate
{
    // Zone names with one meaning in mail (RFC 5322 §4.3 and Apple Mail's); a name with several meanings counts as no zone.
    private static readonly Dictionary<string, double> Zones = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UTC"] = 0, ["GMT"] = 0, ["Z"] = 0, ["UT"] = 0, ["WET"] = 0, ["WEST"] = 1, ["CET"] = 1, ["MEZ"] = 1, ["CEST"] = 2, ["MESZ"] = 2, ["EET"] = 2, ["EEST"] = 3, ["MSK"] = 3,
        ["EST"] = -5, ["EDT"] = -4, ["CDT"] = -5, ["MST"] = -7, ["MDT"] = -6, ["PST"] = -8, ["PDT"] = -7, ["AKST"] = -9, ["AKDT"] = -8, ["HST"] = -10,
        ["JST"] = 9, ["KST"] = 9, ["AEST"] = 10, ["AEDT"] = 11, ["NZST"] = 12, ["NZDT"] = 13, ["BRT"] = -3,
    };

    private static readonly Dictionary<string, int> Months = LoadMonths(croatian: false);

    // Croatian names its months as Polish and Czech name others ("listopad"), and writes a point behind the year.
    private static readonly Dictionary<string, int> CroatianMonths = LoadMonths(croatian: true);

    /// <summary>
    /// The date, or null when it cannot be read or could be two dates; <paramref name="withoutZone"/> says that <paramref name="fallback"/> was taken.
    /// </summary>
    public static DateTimeOffset? Read(string text, TimeSpan fallback, out bool withoutZone)
    {
        withoutZone = false;
        if (text.Length is 0 or > 200)
        {
            return null;
        }

        text = Figures.Ascii(text);
        var (time, rest) = Time(text);
        if (Day(rest) is not { } day || time is not { } clock)
        {
            return null;
        }

        var zone = Zone(text);
        withoutZone = zone is null;
        var local = day.ToDateTime(clock);
        var offset = zone ?? fallback;
        return local.Ticks > TimeSpan.TicksPerDay && local < DateTime.MaxValue.AddDays(-2) ? new DateTimeOffset(local, offset) : null;
    }

    /// <summary>A day within running text; <paramref name="year"/> is taken where none is written. Null when there is none or it could be two.</summary>
    public static DateOnly? ReadDay(string text, int year)
    {
        var cut = text.AsSpan().IndexOfAny("!?");
        var part = cut < 0 ? text : text[..cut];
        return MonthBeforeDay(part, year) ?? Day(part) ?? (MonthByName(part) > 0 || HasDayAndMonth(part) ? Day($"{part} {year}") : null);
    }

    // "5月21日", "5월 21일"
    private static DateOnly? MonthBeforeDay(string text, int year)
    {
        var numbers = Numbers(text);
        return numbers.Count == 2 && numbers[0].Divider is '月' or '월' ? Make(year, numbers[0].Value, numbers[1].Value) : null;
    }

    // "24.12." has a day and a month; "3 weeks" has neither.
    private static bool HasDayAndMonth(string text)
    {
        var numbers = Numbers(text);
        return numbers.Count == 2 && numbers[0].Divider is '.' or '/' && numbers[1].Divider == numbers[0].Divider;
    }

    // The first "9:31", "09.31.05", "2:25 PM", "下午8:45", "14h25"; and the text without it.
    private static (TimeOnly? Time, string Others) Time(string text)
    {
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (!(text[i] is ':' or '.' or 'h' or 'H' or '：' or '时' or '時' or '시' && char.IsAsciiDigit(text[i - 1])))
            {
                continue;
            }

            var start = i - 1 - (i > 1 && char.IsAsciiDigit(text[i - 2]) ? 1 : 0);
            var next = i + 1 < text.Length && text[i + 1] == ' ' && text[i] == '시' ? i + 2 : i + 1;
            if (next + 1 >= text.Length || !char.IsAsciiDigit(text[next]) || !char.IsAsciiDigit(text[next + 1]) || (start > 0 && text[start - 1] is '.' or '/' or '-'))
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

    private static char Half(string text, int start, int end)
    {
        var after = text.AsSpan(end).TrimStart(" \u00A0\u202F").ToString();
        var before = text.AsSpan(0, start).TrimEnd().ToString();
        if (StartsWithAny(after, "pm", "p.m", "p. m", "μ.μ", "μμ", "ös") || before.EndsWith("下午", StringComparison.Ordinal) || before.EndsWith("晚上", StringComparison.Ordinal)
            || before.EndsWith("오후", StringComparison.Ordinal) || before.EndsWith("午後", StringComparison.Ordinal))
        {
            return after.StartsWith("ös", StringComparison.OrdinalIgnoreCase) && after.StartsWith("öö", StringComparison.OrdinalIgnoreCase) ? 'a' : 'p';
        }

        return StartsWithAny(after, "am", "a.m", "a. m", "π.μ", "πμ") || before.EndsWith("上午", StringComparison.Ordinal) || before.EndsWith("오전", StringComparison.Ordinal)
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

    private static DateOnly? Day(string text)
    {
        var numbers = Numbers(text);
        var month = MonthByName(text);
        var year = numbers.FirstOrDefault(n => n.Value is >= 1970 and <= 2200);
        if (month > 0)
        {
            var day = numbers.FirstOrDefault(n => n.Value is >= 1 and <= 31 && n.Digits <= 2);
            return day.Digits == 0 || year.Digits == 0 ? null : Make(year.Value, month, day.Value);
        }

        if (numbers.Count < 3)
        {
            return null;
        }

        if (year.Digits == 4 && numbers[0].Value == year.Value)
        {
            return Make(year.Value, numbers[1].Value, numbers[2].Value);
        }

        var last = numbers[2].Digits == 4 ? numbers[2].Value : numbers[2].Digits == 2 ? 2000 + numbers[2].Value : 0;
        return FromNumbers(numbers[0].Value, numbers[1].Value, last, isDotted: numbers[0].Divider == '.');
    }

    // 28.10.2021 is day first everywhere; 3/4/2021 could be two days, and a date that could be two is none.
    private static DateOnly? FromNumbers(int first, int second, int year, bool isDotted)
        => isDotted || first > 12 || first == second ? Make(year, second, first) : second > 12 ? Make(year, first, second) : null;

    private static DateOnly? Make(int year, int month, int day)
        => year is >= 1970 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static List<(int Value, int Digits, char Divider)> Numbers(string text)
    {
        var numbers = new List<(int, int, char)>();
        for (var i = 0; i < text.Length && text[i] is not '|';)
        {
            if (!char.IsAsciiDigit(text[i]) || (i > 0 && text[i - 1] == '+'))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }

            if (i - start <= 4)
            {
                numbers.Add((int.Parse(text.AsSpan(start, i - start), CultureInfo.InvariantCulture), i - start, i < text.Length ? text[i] : ' '));
            }
        }

        return numbers.Count > 0 || !text.Contains('|', StringComparison.Ordinal) ? numbers : Numbers(text[(text.IndexOf('|', StringComparison.Ordinal) + 1)..]);
    }

    // A month is known by how it begins, whatever the language's endings: "październik", "października".
    private static int MonthByName(string text)
    {
        var isCroatian = HasYearWithPoint(text);
        return (isCroatian ? MonthByName(text, CroatianMonths) : 0) is var month and > 0 ? month : MonthByName(text, Months);
    }

    private static bool HasYearWithPoint(string text)
    {
        for (var i = 4; i < text.Length; i++)
        {
            if (text[i] == '.' && text[(i - 4)..i] is ['2', '0', >= '0' and <= '9', >= '0' and <= '9'])
            {
                return true;
            }
        }

        return false;
    }

    private static int MonthByName(string text, Dictionary<string, int> months)
    {
        var words = text.ToLowerInvariant().Split([' ', '.', ',', '-', '/', '\u00A0', ':', '|'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = words.Length - 1; i >= 0; i--)
        {
            // "mardi" is no March and "out" no October: a month stands beside the figure of a day or a year.
            var length = IsBesideFigure(words, i) ? Math.Min(words[i].Length, 10) : 0;
            for (; length >= 2 && char.IsLetter(words[i][0]); length--)
            {
                if (months.TryGetValue(words[i][..length], out var month))
                {
                    return month;
                }
            }
        }

        var spaced = months.FirstOrDefault(m => m.Key.Contains(' ', StringComparison.Ordinal) && text.Contains(m.Key + " ", StringComparison.OrdinalIgnoreCase));
        return spaced.Value;
    }

    private static bool IsBesideFigure(string[] words, int at)
    {
        var before = at > 0 && words[at - 1] is "de" or "of" or "d'" ? at - 2 : at - 1;
        var after = at + 1 < words.Length && words[at + 1] is "de" or "of" ? at + 2 : at + 1;
        return (before >= 0 && char.IsAsciiDigit(words[before][0])) || (after < words.Length && char.IsAsciiDigit(words[after][0]));
    }

    private static TimeSpan? Zone(string text)
    {
        for (var i = text.Length - 1; i > 4; i--)
        {
            if (text[i] is '+' or '-' or '−' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]) && (text[i - 1] is ' ' or '(' or 'T' or 'C' || text[i] == '+'))
            {
                var digits = new string([.. text.Skip(i + 1).TakeWhile(c => char.IsAsciiDigit(c) || c == ':').Where(char.IsAsciiDigit)]);
                if (digits.Length is 1 or 2 or 3 or 4)
                {
                    var value = int.Parse(digits, CultureInfo.InvariantCulture);
                    var minutes = digits.Length <= 2 ? value * 60 : (value / 100 * 60) + (value % 100);
                    return minutes <= 14 * 60 ? TimeSpan.FromMinutes(text[i] == '+' ? minutes : -minutes) : null;
                }
            }
        }

        foreach (var word in text.Split([' ', '(', ')', ',', '\u00A0'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Zones.TryGetValue(word, out var hours))
            {
                return TimeSpan.FromHours(hours);
            }
        }

        return null;
    }

    private static Dictionary<string, int> LoadMonths(bool croatian)
    {
        var months = new Dictionary<string, int>(StringComparer.Ordinal);
        var doubtful = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in DataFile.Rows("months", 13).Where(r => (r[0] == "hr") == croatian))
        {
            for (var month = 1; month <= 12; month++)
            {
                foreach (var name in DataFile.Values(row[month]))
                {
                    // "lip" is July in Polish and June in Croatian: a name with two meanings says nothing.
                    if (months.TryGetValue(name, out var other) && other != month)
                    {
                        doubtful.Add(name);
                    }

                    months[name] = month;
                }
            }
        }

        doubtful.ToList().ForEach(name => months.Remove(name));
        return months;
    }
}
