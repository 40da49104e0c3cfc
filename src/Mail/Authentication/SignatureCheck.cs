namespace Touchpoints.Mail;

/// <summary>The steps of RFC 6376 §6.1, for DKIM-Signature and ARC-Message-Signature alike. Each answers null when nothing is wrong.</summary>
internal sealed class SignatureCheck(KeyLookup keys, DateTimeOffset at)
{
    /// <summary>A signature over the header and the body. The key is given as soon as one fits, whatever is found after it.</summary>
    public SignatureProblem? Message(SignedMail mail, int field, SignatureField signature, out DkimKey? key)
    {
        key = null;
        if ((signature.Problem ?? From(mail, signature)) is { } problem)
        {
            return problem;
        }

        if (Find(signature, out key) is { } unfit)
        {
            return unfit;
        }

        var (hash, octets) = mail.BodyHash(signature.RelaxedBody, signature.BodyLength);
        if (signature.BodyLength > octets)
        {
            return SignatureProblem.Fail("the body is shorter than l= says");
        }

        if (!hash.AsSpan().SequenceEqual(signature.BodyHash))
        {
            return SignatureProblem.Fail("the body was changed");
        }

        // RFC 6376 §8.2: anything can be put below what l= covers, and would be shown as signed.
        return PublicKeys.Verify(signature.KeyType, key!.Octets, mail.HeaderHash(field, signature), signature.Signature)
            ?? (signature.BodyLength < octets ? SignatureProblem.Policy($"l= leaves {octets - signature.BodyLength} octets of the body unsigned") : null);
    }

    /// <summary>A signature over a hash that the caller made.</summary>
    public SignatureProblem? Key(SignatureField signature, byte[] hash, out DkimKey? key)
    {
        key = null;
        return signature.Problem ?? Find(signature, out key) ?? PublicKeys.Verify(signature.KeyType, key!.Octets, hash, signature.Signature);
    }

    // RFC 6376 §5.4 wants From signed, and §8.15 warns of a second one: each that there is must be signed, or the one that is shown may be another.
    private static SignatureProblem? From(SignedMail mail, SignatureField signature)
    {
        var fields = mail.Named("from").Count;
        return fields == 0 ? SignatureProblem.PermError("there is no From")
            : signature.SignedNames.Count(n => n == "from") < fields ? SignatureProblem.PermError("From is not signed, or not every one")
            : null;
    }

    private SignatureProblem? Find(SignatureField signature, out DkimKey? key)
    {
        key = null;
        if (signature.Expires is { } expires && at.ToUnixTimeSeconds() > expires)
        {
            return SignatureProblem.Policy("the signature has expired (x=)");
        }

        var answer = keys(signature.KeyName);
        return answer.Problem.Length > 0 ? SignatureProblem.TempError($"the key at {signature.KeyName} could not be asked for: {answer.Problem}")
            : answer.Records.Count == 0 ? SignatureProblem.PermError($"there is no key at {signature.KeyName}")
            : DkimKey.Read(OneOf(answer.Records), signature, out key);
    }

    // RFC 6376 §3.6.2.2 wants one record; where others stand beside it (SPF, proofs of ownership), the key is the one that says so.
    private static string OneOf(IReadOnlyList<string> records)
    {
        foreach (var record in records)
        {
            if (record.StartsWith("v=DKIM1", StringComparison.Ordinal))
            {
                return record;
            }
        }

        return records[0];
    }
}
