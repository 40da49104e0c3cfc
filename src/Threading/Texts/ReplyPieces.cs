using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>Lines put together again.</summary>
internal static class ReplyPieces
{
    /// <summary>The new lines of a range, or the old ones, without blanks around.</summary>
    public static string Text(List<TextLine> lines, bool[] isNew, Range range, bool wanted)
    {
        var (from, to) = (range.Start.Value, range.End.Value);
        while (from < to && isNew[from] != wanted)
        {
            from++;
        }

        while (from < to && isNew[to - 1] != wanted)
        {
            to--;
        }

        return from == to ? "" : IsOnePiece(lines, isNew, from, to) ? Piece(lines[from], lines[to - 1]) : Joined(lines, isNew, from..to, wanted);
    }

    // Most mail is new from its first line to its signature: a piece of the text that it came in.
    private static bool IsOnePiece(List<TextLine> lines, bool[] isNew, int from, int to)
    {
        for (var i = from + 1; i < to; i++)
        {
            if (isNew[i] != isNew[from] || !lines[i].StandsBelow(lines[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Piece(TextLine first, TextLine last)
    {
        var piece = first.Text.AsSpan(first.Start, last.End - first.Start).Trim();
        return piece.Length == first.Text.Length ? first.Text : piece.ToString();
    }

    private static string Joined(List<TextLine> lines, bool[] isNew, Range range, bool wanted)
    {
        var room = 0;
        for (var i = range.Start.Value; i < range.End.Value; i++)
        {
            room += lines[i].Raw.Length + 1;
        }

        var text = ArrayPool<char>.Shared.Rent(room);
        var length = 0;
        for (var i = range.Start.Value; i < range.End.Value; i++)
        {
            if (isNew[i] == wanted)
            {
                lines[i].Raw.CopyTo(text.AsSpan(length));
                length += lines[i].Raw.Length;
                text[length++] = '\n';
            }
        }

        var trimmed = text.AsSpan(0, length).Trim().ToString();
        ArrayPool<char>.Shared.Return(text);
        return trimmed;
    }
}
