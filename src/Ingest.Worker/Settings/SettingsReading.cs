namespace Touchpoints.Ingest;

/// <summary>What the settings came to. A closed set: all of them right, or every mistake at once.</summary>
internal abstract record SettingsReading
{
    private SettingsReading()
    {
    }

    /// <summary>Checked settings.</summary>
    public sealed record Good(WorkerSettings Settings) : SettingsReading;

    /// <summary>Every mistake; the program ends with exit code 78.</summary>
    public sealed record Bad(IReadOnlyList<SettingsProblem> Problems) : SettingsReading;
}

/// <summary>One mistake. <see cref="Name"/> is the full name ("Touchpoints:Mailboxes:support:Port"); a secret's value is never in it.</summary>
internal sealed record SettingsProblem(string Name, string Value, string What, string Limits, string Default)
{
    /// <summary>One line for people: what, where, what is allowed, what would be taken.</summary>
    public override string ToString()
    {
        var value = Value.Length == 0 ? "" : $" = \"{Value}\"";
        var limits = Limits.Length == 0 ? "" : $" Allowed: {Limits}.";
        var fallback = Default.Length == 0 ? "" : $" Default: {Default}.";
        return $"{Name}{value}: {What}.{limits}{fallback}";
    }
}
