using System.Buffers;
using System.Text;

namespace Touchpoints.Store;

/// <summary>Finds addresses, or any address of a domain ("@acme.example"), in octets of mail; whole ones, small and capital letters being one.</summary>
internal sealed class NamesInOctets
{
    private static readonly SearchValues<char> s_letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly string[] _names;
    private readonly SearchValues<string> _search;

    public NamesInOctets(IEnumerable<string> names)
    {
        _names = [.. names];
        _search = SearchValues.Create(_names, StringComparison.OrdinalIgnoreCase);
    }

    public bool AreIn(ReadOnlySpan<byte> octets)
    {
        // One char an octet: addresses are ASCII, and whatever else stands there is no concern.
        var text = ArrayPool<char>.Shared.Rent(octets.Length);
        try
        {
            return AreIn(text.AsSpan(0, Encoding.Latin1.GetChars(octets, text)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    private bool AreIn(ReadOnlySpan<char> text)
    {
        for (var at = 0; text[at..].IndexOfAny(_search) is >= 0 and var next; at++)
        {
            at += next;
            foreach (var name in _names)
            {
                if (text[at..].StartsWith(name, StringComparison.OrdinalIgnoreCase) && IsWhole(text, at, at + name.Length))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsWhole(ReadOnlySpan<char> text, int start, int end)
    {
        var goesOnBefore = text[start] != '@' && start > 0 && (IsLetter(text[start - 1]) || text[start - 1] is '.' or '+');
        var goesOnBehind = end < text.Length && (IsLetter(text[end]) || (text[end] == '.' && end + 1 < text.Length && IsLetter(text[end + 1])));
        return !goesOnBefore && !goesOnBehind;
    }

    private static bool IsLetter(char c) => s_letters.Contains(char.ToLowerInvariant(c));
}
