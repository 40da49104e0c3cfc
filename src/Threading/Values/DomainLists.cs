using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>
/// What is known of domains that belong to nobody in particular: providers at which everybody can have an address, and the names under which others register
/// (the Public Suffix List, https://publicsuffix.org). Immutable; a store may keep newer lists than those that are built in.
/// </summary>
public sealed class DomainLists
{
    private const string BuiltInSuffixVersion = "2023-02-09";

    private static readonly Lazy<DomainLists> s_builtIn = new(ReadBuiltIn);

    private readonly HashSet<string> _freeMail;
    private readonly HashSet<string> _suffixes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _below = new(StringComparer.Ordinal);
    private readonly HashSet<string> _exceptions = new(StringComparer.Ordinal);

    private DomainLists(DomainListText freeMail, DomainListText publicSuffixes)
    {
        (FreeMail, PublicSuffixes) = (freeMail, publicSuffixes);
        _freeMail = [.. freeMail.Lines];
        foreach (var rule in publicSuffixes.Lines)
        {
            var (set, name) = rule[0] == '!' ? (_exceptions, rule[1..]) : rule.StartsWith("*.", StringComparison.Ordinal) ? (_below, rule[2..]) : (_suffixes, rule);
            set.Add(name);
        }
    }

    /// <summary>The lists that came with the program.</summary>
    public static DomainLists BuiltIn => s_builtIn.Value;

    /// <summary>Where the free-mail providers are from.</summary>
    public DomainListText FreeMail { get; }

    /// <summary>Where the public suffixes are from.</summary>
    public DomainListText PublicSuffixes { get; }

    /// <summary>"free mail 2026-11-22 (500 domains), public suffixes 2023-02-09 (9,500 rules)".</summary>
    public string Versions => string.Create(
        CultureInfo.InvariantCulture,
        $"free mail {FreeMail.Version} ({FreeMail.Lines.Count} domains), public suffixes {PublicSuffixes.Version} ({PublicSuffixes.Lines.Count} rules)");

    /// <summary>These lists with others in their place; null keeps what there is.</summary>
    public DomainLists With(DomainListText? freeMail, DomainListText? publicSuffixes) => freeMail is null && publicSuffixes is null ? this : new DomainLists(freeMail ?? FreeMail, publicSuffixes ?? PublicSuffixes);

    /// <summary>True for a provider at which everybody can have an address, and for what lies below it.</summary>
    public bool IsFreeMail(string domain)
    {
        var known = _freeMail.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var name = domain.AsSpan(); ;)
        {
            if (known.Contains(name))
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

    /// <summary>True when somebody can have registered it: at least two labels, and not a name under which others register (B7.2 rank 5).</summary>
    public bool IsRegistrable(ReadOnlySpan<char> domain)
    {
        var dot = domain.IndexOf('.');
        return dot > 0 && dot < domain.Length - 1 && !IsPublicSuffix(domain, domain[(dot + 1)..]);
    }

    /// <summary>The domain one label up, or empty when that is none that somebody can have registered.</summary>
    public string Parent(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var dot = domain.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && IsRegistrable(domain.AsSpan(dot + 1)) ? domain[(dot + 1)..] : "";
    }

    // An exception is stronger than a wildcard: "!www.ck" under "*.ck".
    private bool IsPublicSuffix(ReadOnlySpan<char> domain, ReadOnlySpan<char> parent) =>
        !_exceptions.GetAlternateLookup<ReadOnlySpan<char>>().Contains(domain)
        && (_suffixes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(domain) || _below.GetAlternateLookup<ReadOnlySpan<char>>().Contains(parent));

    private static DomainLists ReadBuiltIn()
    {
        var suffixes = DomainListText.PublicSuffixesOf(Resource("public-suffix-list.dat"));
        return new DomainLists(DomainListText.FreeMailOf(Resource("free-mail-domains.txt")), suffixes with { Version = BuiltInSuffixVersion });
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(DomainLists).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded in this assembly."));
        return reader.ReadToEnd();
    }
}
