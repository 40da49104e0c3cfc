namespace Touchpoints.Mail;

/// <summary>The three fields that are signatures: DKIM-Signature, ARC-Message-Signature, ARC-Seal.</summary>
internal enum SignatureKind
{
    Dkim,
    ArcMessage,
    ArcSeal,
}

/// <summary>The tags of a signature (RFC 6376 §3.5, RFC 8617 §4.1), read strictly: RFC 6376 §6.1.1 wants anything odd to void the signature.</summary>
internal sealed class SignatureField
{
    /// <summary>Real ones have some hundred octets to some thousand; a longer one is not read.</summary>
    public const int LongestField = 64 * 1024;

    private static readonly string[] RequiredOfAll = ["a", "b", "d", "s"];

    /// <summary>Why it is void; then only <see cref="Domain"/>, <see cref="Selector"/> and <see cref="Tags"/> are of use.</summary>
    public SignatureProblem? Problem { get; private set; }

    /// <summary>Null when the list itself is broken.</summary>
    public TagList? Tags { get; private set; }

    /// <summary>d= as it stands there.</summary>
    public string Domain { get; private set; } = "";

    /// <summary>s= as it stands there.</summary>
    public string Selector { get; private set; } = "";

    /// <summary>Where the key is (RFC 6376 §3.6.2.1).</summary>
    public string KeyName { get; private set; } = "";

    /// <summary>rsa or ed25519; the hash is always SHA-256.</summary>
    public string KeyType { get; private set; } = "";

    public byte[] Signature { get; private set; } = [];

    /// <summary>Where the value of b= stands in the field's value.</summary>
    public Range Hole => Tags?.Place("b") ?? default;

    public byte[] BodyHash { get; private set; } = [];

    public bool RelaxedHeader { get; private set; }

    public bool RelaxedBody { get; private set; }

    /// <summary>l=: how much of the canonical body is signed.</summary>
    public long? BodyLength { get; private set; }

    /// <summary>x= in seconds since 1970.</summary>
    public long? Expires { get; private set; }

    /// <summary>h= in lower case, in its order.</summary>
    public IReadOnlyList<string> SignedNames { get; private set; } = [];

    /// <summary>The domain of i= is a subdomain of d=.</summary>
    public bool IsForSubdomain { get; private set; }

    public static SignatureField Read(ReadOnlySpan<byte> value, SignatureKind kind)
    {
        var field = new SignatureField();
        if (value.Length > LongestField)
        {
            field.Problem = SignatureProblem.Neutral("the field is too long to be a signature");
            return field;
        }

        if (TagList.Read(value) is not { } tags)
        {
            field.Problem = SignatureProblem.Neutral("the tags are no list");
            return field;
        }

        field.Tags = tags;
        (field.Domain, field.Selector) = (tags["d"] ?? "", tags["s"] ?? "");
        field.Problem = field.ReadCommon(tags, kind) ?? (kind == SignatureKind.ArcSeal ? null : field.ReadMessage(tags, kind)) ?? field.ReadAlgorithm(tags["a"]!);
        return field;
    }

    private SignatureProblem? ReadCommon(TagList tags, SignatureKind kind)
    {
        if (kind == SignatureKind.Dkim && tags["v"] != "1")
        {
            return SignatureProblem.Neutral("v= is not 1");
        }

        if (RequiredOfAll.FirstOrDefault(name => string.IsNullOrEmpty(tags[name])) is { } missing)
        {
            return SignatureProblem.Neutral($"{missing}= is missing");
        }

        if (TagValues.Domain(Domain) is not { } domain || TagValues.Domain(Selector) is not { } selector)
        {
            return SignatureProblem.Neutral("d= or s= is no domain name");
        }

        if (TagValues.Base64(tags["b"]) is not { } signature)
        {
            return SignatureProblem.Neutral("b= is no base64");
        }

        var signedAt = TagValues.Number(tags["t"], digits: 12);
        Expires = TagValues.Number(tags["x"], digits: 12);
        if ((tags["t"] is not null && signedAt is null) || (tags["x"] is not null && Expires is null) || Expires <= signedAt)
        {
            return SignatureProblem.Neutral("t= or x= is no time, or x= is not after t=");
        }

        KeyName = $"{selector}._domainkey.{domain}";
        Signature = signature;
        return null;
    }

    private SignatureProblem? ReadMessage(TagList tags, SignatureKind kind)
    {
        if (TagValues.Base64(tags["bh"]) is not { } bodyHash)
        {
            return SignatureProblem.Neutral("bh= is missing or no base64");
        }

        if (TagValues.List(tags["h"]?.ToLowerInvariant()) is not { } names || names.Any(n => !IsFieldName(n)))
        {
            return SignatureProblem.Neutral("h= is missing or no list of field names");
        }

        BodyLength = TagValues.Number(tags["l"], digits: 76);
        if (tags["l"] is not null && BodyLength is null)
        {
            return SignatureProblem.Neutral("l= is no number");
        }

        if (tags["q"] is { } query && TagValues.List(query)?.Contains("dns/txt", StringComparer.OrdinalIgnoreCase) != true)
        {
            return SignatureProblem.Neutral("q= names no way to the key that is known");
        }

        (BodyHash, SignedNames) = (bodyHash, names);
        return ReadCanonicalization(tags["c"]) ?? (kind == SignatureKind.Dkim ? ReadIdentity(tags["i"]) : null);
    }

    // RFC 6376 §3.5: simple/simple when there is no c=; simple for the body when only the header's is named.
    private SignatureProblem? ReadCanonicalization(string? names)
    {
        var parts = (names ?? "simple").Split('/');
        if (parts.Length > 2 || parts.Any(p => p is not "simple" and not "relaxed"))
        {
            return SignatureProblem.Neutral("c= names no canonicalization that is known");
        }

        (RelaxedHeader, RelaxedBody) = (parts[0] == "relaxed", parts is [_, "relaxed"]);
        return null;
    }

    // RFC 6376 §3.5: the domain of i= is that of d= or below it. Its local part is the signer's own affair and is not decoded.
    private SignatureProblem? ReadIdentity(string? identity)
    {
        if (identity is null)
        {
            return null;
        }

        var own = TagValues.Domain(Domain);
        var at = identity.LastIndexOf('@');
        var domain = at < 0 ? null : TagValues.Domain(identity[(at + 1)..]);
        IsForSubdomain = domain is not null && domain.EndsWith($".{own}", StringComparison.Ordinal);
        return IsForSubdomain || (domain is not null && domain == own) ? null : SignatureProblem.Neutral("i= is not of the domain d=");
    }

    private SignatureProblem? ReadAlgorithm(string algorithm)
    {
        KeyType = algorithm switch { "rsa-sha256" => "rsa", "ed25519-sha256" => "ed25519", _ => "" };
        return algorithm switch
        {
            "rsa-sha256" or "ed25519-sha256" => null,
            "rsa-sha1" => SignatureProblem.Policy("rsa-sha1 is no longer acceptable (RFC 8301)"),
            _ => SignatureProblem.Neutral("a= names no algorithm that is known"),
        };
    }

    private static bool IsFieldName(string name) => name.All(c => c is > ' ' and < '\u007F');
}
