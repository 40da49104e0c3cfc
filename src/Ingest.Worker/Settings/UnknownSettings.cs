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
            .Select(n => (Name: n, Distance: Ingest.Nearest.Distance(n, key)))
            .MinBy(p => p.Distance);
        return distance <= Math.Max(2, key.Length / 3) ? $"the nearest is {SettingsReference.Root}:{name}" : "docs/operations.md lists all of them";
    }
}
