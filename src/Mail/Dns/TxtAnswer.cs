namespace Touchpoints.Mail;

/// <summary>
/// What is known of the TXT records of a name: <see cref="Records"/>, each with its strings joined (RFC 6376 §3.6.2.2), in no order that means anything; none
/// where the name has no such record; or, where nobody could say, the <see cref="Problem"/> in words. A string is the answer with that one record, null that with none.
/// </summary>
public readonly record struct TxtAnswer
{
    private readonly IReadOnlyList<string>? _records;
    private readonly string? _problem;

    private TxtAnswer(IReadOnlyList<string>? records, string? problem) => (_records, _problem) = (records, problem);

    /// <summary>The records; empty when there are none, or when nobody could say.</summary>
    public IReadOnlyList<string> Records => _records ?? [];

    /// <summary>Why nobody could say; empty when somebody did. Another try later may find out.</summary>
    public string Problem => _problem ?? "";

    /// <summary>One record, or none.</summary>
    public static implicit operator TxtAnswer(string? record) => record is null ? default : Of([record]);

    /// <summary>These records.</summary>
    public static TxtAnswer Of(IReadOnlyList<string> records) => records is { Count: > 0 } ? new(records, null) : default;

    /// <summary>Nobody could say, and why.</summary>
    public static TxtAnswer Unknown(string problem) => new(null, problem);
}
