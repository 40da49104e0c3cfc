using System.Globalization;

namespace Touchpoints.Ingest;

/// <summary>
/// What a running worker writes into the lock file beside the database (0600), so that a command can find it: its process id, where its
/// ops page listens (null: nowhere), and the token that a command must show.
/// </summary>
internal sealed record LockNote(int ProcessId, Uri? Ops, string Token)
{
    /// <summary>One line: pid, address or "-", token.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {Ops?.ToString() ?? "-"} {Token}");

    /// <summary>Reads such a line; null for anything else.</summary>
    public static LockNote? Parse(string line)
    {
        var words = line.Trim().Split(' ');
        return words.Length == 3
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && (words[1] == "-" || Uri.TryCreate(words[1], UriKind.Absolute, out _))
            ? new LockNote(id, words[1] == "-" ? null : new Uri(words[1]), words[2])
            : null;
    }
}
