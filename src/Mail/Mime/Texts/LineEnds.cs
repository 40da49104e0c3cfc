using System.Numerics;

namespace Touchpoints.Mail;

/// <summary>CRLF, CR CR LF and bare CR become LF; NUL is no text and goes.</summary>
internal static class LineEnds
{
    /// <summary>Changes octets or characters in place; returns how many are left.</summary>
    public static int ToLineFeeds<T>(Span<T> text)
        where T : unmanaged, IBinaryInteger<T>
    {
        var carriageReturn = T.CreateTruncating('\r');
        var lineFeed = T.CreateTruncating('\n');
        var first = text.IndexOfAny(carriageReturn, T.Zero);
        if (first < 0)
        {
            return text.Length;
        }

        var written = first;
        var at = first;
        while (at < text.Length)
        {
            if (text[at] == T.Zero)
            {
                at++;
            }
            else if (text[at] == carriageReturn)
            {
                var end = at + 1;
                while (end < text.Length && text[end] == carriageReturn)
                {
                    end++;
                }

                var crlf = end < text.Length && text[end] == lineFeed;
                for (var returns = crlf ? 1 : end - at; returns > 0; returns--)
                {
                    text[written++] = lineFeed;
                }

                at = crlf ? end + 1 : end;
            }

            var rest = text[at..];
            var run = rest.IndexOfAny(carriageReturn, T.Zero);
            run = run < 0 ? rest.Length : run;
            rest[..run].CopyTo(text[written..]);
            written += run;
            at += run;
        }

        return written;
    }
}
