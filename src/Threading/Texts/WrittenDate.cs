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

    private static readonly Dictionary<string, int> Months = LoadMonths(language => language is not ("hr" or PersianDay.Language));

    // Croatian names its months as Polish and Czech name others ("listopad"), and writes a point behind the year.
    private static readonly Dictionary<string, int> CroatianMonths = LoadMonths(language => language == "hr");

    // Names of several words, the longest first.
    private static readonly KeyValuePair<string, int>[] Phrases = OfSeveralWords(Months);
    private static readonly KeyValuePair<string, int>[] CroatianPhrases = OfSeveralWords(CroatianMonths);

    /// <summary>
    /// The date, or null when it cannot be read or could be two dates; <paramref name="withoutZone"/> says that <paramref name="fallback"/> was taken.
    /// Only English writes 3/4 for two days: <paramref name="isEnglish"/>.
    /// </summary>
    public static DateTimeOffset? Read(string text, TimeSpan fallback, out bool withoutZone, bool isEnglish = true)
    {
        withoutZone = false;
        if (text.Length is 0 or > 200)
        {
            return null;
        }

        // "Th 3, 5 thg 3, 2024": Tuesday is the third day in Vietnamese.
        text = Figures.Ascii(text);
        text = text.StartsWith("Th ", StringComparison.Ordinal) && text.IndexOf(',', StringComparison.Ordinal) is var comma and > 0 ? text[(comma + 1)..] : text;
        var (time, rest) = WrittenTime.Take(text);
        if (Day(rest, isEnglish) is not { } day || time is not { } clock)
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

    private static DateOnly? Day(string text, bool isEnglish = true)
    {
        var numbers = Numbers(text);
        if (PersianDay.Read(text, numbers) is { } persian)
        {
            return persian;
        }

        if (text.AsSpan().ContainsAnyInRange('\u0E00', '\u0E7F'))
        {
            // Thailand counts the years from the Buddha.
            numbers = numbers.ConvertAll(n => n.Value is > 2513 and < 2743 ? n with { Value = n.Value - 543 } : n);
        }

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
        return FromNumbers(numbers[0].Value, numbers[1].Value, last, isDotted: numbers[0].Divider == '.' || (!isEnglish && numbers[0].Divider is '/' or '-'));
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
        // "mardi" is no March and "out" no October: a month stands beside the figure of a day or a year, and "14 Ocak 2024 Pazar" is in January, not in
        // the October of Polish: beside a day before beside a year.
        var words = text.ToLowerInvariant().Split([' ', '.', ',', '-', '/', '\u00A0', ':', '|', '\'', '’', '،'], StringSplitOptions.RemoveEmptyEntries);
        if ((MonthBeside(words, months, digits: 2) is var month and > 0 ? month : MonthBeside(words, months, digits: 4)) is var named and > 0)
        {
            return named;
        }

        // Vietnamese and Thai: "5 tháng 3, 2024", "05 Tháng Mười Một 2024", "5 มี.ค. 2024"
        return Array.Find(ReferenceEquals(months, Months) ? Phrases : CroatianPhrases, m => HoldsWords(text, m.Key)).Value;
    }

    private static int MonthBeside(string[] words, Dictionary<string, int> months, int digits)
    {
        for (var i = words.Length - 1; i >= 0; i--)
        {
            var length = IsBesideFigure(words, i, digits) ? Math.Min(words[i].Length, 10) : 0;
            for (; length >= 2 && char.IsLetter(words[i][0]); length--)
            {
                if (months.TryGetValue(words[i][..length], out var month))
                {
                    return month;
                }
            }
        }

        return 0;
    }

    private static bool HoldsWords(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && (at + words.Length == text.Length || !char.IsLetterOrDigit(text[at + words.Length]));
    }

    private static bool IsBesideFigure(string[] words, int at, int digits)
    {
        var before = at > 0 && words[at - 1] is "de" or "of" or "d" ? at - 2 : at - 1;
        var after = at + 1 < words.Length && words[at + 1] is "de" or "of" or "del" ? at + 2 : at + 1;
        return (before >= 0 && IsFigure(words[before], digits)) || (after < words.Length && IsFigure(words[after], digits));
    }

    private static bool IsFigure(string word, int digits) => char.IsAsciiDigit(word[0]) && (digits > 2 || word.Length < 3 || !char.IsAsciiDigit(word[2]));

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

    private static KeyValuePair<string, int>[] OfSeveralWords(Dictionary<string, int> months)
        => [.. months.Where(m => m.Key.AsSpan().ContainsAny(' ', '.')).OrderByDescending(m => m.Key.Length)];

    /// <summary>The months of the languages of months.tsv that are wanted, by how their names begin.</summary>
    internal static Dictionary<string, int> LoadMonths(Predicate<string> wanted)
    {
        var months = new Dictionary<string, int>(StringComparer.Ordinal);
        var doubtful = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in DataFile.Rows("months", 13).Where(r => wanted(r[0])))
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
