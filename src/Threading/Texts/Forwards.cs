namespace Touchpoints.Threading;

/// <summary>Finds the mail that was forwarded inside a mail (behaviour.md B6.1: attached, redirected, inline).</summary>
public static class Forwards
{
    /// <summary>The topmost forwarded mail, or null when nothing was forwarded.</summary>
    public static ForwardReading? Read(MailEnvelope envelope, MailContent content) => throw new System.Diagnostics.UnreachableException();

    /// <summary>An inline forward in a bare body with the subject of its mail.</summary>
    public static ForwardReading? ReadInline(string subject, string? text, string? html) => throw new System.Diagnostics.UnreachableException();
}
