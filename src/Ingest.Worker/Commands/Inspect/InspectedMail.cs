using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What can be said of one file without a store; docs/inspect.md says what each field means.</summary>
internal sealed record InspectedMail(string File)
{
    /// <summary>Why the file could not be opened; empty when it could.</summary>
    public string Error { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public long Octets { get; init; }

    public TimeSpan Took { get; init; }

    public MailEnvelope Envelope { get; init; } = new();

    public MailContent Content { get; init; } = new();

    public ShownText Text { get; init; } = new("", "", "");

    public MachineReading Machine { get; init; } = new("normal", "", "");

    public ForwardReading? Forward { get; init; }

    public IReadOnlyList<string> Defects { get; init; } = [];
}
