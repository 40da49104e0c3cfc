using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>Words by the character that they begin (or end) with, in either case: nearly every line of every mail is asked, and only the few that fit are compared.</summary>
internal sealed class WordIndex
{
    private readonly string[]?[] _ascii = new string[128][];
    private readonly FrozenDictionary<char, string[]> _others;

    public WordIndex(IEnumerable<string> words, Func<string, char> key)
    {
        var by = words.GroupBy(w => char.ToUpperInvariant(key(w))).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var (c, some) in by.Where(pair => char.IsAscii(pair.Key)))
        {
            _ascii[c] = some;
        }

        _others = by.ToFrozenDictionary();
    }

    public string[] this[char c]
    {
        get
        {
            var upper = char.ToUpperInvariant(c);
            return upper < _ascii.Length ? _ascii[upper] ?? [] : _others.GetValueOrDefault(upper, []);
        }
    }

    /// <summary>True when the text begins with one of the words; for an index by first character.</summary>
    public bool HoldsBeginningOf(ReadOnlySpan<char> text)
    {
        // Nearly every line of every mail is asked: only the few texts that begin as it does are compared.
        foreach (var beginning in text.Length == 0 ? [] : this[text[0]])
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the text ends with one of the words; for an index by last character.</summary>
    public bool HoldsEndOf(ReadOnlySpan<char> text)
    {
        foreach (var ending in text.Length == 0 ? [] : this[text[^1]])
        {
            if (text.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
