using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Which touchpoint a name in an expectation means: one brought along by touchpoints.csv, or one that an earlier sample made.</summary>
internal sealed class SampleThreads
{
    private readonly Dictionary<string, TouchpointId> _touchpoints = [];

    /// <summary>The touchpoints of an import, found again by their reply addresses.</summary>
    public SampleThreads(Installation installation, IReadOnlyList<TouchpointRow> imported)
    {
        foreach (var row in imported.Where(r => r.ReplyAddress is not null))
        {
            var keys = new MailKeys { Tokens = [row.ReplyAddress!.Value], ContentHash = new byte[32], TextHash = new byte[32], Machine = new MachineReading("normal", "", "") };
            foreach (var found in installation.Database.Recorder.LookUp(keys).ReplyAddresses)
            {
                _touchpoints[row.Key] = found.Touchpoint;
            }
        }
    }

    public void Made(SampleMail sample, Recorded recorded)
    {
        if (recorded is { As: RecordedAs.New, Decided.Decision: Decision.NewTouchpoints, Touchpoints: [var first, ..] })
        {
            _touchpoints.TryAdd(sample.Number, first);
        }
    }

    public TouchpointId? Find(string name) => _touchpoints.TryGetValue(name, out var id) ? id : null;

    /// <summary>The name of a touchpoint, or its number.</summary>
    public string NameOf(TouchpointId id) => _touchpoints.FirstOrDefault(t => t.Value == id).Key ?? $"#{id.Value}";
}
