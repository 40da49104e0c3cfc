namespace Touchpoints.Threading;

/// <summary>Enhanced status codes (RFC 3463 §2: class.subject.detail) and SMTP reply codes in free text.</summary>
internal static class StatusCodes
{
    /// <summary>The first enhanced code of the text, or null.</summary>
    public static string? First(string text)
    {
        for (var i = 0; i + 4 < text.Length; i++)
        {
            if (text[i] is '2' or '4' or '5' && text[i + 1] == '.' && (i == 0 || !IsPart(text[i - 1])))
            {
                var middle = Digits(text, i + 2);
                var last = middle > 0 && i + 2 + middle < text.Length && text[i + 2 + middle] == '.' ? Digits(text, i + 3 + middle) : 0;
                var end = i + 3 + middle + last;
                if (last > 0 && (end == text.Length || !IsPart(text[end]) || (text[end] == '.' && (end + 1 == text.Length || !char.IsAsciiDigit(text[end + 1])))))
                {
                    return text[i..end];
                }
            }
        }

        return null;
    }

    /// <summary>"5.0.0" says no more than "failed" (RFC 3463 §3.1): the code of the other server's words takes its place when it is of the same class.</summary>
    public static string Sharper(string status, string? said)
        => said is not null && (status.Length == 0 || (status.EndsWith(".0.0", StringComparison.Ordinal) && said[0] == status[0])) ? said : status;

    /// <summary>The first code of a failure (4 or 5) in running text, or null; what went well before it does not count.</summary>
    public static string? FirstFailure(string text)
    {
        for (var at = 0; First(text[at..]) is { } code; at = text.IndexOf(code, at, StringComparison.Ordinal) + code.Length)
        {
            if (code[0] is not '2')
            {
                return code;
            }
        }

        return null;
    }

    /// <summary>The class that a three-digit reply code stands for ('4' or '5'), or '\0'.</summary>
    public static char ReplyClass(string text)
    {
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] is '4' or '5' && text[i + 1] is >= '0' and <= '5' && char.IsAsciiDigit(text[i + 2])
                && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && (i + 3 == text.Length || text[i + 3] is ' ' or '-' or '#' or ':' or '_'))
            {
                return text[i];
            }
        }

        return '\0';
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
