using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>What became of how many, for the end of <c>ingest --once</c>.</summary>
internal sealed class IngestTally
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    public int Mails { get; private set; }

    public IReadOnlyList<MailboxTrouble> Troubles { get; set; } = [];

    /// <summary>That of the first mailbox in trouble.</summary>
    public int ExitCode => Troubles.Count == 0 ? Ingest.ExitCode.Done : Troubles[0].ExitCode;

    /// <summary>Called in order of the commits, from one thread at a time.</summary>
    public void Count(SettledMail mail)
    {
        Mails++;
        var outcome = OutcomeWords.Outcome(mail.Recorded);
        var reason = outcome is "held" or "ignored" ? $"{outcome} {OutcomeWords.Reason(mail.Recorded)}" : outcome;
        _outcomes[reason] = _outcomes.GetValueOrDefault(reason) + 1;
    }

    public void Write(TextWriter output, bool json, Reports reports)
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var open = reports.Mailboxes().Where(m => !m.SumCloses).Select(m => m.Report.Mailbox).ToList();
        if (json)
        {
            output.Write(JsonLine.Of(line => Write(line, Math.Round(seconds, 3), open)));
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mails} mails in {seconds:0.0} s"));
        foreach (var (outcome, count) in _outcomes)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8}  {outcome}"));
        }

        foreach (var trouble in Troubles)
        {
            output.WriteLine($"Not finished: {trouble.Words}");
        }

        foreach (var mailbox in open)
        {
            output.WriteLine($"The sum of mailbox {mailbox} does not close: see `touchpoints status`");
        }
    }

    private void Write(Utf8JsonWriter json, double seconds, List<string> open)
    {
        json.WriteNumber("mails", Mails);
        json.WriteStartObject("outcomes");
        foreach (var (outcome, count) in _outcomes)
        {
            json.WriteNumber(outcome, count);
        }

        json.WriteEndObject();
        json.WriteNumber("seconds", seconds);
        json.WriteStrings("troubles", Troubles.Select(trouble => trouble.Words));
        json.WriteStrings("sumsOpen", open);
    }
}
