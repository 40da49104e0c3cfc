using System.Text;

namespace Touchpoints.Mail;

/// <summary>The boundaries of the multiparts that are open, outermost first (RFC 2046 §5.1.1).</summary>
internal sealed class BoundaryStack
{
    private const int LongestKept = 200;
    private readonly List<(byte[] Boundary, int Part, bool Closed)> _open = [];

    public int Count => _open.Count;

    /// <summary>The part whose boundary stands at a level.</summary>
    public int Part(int level) => _open[level].Part;

    public void Push(byte[] boundary, int part) => _open.Add((boundary.Length > LongestKept ? boundary[..LongestKept] : boundary, part, Closed: false));

    /// <summary>Takes the innermost off; true when its end delimiter was seen.</summary>
    public bool Pop()
    {
        var closed = _open[^1].Closed;
        _open.RemoveAt(_open.Count - 1);
        return closed;
    }

    /// <summary>Its end delimiter was seen. It stays, in case more of its parts follow.</summary>
    public void Close(int level) => _open[level] = _open[level] with { Closed = true };

    /// <summary>A delimiter was seen; true when that was after the end.</summary>
    public bool Reopen(int level)
    {
        var closed = _open[level].Closed;
        _open[level] = _open[level] with { Closed = false };
        return closed;
    }

    public bool IsDelimiter(ReadOnlySpan<byte> line) => Match(line, out _) >= 0;

    /// <summary>The level of the innermost multipart whose delimiter the line is, or -1.</summary>
    public int Match(ReadOnlySpan<byte> line, out bool close)
    {
        close = false;
        if (_open.Count == 0 || !line.StartsWith("--"u8))
        {
            return -1;
        }

        line = line[2..].TrimEnd(" \t\r\0"u8);
        var among = Match(line, closed: false, out close);
        return among >= 0 ? among : Match(line, closed: true, out close);
    }

    private int Match(ReadOnlySpan<byte> line, bool closed, out bool close)
    {
        for (var level = _open.Count - 1; level >= 0; level--)
        {
            var boundary = _open[level].Boundary;
            if (_open[level].Closed != closed || !line.StartsWith(boundary))
            {
                continue;
            }

            var rest = line[boundary.Length..];
            close = rest.StartsWith("--"u8);
            if (rest.IsEmpty || close || boundary.Length == LongestKept)
            {
                return level;
            }
        }

        close = false;
        return -1;
    }

    /// <summary>The octets of a boundary parameter: trailing blanks are never part of it (RFC 2046 §5.1.1).</summary>
    public static byte[] Octets(string boundary) => Encoding.Latin1.GetBytes(boundary.TrimEnd(' ', '\t'));
}
