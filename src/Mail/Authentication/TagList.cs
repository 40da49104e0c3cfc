using System.Buffers;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>A tag=value list (RFC 6376 §3.2): names are unique and case-sensitive, order means nothing.</summary>
internal sealed class TagList
{
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    // VALCHAR and folding white space; octets above 127 by RFC 8616.
    private static readonly SearchValues<byte> ValueOctets =
        SearchValues.Create([.. " \t\r\n"u8, .. Enumerable.Range(0x21, 0x7E - 0x20).Concat(Enumerable.Range(0x80, 0x80)).Where(o => o != ';').Select(o => (byte)o)]);

    private readonly Dictionary<string, (string Value, Range Place)> _tags = [];

    /// <summary>The name of the first tag.</summary>
    public string First { get; private set; } = "";

    /// <summary>The value without the white space around it, or null when there is no such tag.</summary>
    public string? this[string name] => _tags.TryGetValue(name, out var tag) ? tag.Value : null;

    /// <summary>Where the value stands in the list, the white space around it included; empty when there is no such tag.</summary>
    public Range Place(string name) => _tags.TryGetValue(name, out var tag) ? tag.Place : default;

    /// <summary>Null when the syntax is broken anywhere, for then nothing of the list may be used.</summary>
    public static TagList? Read(ReadOnlySpan<byte> octets)
    {
        var list = new TagList();
        for (var at = 0; at < octets.Length;)
        {
            var length = octets[at..].IndexOf((byte)';');
            var end = length < 0 ? octets.Length : at + length;
            if (length < 0 && list._tags.Count > 0 && !octets[at..].ContainsAnyExcept(White))
            {
                break; // the one semicolon that may end the list
            }

            if (!list.Add(octets[at..end], at))
            {
                return null;
            }

            at = end + 1;
        }

        return list._tags.Count > 0 ? list : null;
    }

    private bool Add(ReadOnlySpan<byte> tag, int start)
    {
        var equals = tag.IndexOf((byte)'=');
        if (equals < 0 || tag[(equals + 1)..].ContainsAnyExcept(ValueOctets))
        {
            return false;
        }

        var name = Encoding.ASCII.GetString(tag[..equals].Trim(" \t\r\n"u8));
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return false;
        }

        First = _tags.Count == 0 ? name : First;
        return _tags.TryAdd(name, (Encoding.UTF8.GetString(tag[(equals + 1)..].Trim(" \t\r\n"u8)), (start + equals + 1)..(start + tag.Length)));
    }
}
