namespace Touchpoints.Mail;

/// <summary>
/// Verifies the Authenticated Received Chain of a mail (RFC 8617 §5.2). A chain that passes says who handled the mail and what they claim to have found;
/// whether they are believed is the caller's decision. Never throws on any octets; its work is in proportion to the mail.
/// </summary>
public static class ArcVerifier
{
    /// <summary>
    /// The result of the whole chain: null when the mail has no ARC field, <see cref="AuthenticationResult.None"/> when <paramref name="keys"/> is null,
    /// else pass or fail; neutral only where this platform lacks the algorithm of a seal, temperror where a key could not be asked for. <paramref name="at"/> is
    /// compared with x=.
    /// </summary>
    public static ArcResult? Verify(ReadOnlyMemory<byte> mail, KeyLookup? keys, DateTimeOffset at)
    {
        var signed = SignedMail.Read(mail);
        if (ArcChain.Read(signed) is not { } chain)
        {
            return null;
        }

        if (keys is null)
        {
            return new ArcResult(AuthenticationResult.None, "no keys were given");
        }

        var problem = chain.Problem ?? Verify(signed, chain.Sets, new SignatureCheck(keys, at));
        return problem is null ? new ArcResult(AuthenticationResult.Pass, "")
            : new ArcResult(problem == SignatureProblem.Unsupported || problem.Result == AuthenticationResult.TempError ? problem.Result : AuthenticationResult.Fail, problem.Reason);
    }

    // RFC 8617 §5.2 steps 4 and 6: the newest message signature, for changes on the way break older ones; then every seal, newest first.
    private static SignatureProblem? Verify(SignedMail mail, IReadOnlyList<ArcSet> sets, SignatureCheck check)
    {
        var newest = sets[^1];
        if (check.Message(mail, newest.MessageField, newest.Message!, out _) is { } broken)
        {
            return Of(broken, $"ARC-Message-Signature {sets.Count}");
        }

        for (var count = sets.Count; count > 0; count--)
        {
            if (check.Key(sets[count - 1].Seal!, SealHash(mail, sets, count), out _) is { } problem)
            {
                return Of(problem, $"ARC-Seal {count}");
            }
        }

        return null;
    }

    private static SignatureProblem Of(SignatureProblem problem, string field) =>
        problem == SignatureProblem.Unsupported ? problem : problem with { Reason = $"{field}: {problem.Reason}" };

    // RFC 8617 §5.1.1: all sets up to this one in order of instance, each as results, message signature, seal; the seal itself comes last, without b=.
    private static byte[] SealHash(SignedMail mail, IReadOnlyList<ArcSet> sets, int count)
    {
        using var digest = new DigestWriter();
        foreach (var set in sets.Take(count))
        {
            mail.WriteField(digest, set.ResultsField, relaxed: true);
            mail.WriteField(digest, set.MessageField, relaxed: true);
            if (set.Instance < count)
            {
                mail.WriteField(digest, set.SealField, relaxed: true);
            }
        }

        mail.WriteOwnField(digest, sets[count - 1].SealField, sets[count - 1].Seal!.Hole, relaxed: true);
        return digest.Finish();
    }
}

/// <summary>What became of a chain, and why in words (empty for pass).</summary>
public sealed record ArcResult(AuthenticationResult Result, string Reason);
