namespace Touchpoints.Threading;

/// <summary>Questions about domain names, all at label boundaries (reliability.md C12: never by suffix of letters).</summary>
internal static class DomainName
{
    public static bool IsOrIsBelow(string domain, string parent) =>
        domain.EndsWith(parent, StringComparison.OrdinalIgnoreCase)
        && (domain.Length == parent.Length || domain[domain.Length - parent.Length - 1] == '.');
}
