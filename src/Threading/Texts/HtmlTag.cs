using System.Buffers;

namespace Touchpoints.Threading;

/// <summary>A tag of HTML: its name in lower case and its attributes as written.</summary>
internal readonly ref struct HtmlTag(string name, ReadOnlySpan<char> attributes)
{
    private static readonly SearchValues<char> NameEnd = SearchValues.Create(" \t\r\n\f=/");
    private static readonly SearchValues<char> ValueEnd = SearchValues.Create(" \t\r\n\f");

    /// <summary>The name in lower case.</summary>
    public string Name { get; } = name;

    /// <summary>What stands behind the name.</summary>
    public ReadOnlySpan<char> Attributes { get; } = attributes;

    /// <summary>Reads one attribute off the front; false when there is none left.</summary>
    public static bool NextAttribute(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        rest = rest.TrimStart(" \t\r\n\f/");
        var end = rest.IndexOfAny(NameEnd);
        name = end < 0 ? rest : rest[..end];
        value = default;
        if (rest.IsEmpty)
        {
            return false;
        }

        rest = end < 0 ? default : rest[Math.Max(end, rest[0] == '=' ? 1 : end)..];
        var equals = rest.TrimStart(" \t\r\n\f");
        if (equals.IsEmpty || equals[0] != '=')
        {
            return true;
        }

        rest = equals[1..].TrimStart(" \t\r\n\f");
        var isQuoted = !rest.IsEmpty && rest[0] is '"' or '\'';
        var close = isQuoted ? rest[1..].IndexOf(rest[0]) : rest.IndexOfAny(ValueEnd);
        value = isQuoted ? (close < 0 ? rest[1..] : rest[1..(close + 1)]) : (close < 0 ? rest : rest[..close]);
        rest = close < 0 ? default : rest[(isQuoted ? close + 2 : close)..];
        return true;
    }
}
