namespace Touchpoints.Mail;

/// <summary>CRLF, CR CR LF and bare CR become LF; NUL is no text and goes.</summary>
internal static class LineEnds
{
    public static int ToLineFeeds(Span<byte> text)
    {
        var first = text.IndexOfAny((byte)'\r', (byte)0);
        if (first < 0)
        {
            return text.Length;
        }

        var written = first;
        var at = first;
        while (at < text.Length)
        {
            if (text[at] == 0)
            {
                at++;
            }
            else if (text[at] == '\r')
            {
                var end = at + 1;
                while (end < text.Length && text[end] == '\r')
                {
                    end++;
                }

                var crlf = end < text.Length && text[end] == '\n';
                for (var returns = crlf ? 1 : end - at; returns > 0; returns--)
                {
                    text[written++] = (byte)'\n';
                }

                at = crlf ? end + 1 : end;
            }

            var rest = text[at..];
            var run = rest.IndexOfAny((byte)'\r', (byte)0);
            run = run < 0 ? rest.Length : run;
            rest[..run].CopyTo(text[written..]);
            written += run;
            at += run;
        }

        return written;
    }
}
