namespace Touchpoints.Mail;

/// <summary>How a mail or a part of it is protected. Nothing of it is verified or decrypted here: that needs keys.</summary>
[Flags]
public enum MailProtection
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Signed by S/MIME (RFC 8551) or OpenPGP (RFC 3156, RFC 9580 §7). Whether the signature is good was not checked.</summary>
    Signature = 1,

    /// <summary>Encrypted by S/MIME or OpenPGP: what is encrypted is among the attachments as it came.</summary>
    Encryption = 2,
}
