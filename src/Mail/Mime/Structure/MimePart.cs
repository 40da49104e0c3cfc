namespace Touchpoints.Mail;

/// <content>What is known of a part while the mail is still being read.</content>
public sealed partial class MimePart
{
    /// <summary>Which child of its parent it is, from 0.</summary>
    internal int Child { get; init; }

    internal int Depth { get; init; }

    internal int Children { get; set; }

    /// <summary>True where the header has no Content-Type.</summary>
    internal bool IsUndeclared { get; init; }

    internal Parameters ContentType { get; init; } = Mail.Parameters.None;

    internal Parameters ContentDisposition { get; init; } = Mail.Parameters.None;

    internal int End { get; set; }

    /// <summary>Which child of a multipart/related the others only serve, from 0.</summary>
    internal int RootChild { get; set; }

    /// <summary>False for what only serves the root of a multipart/related.</summary>
    internal bool IsShown { get; set; }

    internal bool IsMultipart => MediaType.StartsWith("multipart/", StringComparison.Ordinal);

    internal bool IsMail => MediaType is MediaTypes.Mail or "message/global" or "message/news";
}
