using System.Buffers;

namespace Touchpoints.Mail;

/// <summary>
/// The canonical forms of RFC 6376 §3.4. A lone LF ends a line here as it does for the reader: what was signed had CRLF, and mail that lay in a file may have
/// lost the CRs. A CR that no LF follows is an octet like any other.
/// </summary>
internal static class Canonicalization
{
    private static readonly SearchValues<byte> WordEnd = SearchValues.Create(" \t\r\n"u8);

    /// <summary>§3.4.1: as it came; without the line end of the last line.</summary>
    public static void SimpleField(DigestWriter digest, ReadOnlySpan<byte> field)
    {
        for (int end; (end = field.IndexOf((byte)'\n')) >= 0; field = field[(end + 1)..])
        {
            digest.Append(WithoutReturn(field[..end]));
            digest.Append("\r\n"u8);
        }

        digest.Append(field);
    }

    /// <summary>§3.4.2: the name in lower case, the value unfolded, white space of any length one blank, none at the ends.</summary>
    public static void RelaxedField(DigestWriter digest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Lower(digest, name);
        digest.Append(":"u8);
        for (var first = true; ; first = false)
        {
            value = value[FoldingWhite(value)..];
            if (value.IsEmpty)
            {
                return;
            }

            if (!first)
            {
                digest.Append(" "u8);
            }

            var word = Word(value);
            digest.Append(value[..word]);
            value = value[word..];
        }
    }

    /// <summary>§3.4.3 and §3.4.4: empty lines at the end count for nothing; an empty body is CRLF when simple, nothing when relaxed.</summary>
    public static void Body(DigestWriter digest, ReadOnlySpan<byte> body, bool relaxed)
    {
        var emptyLines = 0;
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            var line = end < 0 ? body : WithoutReturn(body[..end]);
            line = relaxed ? line.TrimEnd(" \t"u8) : line;
            body = end < 0 ? default : body[(end + 1)..];
            if (line.IsEmpty)
            {
                emptyLines++;
                continue;
            }

            for (; emptyLines > 0; emptyLines--)
            {
                digest.Append("\r\n"u8);
            }

            if (relaxed)
            {
                RelaxedLine(digest, line);
            }
            else
            {
                digest.Append(line);
            }

            digest.Append("\r\n"u8);
        }

        if (!relaxed && digest.Written == 0)
        {
            digest.Append("\r\n"u8);
        }
    }

    private static void RelaxedLine(DigestWriter digest, ReadOnlySpan<byte> line)
    {
        for (int white; (white = line.IndexOfAny((byte)' ', (byte)'\t')) >= 0; line = line[white..].TrimStart(" \t"u8))
        {
            digest.Append(line[..white]);
            digest.Append(" "u8);
        }

        digest.Append(line);
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => !line.IsEmpty && line[^1] == '\r' ? line[..^1] : line;

    private static int FoldingWhite(ReadOnlySpan<byte> value)
    {
        var length = 0;
        while (length < value.Length && (value[length] is (byte)' ' or (byte)'\t' or (byte)'\n' || IsLineEnd(value[length..])))
        {
            length++;
        }

        return length;
    }

    private static int Word(ReadOnlySpan<byte> value)
    {
        for (var length = 0; ;)
        {
            var end = value[length..].IndexOfAny(WordEnd);
            if (end < 0)
            {
                return value.Length;
            }

            length += end;
            if (value[length] != '\r' || IsLineEnd(value[length..]))
            {
                return length;
            }

            length++; // a CR of its own
        }
    }

    private static bool IsLineEnd(ReadOnlySpan<byte> octets) => octets.StartsWith("\r\n"u8);

    private static void Lower(DigestWriter digest, ReadOnlySpan<byte> name)
    {
        Span<byte> lower = stackalloc byte[128];
        while (!name.IsEmpty)
        {
            var piece = name[..Math.Min(name.Length, lower.Length)];
            System.Text.Ascii.ToLower(piece, lower, out var written);
            digest.Append(lower[..written]);
            name = name[piece.Length..];
        }
    }
}
