namespace Touchpoints.Mail;

/// <summary>One ARC set (RFC 8617 §4.2): where its three fields are, and the two that are signatures; -1 and null for what is missing.</summary>
internal sealed class ArcSet(int instance)
{
    public int Instance { get; } = instance;

    public int ResultsField { get; set; } = -1;

    public int MessageField { get; set; } = -1;

    public SignatureField? Message { get; set; }

    public int SealField { get; set; } = -1;

    public SignatureField? Seal { get; set; }

    public bool IsWhole => ResultsField >= 0 && Message is not null && Seal is not null;
}

/// <summary>The sets of a mail in order of instance, or why they are no chain (RFC 8617 §5.2 steps 1 to 3).</summary>
internal sealed class ArcChain
{
    private const int MostSets = 50; // RFC 8617 §4.2.1

    private readonly SortedDictionary<int, ArcSet> _sets = [];

    private ArcChain(SignedMail mail)
    {
        Problem = Add(mail, "arc-authentication-results", AddResults) ?? Add(mail, "arc-message-signature", AddMessage) ?? Add(mail, "arc-seal", AddSeal) ?? Structure();
    }

    public SignatureProblem? Problem { get; }

    /// <summary>Whole and without a gap, when there is no problem.</summary>
    public IReadOnlyList<ArcSet> Sets => [.. _sets.Values];

    /// <summary>Null when the mail has no ARC field at all.</summary>
    public static ArcChain? Read(SignedMail mail)
    {
        var chain = new ArcChain(mail);
        return chain._sets.Count == 0 && chain.Problem is null ? null : chain;
    }

    private static SignatureProblem? Add(SignedMail mail, string name, Func<SignedMail, int, SignatureProblem?> add)
    {
        var fields = mail.Named(name);
        return fields.Count > MostSets ? SignatureProblem.Fail($"more than {MostSets} ARC sets") : fields.Select(field => add(mail, field)).FirstOrDefault(p => p is not null);
    }

    // RFC 8617 §4.1.1: i= comes first, before the authserv-id.
    private SignatureProblem? AddResults(SignedMail mail, int field)
    {
        var value = mail.Value(field);
        var end = value.IndexOf((byte)';');
        if (end < 0 || value.Length > SignatureField.LongestField || Set(TagList.Read(value[..end])) is not { ResultsField: < 0 } set)
        {
            return SignatureProblem.Fail("an ARC-Authentication-Results without an i= of its own");
        }

        set.ResultsField = field;
        return null;
    }

    private SignatureProblem? AddMessage(SignedMail mail, int field)
    {
        var signature = SignatureField.Read(mail.Value(field), SignatureKind.ArcMessage);
        if (Set(signature.Tags) is not { Message: null } set)
        {
            return SignatureProblem.Fail("an ARC-Message-Signature without an i= of its own");
        }

        (set.MessageField, set.Message) = (field, signature);

        // RFC 8617 §4.1.2: seals are never covered by it, for they come later.
        return signature.SignedNames.Contains("arc-seal") ? SignatureProblem.Fail($"ARC-Message-Signature {set.Instance} signs an ARC-Seal") : null;
    }

    private SignatureProblem? AddSeal(SignedMail mail, int field)
    {
        var seal = SignatureField.Read(mail.Value(field), SignatureKind.ArcSeal);
        if (Set(seal.Tags) is not { Seal: null } set)
        {
            return SignatureProblem.Fail("an ARC-Seal without an i= of its own");
        }

        (set.SealField, set.Seal) = (field, seal);

        // RFC 8617 §4.1.3: what a seal covers is fixed; a list of its own would be a claim to cover something else.
        return seal.Tags?["h"] is not null || seal.Tags?["bh"] is not null ? SignatureProblem.Fail($"ARC-Seal {set.Instance} has h= or bh=") : null;
    }

    private ArcSet? Set(TagList? tags)
    {
        // RFC 8617 §4.2.1: a number from 1 to 50.
        if (TagValues.Number(tags?["i"], digits: 2) is not (> 0 and <= MostSets and var instance))
        {
            return null;
        }

        if (!_sets.TryGetValue((int)instance, out var set))
        {
            _sets.Add((int)instance, set = new ArcSet((int)instance));
        }

        return set;
    }

    private SignatureProblem? Structure()
    {
        if (_sets.Count == 0)
        {
            return null;
        }

        if (_sets.Keys.Max() != _sets.Count || _sets.Values.Any(s => !s.IsWhole))
        {
            return SignatureProblem.Fail("the chain has a gap: a set, or one of the three fields of a set, is missing");
        }

        // RFC 8617 §5.2 step 2, then step 3D: the first seal says none, all later ones pass.
        if (Says(_sets[_sets.Count], "fail"))
        {
            return SignatureProblem.Fail("the newest seal says that the chain was broken already (cv=fail)");
        }

        return _sets.Values.FirstOrDefault(s => !Says(s, s.Instance == 1 ? "none" : "pass")) is { } wrong
            ? SignatureProblem.Fail($"ARC-Seal {wrong.Instance} has a cv= that does not fit its place")
            : null;
    }

    private static bool Says(ArcSet set, string word) => word.Equals(set.Seal?.Tags?["cv"], StringComparison.OrdinalIgnoreCase);
}
