using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>What one line of bounce-signs.tsv says: who writes so, and the permanence (empty where the words tell none).</summary>
internal readonly record struct BounceSign(string System, string Permanence, string Words);

/// <summary>The words of mail systems that give mail back (bounce-signs.tsv).</summary>
internal static class BounceSigns
{
    /// <summary>Who gives a mail back because its writer is no member.</summary>
    public const string ListManager = "fml, ezmlm, Mailman";

    private static readonly FrozenSet<string> Names = Load("sender").Select(s => s.Words).ToFrozenSet(StringComparer.Ordinal);
    private static readonly string[] SpacedNames = [.. Names.Where(n => n.Contains(' ', StringComparison.Ordinal))];
    private static readonly string[] UnderscoredNames = [.. Names.Where(n => n.Contains('_', StringComparison.Ordinal))];
    private static readonly BounceSign[] Subjects = Load("subject");
    private static readonly BounceSign[] WithinSubjects = Load("within");
    private static readonly BounceSign[] Bodies = Load("body");
    private static readonly BounceSign[] Weak = Load("weak");
    private static readonly BounceSign[] Ends = Load("end");

    /// <summary>Whether a mail system is named in From.</summary>
    public static bool IsSystem(MailEnvelope envelope)
    {
        foreach (var from in envelope.From)
        {
            var local = from.LocalPart.Trim('"', '\\', '<', '>').ToLowerInvariant();
            var name = from.DisplayName.ToLowerInvariant();
            if (Names.Contains(local) || Names.Contains(name) || HoldsOneOf(name, SpacedNames) || HoldsOneOf(local, UnderscoredNames) || StartsWithOneOf(local) || StartsWithOneOf(name))
            {
                return true;
            }
        }

        return false;

        static bool HoldsOneOf(string text, string[] words)
        {
            foreach (var word in words)
            {
                if (text.Contains(word, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        static bool StartsWithOneOf(string text) => text.StartsWith("mailer-daemon", StringComparison.Ordinal) || text.StartsWith("postmaster", StringComparison.Ordinal);
    }

    /// <summary>What a subject says: null when it is none of a bounce, else the permanence (empty when it says none).</summary>
    public static string? Subject(string subject)
    {
        var text = subject.Trim(' ', '*', '!', '#', '-').ToLowerInvariant();
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var close and > 0)
        {
            text = text[(close + 1)..].TrimStart();
        }

        var found = Array.FindAll(Subjects, s => text.StartsWith(s.Words, StringComparison.Ordinal));
        if (found.Length == 0)
        {
            // "Re:" before it makes it an answer of a person.
            return SubjectPrefixes.WithoutFirst(text) == text && Array.Exists(WithinSubjects, s => text.Contains(s.Words, StringComparison.Ordinal)) ? "" : null;
        }

        return found.Select(f => f.Permanence).FirstOrDefault(p => p.Length > 0) ?? (text.Contains("(delay)", StringComparison.Ordinal) ? "delayed" : "");
    }

    /// <summary>What the words of the report say, and which system writes so; null when it says nothing of a bounce. "delayed" and "soft" outrank "hard".</summary>
    public static BounceSign? Body(string text)
    {
        BounceSign? best = null;
        foreach (var sign in Bodies)
        {
            if (text.Contains(sign.Words, StringComparison.Ordinal) && (best is null || Rank(sign) > Rank(best.Value)))
            {
                best = sign;
            }
        }

        return best;
    }

    /// <summary>Words that a person writes too.</summary>
    public static bool IsWeak(string text) => Array.Exists(Weak, s => text.Contains(s.Words, StringComparison.Ordinal)) || BounceReasons.Code(text, '\0') is not null;

    /// <summary>True for the line below which the returned mail stands.</summary>
    public static bool IsEnd(string lowerLine) => Array.Exists(Ends, e => lowerLine.StartsWith(e.Words, StringComparison.Ordinal));

    private static int Rank(BounceSign sign) => sign.Permanence switch { "delayed" => 3, "soft" => 2, "hard" => 1, _ => 0 };

    private static BounceSign[] Load(string where)
        => [.. DataFile.Rows("bounce-signs", 4).Where(r => r[1] == where).SelectMany(r => DataFile.Values(r[3]).Select(w => new BounceSign(r[0], r[2], w.ToLowerInvariant())))];
}
