using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>
/// Days of the calendar of Iran and Afghanistan: "22 آبان 1404", "1404/08/22". In figures alone only the years 1374 to 1414 (1995 to 2035) are read:
/// the same figures as a year of the Hijra lie before there was mail.
/// </summary>
internal static class PersianDay
{
    /// <summary>The row of months.tsv.</summary>
    public const string Language = "persian";

    private static readonly PersianCalendar Calendar = new();
    private static readonly Dictionary<string, int> Months = WrittenDate.LoadMonths(language => language == Language);

    /// <summary>The day that the text names, in which those numbers stand, or null.</summary>
    public static DateOnly? Read(string text, List<(int Value, int Digits, char Divider)> numbers)
    {
        var year = numbers.Find(n => n.Digits == 4 && n.Value is >= 1349 and <= 1499).Value;
        if (year == 0)
        {
            return null;
        }

        if (MonthIn(text) is > 0 and var month)
        {
            return Make(year, month, numbers.Find(n => n.Digits <= 2).Value);
        }

        return year is >= 1374 and <= 1414 && numbers is [{ Digits: 4, Divider: '/' or '-' or '.' } first, var second, var third, ..] && first.Value == year && second.Divider == first.Divider
            ? Make(year, second.Value, third.Value)
            : null;
    }

    // Whole words: "دی" is a month and the beginning of many words. "آبان‌ماه" is the month too; Arabic keyboards write another ya.
    private static int MonthIn(string text)
    {
        foreach (var word in text.Replace('ي', 'ی').Split([' ', ',', '،', '-', '/', '.', '\u00A0', '\u200C', '\u200F', '|'], StringSplitOptions.RemoveEmptyEntries))
        {
            var name = word.Length > 5 && word.EndsWith("ماه", StringComparison.Ordinal) ? word[..^3] : word;
            if (Months.TryGetValue(name, out var month))
            {
                return month;
            }
        }

        return 0;
    }

    private static DateOnly? Make(int year, int month, int day)
        => month is >= 1 and <= 12 && day >= 1 && day <= Calendar.GetDaysInMonth(year, month) ? DateOnly.FromDateTime(Calendar.ToDateTime(year, month, day, 0, 0, 0, 0)) : null;
}
