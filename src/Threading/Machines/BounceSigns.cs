using System.Collections.Frozen;

namespace Touchpoints.Threading;

/// <summary>What one line of bounce-signs.tsv says: who writes so, and the permanence (empty where the words tell none).</summary>
internal readonly record struct BounceSign(string System, string Permanence, string Words);

/// <summary>Who From names: a program that gives mail back, an office that both programs and people write from, or neither.</summary>
internal enum SenderSign
{
    None,
    Office,
    Program,
}

/// <summary>The words of mail systems that give mail back (bounce-signs.tsv).</summary>
internal static class BounceSigns
{
    /// <summary>Who gives a mail back because its writer is no member.</summary>
    public const string ListManager = "fml, ezmlm, Mailman";

    private static readonly SenderNames Programs = new(Load("sender"), "mailer-daemon");
    private static readonly SenderNames Offices = new(Load("office"), "postmaster");
    private static readonly BounceSign[] Subjects = Load("subject");
    private static readonly BounceSign[] WithinSubjects = Load("within");
    private static readonly BounceSign[] Bodies = Load("body");
    private static readonly BounceSign[] Weak = Load("weak");
    private static readonly BounceSign[] Mails = Load("mail");
    private static readonly BounceSign[] Ends = Load("end");

    /// <summary>Whether From names a mail system: a program, or an office that a person may hold.</summary>
    public static SenderSign Sender(MailEnvelope envelope)
        => envelope.From.Any(Programs.Name) || IsDaemonsPath(envelope.Field("Return-Path")) ? SenderSign.Program : envelope.From.Any(Offices.Name) ? SenderSign.Office : SenderSign.None;

    // Some servers write their own name where the null reverse-path stood.
    private static bool IsDaemonsPath(string? path) => path?.TrimStart(' ', '<').StartsWith("mailer-daemon", StringComparison.OrdinalIgnoreCase) == true;

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

    /// <summary>What the words of the report say, and which system writes so; null when it says nothing of a bounce. "delayed" and "soft" outrank "hard", and that "delivered".</summary>
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

    /// <summary>Whether a text speaks of mail at all: a parcel is not delivered either.</summary>
    public static bool SaysMail(string text) => Array.Exists(Mails, s => text.Contains(s.Words, StringComparison.Ordinal));

    /// <summary>True for the line below which the returned mail stands.</summary>
    public static bool IsEnd(string lowerLine) => Array.Exists(Ends, e => lowerLine.StartsWith(e.Words, StringComparison.Ordinal));

    private static int Rank(BounceSign sign) => sign.Permanence switch { "delayed" => 4, "soft" => 3, "hard" => 2, "delivered" or "relayed" => 1, _ => 0 };

    private static BounceSign[] Load(string where)
        => [.. DataFile.Rows("bounce-signs", 4).Where(r => r[1] == where).SelectMany(r => DataFile.Values(r[3]).Select(w => new BounceSign(r[0], r[2], w.ToLowerInvariant())))];

    // Local parts and display names: the whole of them; those of several words anywhere in them; one as their beginning.
    private sealed class SenderNames(BounceSign[] signs, string beginning)
    {
        private readonly FrozenSet<string> names = signs.Select(s => s.Words).ToFrozenSet(StringComparer.Ordinal);
        private readonly string[] spaced = [.. signs.Select(s => s.Words).Where(n => n.Contains(' ', StringComparison.Ordinal))];
        private readonly string[] underscored = [.. signs.Select(s => s.Words).Where(n => n.Contains('_', StringComparison.Ordinal))];

        public bool Name(MailAddress from)
        {
            var local = from.LocalPart.Trim('"', '\\', '<', '>').ToLowerInvariant();
            var name = from.DisplayName.ToLowerInvariant();
            return names.Contains(local) || names.Contains(name) || HoldsOneOf(name, spaced) || HoldsOneOf(local, underscored)
                || local.StartsWith(beginning, StringComparison.Ordinal) || name.StartsWith(beginning, StringComparison.Ordinal);
        }

        private static bool HoldsOneOf(string text, string[] words)
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
    }
}
