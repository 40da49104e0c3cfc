namespace Touchpoints.Threading;

/// <summary>Which addresses of ours a mail was sent to (behaviour.md B2.2).</summary>
internal sealed record OwnAddressReading
{
    /// <summary>Ids whose keyed check is valid, in header order, none twice.</summary>
    public IReadOnlyList<ReplyAddressId> Tokens { get; init; } = [];

    /// <summary>The field that named the first valid token; empty without one.</summary>
    public string TokenField { get; init; } = "";

    /// <summary>The field with an address that looks like a reply address but has a wrong check; empty when there is none.</summary>
    public string BadTokenField { get; init; } = "";

    /// <summary>The field that named a log address; empty when none did.</summary>
    public string LogField { get; init; } = "";

    /// <summary>What stood behind the plus of log addresses, none twice.</summary>
    public IReadOnlyList<string> LogTags { get; init; } = [];
}

/// <summary>Finds our own addresses among those that a mail was sent to.</summary>
internal static class OwnAddresses
{
    /// <summary>Goes through the evidence in its order; the first field that names an address is the one that is told.</summary>
    public static OwnAddressReading Read(MailEnvelope envelope, Policy policy)
    {
        List<ReplyAddressId>? tokens = null;
        List<string>? tags = null;
        var (tokenField, badField, logField) = ("", "", "");
        var before = "";
        foreach (var evidence in envelope.OwnAddressEvidence)
        {
            if (evidence.Address == before)
            {
                continue; // Delivered-To says what To says, and the check of a token is dear
            }

            before = evidence.Address;
            switch (ReplyAddress.Read(evidence.Address, policy))
            {
                case ReplyAddressReading.Valid(var id):
                    Add(ref tokens, id);
                    tokenField = tokenField.Length > 0 ? tokenField : evidence.Field;
                    continue;
                case ReplyAddressReading.Malformed when !IsLog(evidence.Address, policy, out _):
                    badField = badField.Length > 0 ? badField : evidence.Field;
                    continue;
            }

            if (IsLog(evidence.Address, policy, out var tag))
            {
                logField = logField.Length > 0 ? logField : evidence.Field;
                if (tag.Length > 0)
                {
                    Add(ref tags, tag);
                }
            }
        }

        return new OwnAddressReading
        {
            Tokens = tokens ?? [], TokenField = tokenField, BadTokenField = badField, LogField = logField, LogTags = tags ?? [],
        };
    }

    /// <summary>True for a log address, a reply address or something that looks like one: never a participant, never an author.</summary>
    public static bool IsOurs(string address, Policy policy) =>
        IsLog(address, policy, out _) || ReplyAddress.LooksOurs(address, policy);

    private static bool IsLog(string address, Policy policy, out string tag)
    {
        tag = "";
        if (policy.LogAddresses.Count == 0)
        {
            return false;
        }

        var key = AddressKey.Of(address);
        var at = key.LastIndexOf('@');
        var plus = key.IndexOf('+', StringComparison.Ordinal);
        plus = plus > 0 && plus < at ? plus : -1;
        foreach (var log in policy.LogAddresses)
        {
            var ours = AddressKey.Of(log);
            if (ours == key)
            {
                return true;
            }

            if (plus > 0 && ours.Length == plus + key.Length - at && ours.AsSpan().StartsWith(key.AsSpan(0, plus)) && ours.AsSpan().EndsWith(key.AsSpan(at)))
            {
                tag = key[(plus + 1)..at];
                return true;
            }
        }

        return false;
    }

    private static void Add<T>(ref List<T>? list, T value)
    {
        list ??= [];
        if (!list.Contains(value))
        {
            list.Add(value);
        }
    }
}
