namespace Touchpoints.Mail;

/// <summary>Puts the lines of format=flowed together again (RFC 3676 §4.2).</summary>
internal static class FlowedText
{
    public static string Unfold(ReadOnlySpan<char> text, bool delSp)
    {
        var output = new CharBuffer(stackalloc char[256]);
        var openDepth = -1;
        var rest = text;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];

            var depth = line.IndexOfAnyExcept('>');
            depth = depth < 0 ? line.Length : depth;
            var content = line[depth..];
            if (content.StartsWith(' '))
            {
                content = content[1..]; // §4.4: space-stuffing
            }

            var signature = content is "-- ";
            if (openDepth >= 0 && (openDepth != depth || signature))
            {
                output.Append('\n'); // §4.5: a paragraph ends where its depth ends
                openDepth = -1;
            }

            if (openDepth < 0)
            {
                output.Append(line[..depth]);
                if (depth > 0 && !content.IsEmpty)
                {
                    output.Append(' ');
                }
            }

            var flows = content.EndsWith(' ') && !signature;
            output.Append(flows && delSp ? content[..^1] : content);
            openDepth = flows ? depth : -1;
            if (!flows && end >= 0)
            {
                output.Append('\n');
            }
        }

        var unfolded = output.Text.ToString();
        output.Dispose();
        return unfolded;
    }
}
