using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Touchpoints.Ingest;

/// <summary>
/// Reads values by the rules of <see cref="SettingsReference"/> and notes each mistake; a wrong value reads as its default, so that
/// all of them are found in one go. <paramref name="pattern"/> is this section's name in the reference, <paramref name="path"/> its real one.
/// </summary>
internal sealed class SettingsSection(IConfiguration section, string pattern, string path, List<SettingsProblem> problems)
{
    private static readonly Dictionary<string, SettingReference> s_references = SettingsReference.All.ToDictionary(s => s.Name, StringComparer.Ordinal);

    public string Text(string name)
    {
        var reference = Reference(name);
        var value = section[name]?.Trim() ?? "";
        if (value.Length > 0)
        {
            return value;
        }

        if (reference.IsRequired)
        {
            Wrong(name, "", "must be given");
        }

        return reference.Default;
    }

    public int Number(string name)
    {
        var reference = Reference(name);
        var (least, most) = reference.Range!.Value;
        var fallback = reference.Default.Length == 0 ? 0 : int.Parse(reference.Default, CultureInfo.InvariantCulture);
        var value = section[name]?.Trim() ?? "";
        if (value.Length == 0)
        {
            return fallback;
        }

        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Wrong(name, value, "is not a whole number");
            return fallback;
        }

        if (number < least || number > most)
        {
            Wrong(name, value, "is out of range");
            return fallback;
        }

        return number;
    }

    public T Choice<T>(string name)
        where T : struct, Enum
        => Enum.Parse<T>(Word(name));

    public bool Flag(string name) => Word(name) == "true";

    /// <summary>One of the words of the reference, in its spelling.</summary>
    public string Word(string name)
    {
        var reference = Reference(name);
        var value = Text(name);
        foreach (var choice in reference.Choices)
        {
            if (choice.Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        var near = Nearest.To(value, reference.Choices);
        Wrong(name, value, $"is not one of the words allowed here{(near is null ? "" : $"; the nearest is {near}")}");
        return reference.Default;
    }

    /// <summary>A JSON list, numbered environment variables, or one text with commas; each item must satisfy <paramref name="isRight"/>.</summary>
    public IReadOnlyList<string> List(string name, Func<string, bool> isRight)
    {
        var node = section.GetSection(name);
        var items = node.Value is { } joined
            ? joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. node.GetChildren().Select(c => c.Value?.Trim() ?? "").Where(v => v.Length > 0)];
        foreach (var item in items.Where(i => !isRight(i)))
        {
            Wrong(name, item, $"holds something that is no {One(Reference(name).Form)}");
        }

        return items;
    }

    /// <summary>The first line of the file that a setting names.</summary>
    public string FirstLineOf(string name)
    {
        var file = Text(name);
        try
        {
            var line = MailboxSettings.FirstLine(file);
            if (line.Length == 0)
            {
                Wrong(name, file, "is empty");
            }

            return line;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Wrong(name, file, $"cannot be read: {e.Message.TrimEnd('.')}");
            return "";
        }
    }

    public void Wrong(string name, string value, string what)
    {
        var reference = Reference(name);
        problems.Add(new SettingsProblem(path + name, value, what, reference.Limits, reference.Default));
    }

    // "mail addresses", "domain names".
    private static string One(string many) => many.EndsWith("sses", StringComparison.Ordinal) ? many[..^2] : many.TrimEnd('s');

    private SettingReference Reference(string name) => s_references[pattern + name];
}
