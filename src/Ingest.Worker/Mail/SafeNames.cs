using System.Globalization;

namespace Touchpoints.Ingest;

/// <summary>File names of one mail as they are shown and offered (behaviour.md B9, reliability.md C26): the name that came stays in the octets.</summary>
internal sealed class SafeNames
{
    private const int MaxLength = 150;
    private const int MaxExtension = 16;

    private readonly Dictionary<string, int> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A safe name; one that the mail had already gets a number.</summary>
    public string Next(string safe)
    {
        if (safe.Length == 0 || _taken.TryAdd(safe, 1))
        {
            return safe;
        }

        while (true)
        {
            var numbered = Numbered(safe, ++_taken[safe]);
            if (_taken.TryAdd(numbered, 1))
            {
                return numbered;
            }
        }
    }

    /// <summary>The last path segment without control and bidi characters.</summary>
    public static string Of(string name)
    {
        var visible = string.Concat(name.Where(c => !IsUnsafe(c)));
        var segment = visible[(visible.AsSpan().LastIndexOfAny('/', '\\') + 1)..].Trim().TrimEnd('.', ' ');
        var bare = segment.TrimStart('.').Length == 0 ? "" : segment;
        return bare.Length <= MaxLength ? bare : Shortened(bare, MaxLength);
    }

    private static string Numbered(string name, int number)
    {
        var extension = ExtensionStart(name);
        var mark = string.Create(CultureInfo.InvariantCulture, $" ({number})");
        return string.Concat(name.AsSpan(0, extension), mark, name.AsSpan(extension));
    }

    private static string Shortened(string name, int length)
    {
        var extension = name[ExtensionStart(name)..];
        var cut = length - extension.Length;
        return string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[cut - 1]) ? cut - 1 : cut), extension);
    }

    private static int ExtensionStart(string name) => name.LastIndexOf('.') is var dot and > 0 && name.Length - dot <= MaxExtension ? dot : name.Length;

    private static bool IsUnsafe(char c) => char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
