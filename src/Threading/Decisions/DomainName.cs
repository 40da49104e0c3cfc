using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>Questions about domain names, all at label boundaries (reliability.md C12: never by suffix of letters).</summary>
internal static class DomainName
{
    // Second-level words under which countries register; "co.uk" belongs to nobody, "acme.co.uk" to somebody.
    private static readonly FrozenSet<string> RegistryWords =
        FrozenSet.ToFrozenSet(["ac", "co", "com", "edu", "gob", "gov", "gouv", "gv", "ltd", "mil", "ne", "net", "nom", "or", "org", "plc", "sch"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> FreeMail = ReadFreeMail();

    /// <summary>True for a provider at which everybody can have an address, and for what lies below it.</summary>
    public static bool IsFreeMail(string domain)
    {
        for (var name = domain.AsSpan(); ;)
        {
            if (FreeMail.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name))
            {
                return true;
            }

            var dot = name.IndexOf('.');
            if (dot < 0)
            {
                return false;
            }

            name = name[(dot + 1)..];
        }
    }

    public static bool IsOrIsBelow(string domain, string parent) =>
        domain.EndsWith(parent, StringComparison.OrdinalIgnoreCase)
        && (domain.Length == parent.Length || domain[domain.Length - parent.Length - 1] == '.');

    /// <summary>True when somebody can have registered it: at least two labels, and not a registry's own name (B7.2 rank 5).</summary>
    public static bool IsRegistrable(ReadOnlySpan<char> domain)
    {
        var dot = domain.IndexOf('.');
        if (dot <= 0 || dot == domain.Length - 1)
        {
            return false;
        }

        var rest = domain[(dot + 1)..];
        return rest.Contains('.') || rest.Length != 2 || !RegistryWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(domain[..dot]);
    }

    /// <summary>The domain one label up, or empty when that is none that somebody can have registered.</summary>
    public static string Parent(string domain)
    {
        var dot = domain.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && IsRegistrable(domain.AsSpan(dot + 1)) ? domain[(dot + 1)..] : "";
    }

    private static FrozenSet<string> ReadFreeMail()
    {
        using var stream = typeof(DomainName).Assembly.GetManifestResourceStream("free-mail-domains.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
