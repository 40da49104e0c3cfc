using System.Text;

namespace Touchpoints.Mail;

/// <summary>A part while the mail is still being read.</summary>
internal sealed class PartNode
{
    public int Parent { get; init; } = -1;

    /// <summary>Which child of its parent it is, from 0.</summary>
    public int Child { get; init; }

    public int Depth { get; init; }

    public int Children { get; set; }

    public required string MediaType { get; set; }

    /// <summary>True where the header has no Content-Type.</summary>
    public bool IsUndeclared { get; init; }

    public required Parameters ContentType { get; init; }

    public required Parameters ContentDisposition { get; init; }

    public string FileName { get; set; } = "";

    public string ContentId { get; init; } = "";

    public string ContentLocation { get; init; } = "";

    public TransferEncoding Encoding { get; init; }

    public int Start { get; set; }

    public int End { get; set; }

    /// <summary>Which child of a multipart/related the others only serve, from 0.</summary>
    public int RootChild { get; set; }

    /// <summary>False for what only serves the root of a multipart/related.</summary>
    public bool IsShown { get; set; }

    public bool IsBody { get; set; }

    public bool IsInline { get; set; }

    /// <summary>True for a multipart whose parts are read.</summary>
    public bool IsOpen { get; set; }

    public bool IsMultipart => MediaType.StartsWith("multipart/", StringComparison.Ordinal);

    public bool IsMail => MediaType is MediaTypes.Mail or "message/global" or "message/news";

    public int Length => Math.Max(0, End - Start);
}
