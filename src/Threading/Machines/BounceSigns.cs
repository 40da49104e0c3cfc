namespace Touchpoints.Threading;

/// <summary>The words of mail systems that give mail back (bounce-signs.tsv).</summary>
internal static class BounceSigns
{
    private static readonly (string Words, string Permanence)[] Senders = Load("sender");
    private static readonly (string Words, string Permanence)[] Subjects = Load("subject");
    private static readonly (string Words, string Permanence)[] Bodies = Load("body");
    private static readonly (string Words, string Permanence)[] Ends = Load("end");

    /// <summary>Whether a mail system is named in From, or From is empty as a bounce's may be.</summary>
    public static bool IsSystem(MailEnvelope envelope)
    {
        foreach (var from in envelope.From)
        {
            var local = from.LocalPart.Trim('"', '\\', '<', '>').ToLowerInvariant();
            var name = from.DisplayName.ToLowerInvariant();
            if (Array.Exists(Senders, s => local == s.Words || name == s.Words || (s.Words.Contains(' ', StringComparison.Ordinal) && name.Contains(s.Words, StringComparison.Ordinal))
                || (s.Words is "mailer-daemon" or "postmaster" && (local.StartsWith(s.Words, StringComparison.Ordinal) || name.StartsWith(s.Words, StringComparison.Ordinal)))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a subject says: null when it is none of a bounce, else the permanence (empty when it says none).</summary>
    public static string? Subject(string subject)
    {
        var text = subject.Trim().ToLowerInvariant();
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var close and > 0)
        {
            text = text[(close + 1)..].TrimStart();
        }

        var found = Array.FindAll(Subjects, s => text.StartsWith(s.Words, StringComparison.Ordinal));
        return found.Length == 0 ? null : found.Select(f => f.Permanence).FirstOrDefault(p => p.Length > 0) ?? (text.Contains("(delay)", StringComparison.Ordinal) ? "delayed" : "");
    }

    /// <summary>What the words of the report say: null when it says nothing of a bounce; "delayed" and "soft" outrank "hard".</summary>
    public static string? Body(string text)
    {
        string? best = null;
        foreach (var (words, permanence) in Bodies)
        {
            if (text.Contains(words, StringComparison.Ordinal))
            {
                best = permanence == "delayed" || best is null || (permanence == "soft" && best != "delayed") ? permanence : best;
            }
        }

        return best;
    }

    /// <summary>True for the line below which the returned mail stands.</summary>
    public static bool IsEnd(string lowerLine) => Array.Exists(Ends, e => lowerLine.StartsWith(e.Words, StringComparison.Ordinal));

    private static (string Words, string Permanence)[] Load(string where)
        => [.. DataFile.Rows("bounce-signs", 4).Where(r => r[1] == where).SelectMany(r => DataFile.Values(r[3]).Select(w => (w.ToLowerInvariant(), r[2])))];
}
