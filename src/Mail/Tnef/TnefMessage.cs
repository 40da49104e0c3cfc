namespace Touchpoints.Mail;

/// <summary>What one TNEF stream holds of a mail (MS-OXTNEF).</summary>
internal sealed class TnefMessage
{
    public string Subject { get; set; } = "";

    /// <summary>"IPM.Note" for a mail, "IPM.Microsoft Mail.Read Receipt" and others for what is none.</summary>
    public string MessageClass { get; set; } = "";

    public string? Text { get; set; }

    public string? Html { get; set; }

    public string MessageId { get; set; } = "";

    public string InReplyTo { get; set; } = "";

    public string References { get; set; } = "";

    public DateTimeOffset? Date { get; set; }

    public MailAddress From { get; set; } = new("", "");

    /// <summary>Each with its kind: 1 To, 2 Cc, 3 Bcc.</summary>
    public List<(int Kind, MailAddress Address)> Recipients { get; } = [];

    public List<TnefFile> Files { get; } = [];

    /// <summary>True where the stream ends too early; what was read until then is here.</summary>
    public bool IsBroken { get; set; }
}

/// <summary>A file of a TNEF stream; its octets are a range of the stream.</summary>
internal sealed class TnefFile
{
    public string Name { get; set; } = "";

    public string MediaType { get; set; } = "";

    public string ContentId { get; set; } = "";

    public string ContentLocation { get; set; } = "";

    public int Start { get; set; } = -1;

    public int Length { get; set; }

    /// <summary>True for a mail, which is a TNEF stream of its own in that range.</summary>
    public bool IsMail { get; set; }
}
