namespace Touchpoints.Threading;

/// <summary>Enhanced status codes (RFC 3463 §2: class.subject.detail) and SMTP reply codes in free text.</summary>
internal static class StatusCodes
{
    /// <summary>The first enhanced code of the text, or null.</summary>
    public static string? First(string text) => Next(text, 0).Code;

    /// <summary>
    /// The code that another server gave with its reply ("550 5.7.1", "550-'5.7.1"): the last of them, for who passes words on puts its own before them;
    /// else the first code of the text, or null.
    /// </summary>
    public static string? Said(string text)
    {
        string? said = null;
        for (var (code, at) = Next(text, 0); code is not null; (code, at) = Next(text, at + 5))
        {
            said = code[0] is not '2' && IsBehindReply(text, at) ? code : said;
        }

        return said ?? First(text);
    }

    private static bool IsBehindReply(string text, int at)
    {
        var i = at - 1;
        while (i >= 0 && text[i] is ' ' or '-' or '\'' or '#' or '(' or '"')
        {
            i--;
        }

        return i >= 2 && i < at - 1 && text[i - 2] == text[at] && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i]) && (i == 2 || !char.IsAsciiLetterOrDigit(text[i - 3]));
    }

    private static (string? Code, int At) Next(string text, int from)
    {
        for (var i = from; i + 4 < text.Length; i++)
        {
            if (text[i] is '2' or '4' or '5' && text[i + 1] == '.' && (i == 0 || !IsPart(text[i - 1])))
            {
                var middle = Digits(text, i + 2);
                var last = middle > 0 && i + 2 + middle < text.Length && text[i + 2 + middle] == '.' ? Digits(text, i + 3 + middle) : 0;
                var end = i + 3 + middle + last;
                if (last > 0 && (end == text.Length || !IsPart(text[end]) || (text[end] == '.' && (end + 1 == text.Length || !char.IsAsciiDigit(text[end + 1])))))
                {
                    return (text[i..end], i);
                }
            }
        }

        return (null, 0);
    }

    /// <summary>
    /// The code that says more: what the other server said is the cause, Status what this one made of it ("expired", "failed"); "5.0.0" says nothing
    /// (RFC 3463 §3.1), and what was delivered did not fail.
    /// </summary>
    public static string Sharper(string status, string? said)
        => said is null || (status.Length > 0 && (said.EndsWith(".0.0", StringComparison.Ordinal) || (said[0] == '2') != (status[0] == '2'))) ? status : said;

    /// <summary>The first code of a failure (4 or 5) in running text, or null; what went well before it does not count.</summary>
    public static string? FirstFailure(string text)
    {
        var (code, at) = Next(text, 0);
        while (code is ['2', ..])
        {
            (code, at) = Next(text, at + 5);
        }

        return code;
    }

    /// <summary>The class that a three-digit reply code stands for ('4' or '5'), or '\0'.</summary>
    public static char ReplyClass(string text)
    {
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] is '4' or '5' && text[i + 1] is >= '0' and <= '5' && char.IsAsciiDigit(text[i + 2])
                && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && (i + 3 == text.Length || text[i + 3] is ' ' or '-' or '#' or ':' or '_')
                && !IsNumberAt(text, i + 4))
            {
                return text[i];
            }
        }

        return '\0';
    }

    // "0123 550 511" is a telephone's number; "550 5.7.1" and "550 192.0.2.1 is blocked" are replies.
    private static bool IsNumberAt(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end > at && text[at - 1] == ' ' && (end == text.Length || text[end] != '.' || end + 1 == text.Length || !char.IsAsciiDigit(text[end + 1]));
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '@';

    // RFC 3463 §2: at most three digits.
    private static int Digits(string text, int from)
    {
        var length = 0;
        while (length < 3 && from + length < text.Length && char.IsAsciiDigit(text[from + length]))
        {
            length++;
        }

        return length;
    }
}
