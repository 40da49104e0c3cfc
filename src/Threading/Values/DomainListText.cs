using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Touchpoints.Threading;

/// <summary>
/// A list of domains as a file: its lines as they are compared, and its version, which is what the file itself says ("Version: …") or the beginning of its SHA-256.
/// </summary>
public sealed record DomainListText(string Version, IReadOnlyList<string> Lines)
{
    private const int FewestFreeMail = 50;
    private const int FewestSuffixes = 1_000;

    private static readonly IdnMapping s_names = new();

    /// <summary>The first line that is no domain, or what a list of its kind never lacks; null for a good list.</summary>
    public string? Mistake { get; init; }

    /// <summary>Reads free-mail providers: a domain a line, comments after "#".</summary>
    public static DomainListText FreeMailOf(string text) => Read(text, "#", IsDomain, FewestFreeMail, ["gmail.com", "outlook.com"]);

    /// <summary>Reads the Public Suffix List in its own form: rules with "*." and "!", comments after "//".</summary>
    public static DomainListText PublicSuffixesOf(string text) => Read(text, "//", IsRule, FewestSuffixes, ["com", "co.uk"]);

    /// <summary>As it is kept; read back by the same method that read it.</summary>
    public string ToText(string comment) => $"{comment} Version: {Version}\n{string.Join('\n', Lines)}\n";

    private static DomainListText Read(string text, string comment, Func<string, bool> isGood, int fewest, string[] wanted)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (lines, version, mistake, number) = (new List<string>(), "", (string?)null, 0);
        foreach (var read in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = read.Trim();
            if (line.IsEmpty)
            {
                continue;
            }

            if (line.StartsWith(comment, StringComparison.Ordinal))
            {
                version = version.Length == 0 ? VersionIn(line[comment.Length..]) : version;
                continue;
            }

            // The list's own rule: what stands behind the first blank is no part of it.
            var name = Ascii(line[..(line.IndexOfAny(' ', '\t') is >= 0 and var blank ? blank : line.Length)].ToString());
            mistake ??= isGood(name) ? null : $"line {number} is no domain: {line[..Math.Min(line.Length, 80)]}";
            lines.Add(name);
        }

        mistake ??= lines.Count < fewest ? $"it has {lines.Count} entries, and a whole list has at least {fewest}"
            : wanted.FirstOrDefault(name => !lines.Contains(name)) is { } missing ? $"{missing} is not in it, which every such list has"
            : null;
        return new DomainListText(version.Length > 0 ? version : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12], lines) { Mistake = mistake };
    }

    private static string VersionIn(ReadOnlySpan<char> comment)
    {
        var line = comment.Trim();
        const string Name = "version:";
        return line.StartsWith(Name, StringComparison.OrdinalIgnoreCase) ? line[Name.Length..].Trim().ToString() : "";
    }

    // Addresses are compared in ASCII (RFC 5890); rules of the list stand in their own letters.
    private static string Ascii(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) == name.Length)
        {
            return name.ToLowerInvariant();
        }

        var mark = name[0] == '!' ? 1 : name.StartsWith("*.", StringComparison.Ordinal) ? 2 : 0;
        try
        {
            return name[..mark] + s_names.GetAscii(name[mark..]).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return name;
        }
    }

    private static bool IsDomain(string name) => name.Contains('.', StringComparison.Ordinal) && AreLabels(name);

    private static bool IsRule(string rule) => AreLabels(rule[0] == '!' ? rule[1..] : rule.StartsWith("*.", StringComparison.Ordinal) ? rule[2..] : rule);

    private static bool AreLabels(string name) => name.Length is > 0 and < 254 && name.Split('.').All(label => label.Length is > 0 and < 64 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
}
