using System.Globalization;

namespace Touchpoints.Ingest;

/// <summary>
/// One setting, as docs, --help and the reader know it. <see cref="Name"/> is without the root section; "&lt;name&gt;" stands for a
/// mailbox's name. <see cref="Default"/> is the text that would be read; empty: none.
/// </summary>
internal sealed record SettingReference(string Name, string Default, string Meaning)
{
    public string Unit { get; init; } = "";

    public bool IsList { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Both ends included; null for what is no number.</summary>
    public (int Least, int Most)? Range { get; init; }

    /// <summary>The words that are allowed; empty: any text.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What else is asked of the text, for people.</summary>
    public string Form { get; init; } = "";

    /// <summary>What is allowed, in words.</summary>
    public string Limits => Range is var (least, most) ? string.Create(CultureInfo.InvariantCulture, $"{least} to {most}")
        : Choices.Count > 0 ? string.Join(", ", Choices)
        : Form;
}
