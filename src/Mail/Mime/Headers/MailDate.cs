using System.Globalization;

namespace Touchpoints.Mail;

/// <summary>
/// Dates (RFC 5322 §3.3, §4.3) in the forms met in the field: RFC 822, ctime, ISO 8601, numbers with dots or slashes, zones by name,
/// offset, both or none, month names in full and of other languages, 12-hour clocks.
/// </summary>
internal ref struct MailDate
{
    private const int Longest = 200;
    private ReadOnlySpan<char> _rest;
    private int _year = -1;
    private int _month = -1;
    private int _day = -1;
    private TimeSpan? _time;
    private TimeSpan? _zone;
    private bool _afternoon;
    private bool _morning;

    private MailDate(ReadOnlySpan<char> text)
    {
        _rest = text;
    }

    public static DateTimeOffset? Read(string field, DefectList defects)
    {
        var text = field.AsSpan(0, Math.Min(field.Length, Longest));
        if (text.IndexOf("=?") >= 0)
        {
            text = EncodedWords.Decode(text.ToString(), MailLimits.Default, defects).AsSpan();
            text = text[..Math.Min(text.Length, Longest)];
        }

        var date = new MailDate(text.Contains('(') ? DateWords.WithoutComments(text, stackalloc char[Longest]) : text);
        date.ReadTokens();
        if (date._zone is null && text.IndexOf('(') is >= 0 and var comment)
        {
            date._rest = text[comment..];
            date.ReadTokens(); // the zone stands in a comment only
        }

        var result = date.Result();
        if (result is null && field.Length > 0)
        {
            defects.Add(Defects.BrokenDate);
        }
        else if (date._zone is null && field.Length > 0)
        {
            defects.Add(Defects.DateWithoutZone);
        }

        return result;
    }

    private void ReadTokens()
    {
        while (!_rest.IsEmpty)
        {
            var c = _rest[0];
            if (char.IsAsciiDigit(c))
            {
                Number();
            }
            else if (char.IsLetter(c))
            {
                Word();
            }
            else if (c is '+' or '-' or '\u2212' && _time is not null && _rest.Length > 1 && char.IsAsciiDigit(_rest[1]))
            {
                Offset(c == '+' ? 1 : -1);
            }
            else
            {
                _rest = _rest[1..];
            }
        }
    }

    private void Number()
    {
        var digits = Digits(out var value);
        if (_time is null && digits <= 2 && _rest.TrimStart(" \t") is [':', ..] and var clock)
        {
            _rest = clock; // RFC 5322 §4.3 allows blanks around the colon too
        }

        var next = _rest.IsEmpty ? ' ' : _rest[0];
        if (Named(next, value) || Compact(digits, value))
        {
            return;
        }

        var numberFollows = _rest.Length > 1 && (char.IsAsciiDigit(_rest[1]) || next == ':');
        if (_time is null && numberFollows && digits <= 2 && (next == ':' || (next == '.' && (_day > 0 || _month > 0))))
        {
            Clock(value);
        }
        else if (_month < 0 && numberFollows && next is '-' or '/' or '.' && _day < 0)
        {
            Numeric(digits, value);
        }
        else if (digits >= 3 && _year < 0)
        {
            _year = digits == 3 ? value + 1900 : value; // RFC 5322 §4.3: three digits are years since 1900
        }
        else if (digits == 4 && _time is not null && _zone is null)
        {
            Zone(1, value); // the sign is missing
        }
        else if (_day < 0 && digits <= 2)
        {
            _day = value;
        }
        else if (_year < 0 && digits <= 2)
        {
            _year = ShortYear(value);
        }
    }

    private static int ShortYear(int value) => value < 50 ? 2000 + value : 1900 + value; // RFC 5322 §4.3

    // 2026年1月12日, in Chinese, Japanese and (년 월 일) Korean
    private bool Named(char unit, int value)
    {
        switch (unit)
        {
            case '年' or '년':
                _year = value;
                return true;
            case '月' or '월':
                _month = value;
                return true;
            case '日' or '일':
                _day = value;
                return true;
            default:
                return false;
        }
    }

    // 20260112T091458Z: the basic format of ISO 8601
    private bool Compact(int digits, int value)
    {
        if (digits == 8 && _year < 0 && _month < 0 && _day < 0)
        {
            (_year, _month, _day) = (value / 10000, value / 100 % 100, value % 100);
            return true;
        }

        if (digits == 6 && _year > 0 && _time is null && value / 10000 <= 24 && value / 100 % 100 < 60)
        {
            _time = new TimeSpan(value / 10000, value / 100 % 100, Math.Min(value % 100, 59));
            return true;
        }

        return false;
    }

    // 2026-01-12, 2026/1/12, 12.01.2026, 12-01-26, 1/12/2026 (only a 13 or more shows which is the day; dots and dashes put it first).
    private void Numeric(int digits, int first)
    {
        var separator = _rest[0];
        _rest = _rest[1..];
        Digits(out var second);
        if (digits == 4)
        {
            (_year, _month) = (first, second);
            _day = _rest.Length > 1 && _rest[0] == separator ? ThirdNumber() : -1;
            return;
        }

        var monthFirst = separator == '/' ? first <= 12 : second > 12;
        (_day, _month) = monthFirst ? (second, first) : (first, second);
        if (_rest.Length > 1 && _rest[0] == separator && char.IsAsciiDigit(_rest[1]))
        {
            var year = ThirdNumber();
            _year = year < 100 ? ShortYear(year) : year < 1000 ? 1900 + year : year;
        }
    }

    private int ThirdNumber()
    {
        _rest = _rest[1..].TrimStart(" \t");
        Digits(out var value);
        return value;
    }

    private void Clock(int hours)
    {
        var separator = _rest[0];
        var minutes = ThirdNumber();
        var seconds = 0;
        var rest = _rest.TrimStart(" \t");
        if (rest.Length > 1 && (rest[0] == ':' || (rest[0] == separator && char.IsAsciiDigit(rest[1]))))
        {
            _rest = rest;
            seconds = ThirdNumber();
        }

        if (_rest.Length > 1 && _rest[0] is '.' or ',' && char.IsAsciiDigit(_rest[1]))
        {
            ThirdNumber(); // fractions
        }

        if (hours <= 24 && minutes < 60)
        {
            _time = new TimeSpan(hours, minutes, Math.Min(seconds, 59)); // a leap second has no place in DateTime
        }
    }

    private void Offset(int sign)
    {
        _rest = _rest[1..];
        var digits = Digits(out var value);
        if (digits <= 2 && !_rest.IsEmpty && _rest[0] == ':')
        {
            value = (value * 100) + ThirdNumber();
        }
        else if (digits <= 2)
        {
            value *= 100;
        }

        Zone(sign, value);
    }

    // Minutes above 59 are written, and meant, by programs that cannot count.
    private void Zone(int sign, int value)
    {
        var zone = new TimeSpan(value / 100, value % 100, 0);
        _zone = zone <= TimeSpan.FromHours(14) ? sign * zone : _zone;
    }

    private void Word()
    {
        var end = 0;
        while (end < _rest.Length && (char.IsLetter(_rest[end]) || (_rest[end] == '.' && end > 0)))
        {
            end++;
        }

        var word = _rest[..end].TrimEnd('.');
        _rest = _rest[end..];
        if (_day < 0 && _year < 0 && !_rest.IsEmpty && _rest[0] == ',')
        {
            return; // the day of the week: "mar." is a Tuesday in four languages
        }

        if (_month < 0 && DateWords.Month(word) is > 0 and var month)
        {
            _month = month;
        }
        else if (word.Equals("pm", StringComparison.OrdinalIgnoreCase) || word.Equals("p.m", StringComparison.OrdinalIgnoreCase))
        {
            _afternoon = true;
        }
        else if (word.Equals("am", StringComparison.OrdinalIgnoreCase) || word.Equals("a.m", StringComparison.OrdinalIgnoreCase))
        {
            _morning = true;
        }
        else if (_time is not null && _zone is null && DateWords.Zone(word) is { } zone)
        {
            // "GMT+0100" and "UTC+1": the number that follows counts.
            _zone = zone;
        }
    }

    // At most nine digits count: more are no part of a date.
    private int Digits(out int value)
    {
        var end = _rest.IndexOfAnyExceptInRange('0', '9');
        end = end < 0 ? _rest.Length : end;
        value = end is 0 or > 9 ? 0 : int.Parse(_rest[..end], CultureInfo.InvariantCulture);
        _rest = _rest[end..];
        return end;
    }

    private readonly DateTimeOffset? Result()
    {
        if (_year is < 1 or > 9998 || _month is < 1 or > 12 || _day < 1 || _day > DateTime.DaysInMonth(_year, _month))
        {
            return null;
        }

        var time = _time ?? TimeSpan.Zero;
        if (_afternoon && time.Hours < 12 && time.Days == 0)
        {
            time += TimeSpan.FromHours(12);
        }
        else if (_morning && time.Hours == 12)
        {
            time -= TimeSpan.FromHours(12);
        }

        var local = new DateTime(_year, _month, _day, 0, 0, 0, DateTimeKind.Unspecified) + time;
        var zone = _zone ?? TimeSpan.Zero;
        return local.Ticks - zone.Ticks < 0 ? null : new DateTimeOffset(local, zone);
    }
}
