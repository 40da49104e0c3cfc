namespace Touchpoints.Mail;

/// <summary>
/// Where reading stops. What was read until then is kept, and "limits:&lt;which&gt;" stands among the defects. No limit makes a mail unreadable.
/// </summary>
public sealed record MailLimits
{
    /// <summary>The defaults.</summary>
    public static MailLimits Default { get; } = new();

    /// <summary>Longest header field, in octets, folds included; the rest of the field is not decoded.</summary>
    public int HeaderFieldOctets { get; init; } = 64 * 1024;

    /// <summary>Longest header of one part, in octets.</summary>
    public int PartHeaderOctets { get; init; } = 256 * 1024;

    /// <summary>All headers of a mail together, in octets.</summary>
    public int AllHeaderOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>Header fields of one part.</summary>
    public int HeaderFields { get; init; } = 2_000;

    /// <summary>Addresses of one field.</summary>
    public int Addresses { get; init; } = 2_000;

    /// <summary>Ids kept of References: the first 20 and the last 180.</summary>
    public int References { get; init; } = 200;

    /// <summary>Depth of nested multiparts and mails.</summary>
    public int Depth { get; init; } = 50;

    /// <summary>Containers of a mail that are opened.</summary>
    public int Containers { get; init; } = 50;

    /// <summary>Depth of containers (TNEF, CMS) within containers.</summary>
    public int ContainerDepth { get; init; } = 3;

    /// <summary>Encoded octets of all containers of a mail together that are opened; they are decoded into memory.</summary>
    public int ContainerOctets { get; init; } = 40 * 1024 * 1024;

    /// <summary>Parts of a mail.</summary>
    public int Parts { get; init; } = 2_000;

    /// <summary>Parameters of one field (RFC 2231).</summary>
    public int Parameters { get; init; } = 100;

    /// <summary>Encoded words decoded in one field (RFC 2047).</summary>
    public int EncodedWords { get; init; } = 500;

    /// <summary>Decoded text of all text bodies, in characters.</summary>
    public int TextCharacters { get; init; } = 2 * 1024 * 1024;

    /// <summary>Decoded text of all HTML bodies, in characters.</summary>
    public int HtmlCharacters { get; init; } = 1024 * 1024;
}
