using System.Collections.Concurrent;
using System.Text;

namespace Touchpoints.Store;

/// <summary>The words of the law for the names of this code: "NoMatch" is "no-match".</summary>
public static class Words
{
    private static readonly ConcurrentDictionary<Enum, string> Known = [];

    /// <summary>The word of a hold reason, an ignore reason, a state: its name in kebab-case.</summary>
    public static string Of(Enum value) => Known.GetOrAdd(value, static value =>
    {
        var word = new StringBuilder();
        foreach (var letter in value.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    });

    /// <summary>The value whose word it is.</summary>
    /// <exception cref="ArgumentException">No value has that word.</exception>
    public static T Parse<T>(string word)
        where T : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(word);
        return Enum.Parse<T>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
    }
}
