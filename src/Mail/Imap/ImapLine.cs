using System.Buffers;
using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// A command in the making. What is not of our own wording goes in as a quoted string or a literal, so that it can never be read as part of the
/// command (RFC 9051 §4.3). Between two pieces the server's "+" is awaited.
/// </summary>
internal sealed class ImapLine(string name)
{
    // RFC 9051 §9, ATOM-CHAR
    private static readonly SearchValues<char> s_atom = SearchValues.Create("!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~");

    private readonly List<byte[]> _pieces = [];
    private readonly ArrayBufferWriter<byte> _piece = Begin(name);

    /// <summary>The command without its arguments: what an error message may say.</summary>
    public string Name { get; } = name;

    public static bool IsAtom(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_atom);

    /// <summary>Ascending UIDs as a sequence set, "1:3,7".</summary>
    public static string Set(IReadOnlyList<uint> uids)
    {
        var set = new StringBuilder();
        for (int i = 0, last; i < uids.Count; i = last + 1)
        {
            for (last = i; last + 1 < uids.Count && uids[last + 1] == uids[last] + 1; last++)
            {
            }

            set.Append(set.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{uids[i]}");
            _ = last > i ? set.Append(CultureInfo.InvariantCulture, $":{uids[last]}") : set;
        }

        return set.ToString();
    }

    public ImapLine Text(string ours)
    {
        _piece.Write(Encoding.ASCII.GetBytes(ours));
        return this;
    }

    public ImapLine String(string theirs)
    {
        if (!theirs.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return Text($" \"{theirs.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }

        var octets = Encoding.UTF8.GetBytes(theirs);
        Text(string.Create(CultureInfo.InvariantCulture, $" {{{octets.Length}}}"));
        return Next(octets);
    }

    /// <summary>Goes on with <paramref name="octets"/> after the server's "+".</summary>
    public ImapLine Next(byte[] octets)
    {
        _pieces.Add([.. _piece.WrittenSpan, .. "\r\n"u8]);
        _piece.ResetWrittenCount();
        _piece.Write(octets);
        return this;
    }

    public IReadOnlyList<byte[]> Pieces() => [.. _pieces, [.. _piece.WrittenSpan, .. "\r\n"u8]];

    private static ArrayBufferWriter<byte> Begin(string name)
    {
        var piece = new ArrayBufferWriter<byte>();
        piece.Write(Encoding.ASCII.GetBytes(name));
        return piece;
    }
}
