using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>What the first prefix of a subject says: "Fwd:", "WG:", "AW:" (subject-prefixes.tsv).</summary>
internal static class SubjectPrefixes
{
    private const int Longest = 24;
    private static readonly FrozenSet<string> Forward = Load("forward");
    private static readonly FrozenSet<string> Reply = Load("reply");

    /// <summary>True when the subject begins with a forward prefix.</summary>
    public static bool IsForward(string subject) => First(subject) is { } prefix && Forward.Contains(prefix);

    /// <summary>True when the subject begins with a reply prefix, and not with one that also means forward.</summary>
    public static bool IsReply(string subject) => First(subject) is { } prefix && Reply.Contains(prefix) && !Forward.Contains(prefix);

    /// <summary>The subject without its first prefix.</summary>
    public static string WithoutFirst(string subject)
        => First(subject) is { } prefix && (Forward.Contains(prefix) || Reply.Contains(prefix)) ? subject[(Colon(subject) + 1)..].Trim() : subject.Trim();

    private static string? First(string subject)
    {
        var colon = Colon(subject);
        if (colon < 1)
        {
            return null;
        }

        // "Re[2]:", "AW (3):", "Fwd :"
        var prefix = subject.AsSpan(0, colon).Trim().TrimStart('[');
        var counter = prefix.IndexOfAny("[(");
        return (counter > 0 ? prefix[..counter] : prefix).Trim().TrimEnd('.').ToString().ToLowerInvariant();
    }

    private static int Colon(string subject) => subject.AsSpan(0, Math.Min(subject.Length, Longest)).IndexOfAny(':', '：');

    private static FrozenSet<string> Load(string kind)
        => DataFile.Rows("subject-prefixes", 3).Where(r => r[1] == kind).SelectMany(r => DataFile.Values(r[2])).Select(p => p.TrimEnd('.')).ToFrozenSet(StringComparer.Ordinal);
}
