using Microsoft.Extensions.Configuration;

namespace Touchpoints.Ingest;

/// <summary>Finds names that no setting has; a misspelt setting must not silently be its default.</summary>
internal static class UnknownSettings
{
    public static IEnumerable<SettingsProblem> In(IConfiguration root)
    {
        foreach (var (key, value) in root.AsEnumerable(makePathsRelative: true).OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (value is null || IsKnown(key))
            {
                continue;
            }

            // Without its value: a misspelt password is one too.
            yield return new SettingsProblem($"{SettingsReference.Root}:{key}", "", $"is no setting; {Nearest(key)}", "", "");
        }
    }

    private static bool IsKnown(string key)
    {
        var words = key.Split(':');
        return SettingsReference.All.Any(s => Matches(s, words));
    }

    private static bool Matches(SettingReference setting, string[] words)
    {
        var names = setting.Name.Split(':');
        var length = setting.IsList && words.Length == names.Length + 1 && words[^1].All(char.IsAsciiDigit) ? words.Length - 1 : words.Length;
        return length == names.Length
            && names.Zip(words).All(p => p.First == "<name>" || p.First.Equals(p.Second, StringComparison.OrdinalIgnoreCase));
    }

    private static string Nearest(string key)
    {
        var words = key.Split(':');
        var mailbox = words.Length > 1 && words[0].Equals("Mailboxes", StringComparison.OrdinalIgnoreCase) ? words[1] : "<name>";
        var (name, distance) = SettingsReference.All
            .Select(s => s.Name.Replace("<name>", mailbox, StringComparison.Ordinal))
            .Select(n => (Name: n, Distance: Distance(n.ToUpperInvariant(), key.ToUpperInvariant())))
            .MinBy(p => p.Distance);
        return distance <= Math.Max(2, key.Length / 3) ? $"the nearest is {SettingsReference.Root}:{name}" : "docs/operations.md lists all of them";
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
