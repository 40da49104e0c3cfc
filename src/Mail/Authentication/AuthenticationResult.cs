namespace Touchpoints.Mail;

/// <summary>The result words of RFC 8601 §2.7.1 that can be reached; RFC 8617 §4.4 uses the first three for a chain.</summary>
public enum AuthenticationResult
{
    /// <summary>Nothing was verified: no keys could be looked up.</summary>
    None,

    /// <summary>The signature is good and acceptable.</summary>
    Pass,

    /// <summary>The signature does not match the mail.</summary>
    Fail,

    /// <summary>Signed, but in a way that is not acceptable: RSA-SHA1, a short key (RFC 8301), expired, part of the body unsigned.</summary>
    Policy,

    /// <summary>Signed, but the field breaks its syntax, or its algorithm is unknown or not offered by this platform.</summary>
    Neutral,

    /// <summary>It cannot be verified and never will be: no key, a broken, revoked or unfit one, or From is not signed.</summary>
    PermError,

    /// <summary>It could not be verified now: the key could not be asked for. Another try later may tell.</summary>
    TempError,
}

/// <summary>
/// Gives the TXT records of a name (RFC 6376 §3.6.2): from a <see cref="TxtResolver"/>, a file or a dictionary; a string stands for that one record, null
/// for none. The name is ASCII and lower case.
/// </summary>
public delegate TxtAnswer KeyLookup(string name);

/// <summary>Why a signature is not good.</summary>
internal sealed record SignatureProblem(AuthenticationResult Result, string Reason)
{
    /// <summary>The one problem that is ours and not the signer's: it must never count as a failure of the mail.</summary>
    public static readonly SignatureProblem Unsupported = Neutral("ed25519 is unsupported on this platform");

    public static SignatureProblem Fail(string reason) => new(AuthenticationResult.Fail, reason);

    public static SignatureProblem Policy(string reason) => new(AuthenticationResult.Policy, reason);

    public static SignatureProblem Neutral(string reason) => new(AuthenticationResult.Neutral, reason);

    public static SignatureProblem TempError(string reason) => new(AuthenticationResult.TempError, reason);

    public static SignatureProblem PermError(string reason) => new(AuthenticationResult.PermError, reason);
}
