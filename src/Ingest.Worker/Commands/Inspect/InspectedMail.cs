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

    public IReadOnlyList<InspectedSignature> Dkim { get; init; } = [];

    /// <summary>Of the whole chain; null when the mail has none.</summary>
    public InspectedSignature? Arc { get; init; }

    public IReadOnlyList<string> Defects { get; init; } = [];
}

/// <summary>What became of a signature, in the words of RFC 8601 §2.7.1; a chain has no domain and no selector of its own.</summary>
internal sealed record InspectedSignature(string Domain, string Selector, string Result, string Reason);
