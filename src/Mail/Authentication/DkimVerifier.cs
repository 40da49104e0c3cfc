namespace Touchpoints.Mail;

/// <summary>
/// Verifies the DKIM signatures of a mail (RFC 6376, with RFC 8301 and RFC 8463) over its octets as they came. Never throws on any octets; its work is in
/// proportion to the mail.
/// </summary>
public static class DkimVerifier
{
    /// <summary>How many signatures of a mail are verified, from the top; more are not looked at (RFC 6376 §8.4).</summary>
    public const int MostSignatures = 5;

    /// <summary>
    /// One result for each of the topmost <see cref="MostSignatures"/> DKIM-Signature fields, in their order. <paramref name="keys"/> is null where no keys
    /// can be looked up: every result is <see cref="AuthenticationResult.None"/> then. <paramref name="at"/> is the time that x= is compared with, best that of receipt.
    /// </summary>
    public static IReadOnlyList<DkimResult> Verify(ReadOnlyMemory<byte> mail, KeyLookup? keys, DateTimeOffset at)
    {
        var signed = SignedMail.Read(mail);
        var results = new List<DkimResult>();
        foreach (var field in signed.Named("dkim-signature").Take(MostSignatures))
        {
            var signature = SignatureField.Read(signed.Value(field), SignatureKind.Dkim);
            results.Add(keys is null ? Result(signature, AuthenticationResult.None, "no keys were given") : Verify(signed, field, signature, new SignatureCheck(keys, at)));
        }

        return results;
    }

    private static DkimResult Verify(SignedMail mail, int field, SignatureField signature, SignatureCheck check)
    {
        var problem = check.Message(mail, field, signature, out var key);
        var testing = key is { IsTesting: true } ? "the domain is testing DKIM (t=y)" : "";
        return problem is null
            ? Result(signature, AuthenticationResult.Pass, testing)
            : Result(signature, problem.Result, testing.Length > 0 ? $"{problem.Reason}; {testing}" : problem.Reason);
    }

    private static DkimResult Result(SignatureField signature, AuthenticationResult result, string reason) => new(signature.Domain, signature.Selector, result, reason);
}

/// <summary>What became of one DKIM-Signature: its d= and s= as they stand there, the result, and the reason in words (empty for a plain pass).</summary>
public sealed record DkimResult(string Domain, string Selector, AuthenticationResult Result, string Reason);
