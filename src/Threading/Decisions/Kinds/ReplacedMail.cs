namespace Touchpoints.Threading;

/// <summary>
/// What Exchange hands out in place of a mail that it cannot convert (behaviour.md B11, S146): a text of its own about that mail. It is not the customer's mail and
/// must not be recorded as such.
/// </summary>
internal static class ReplacedMail
{
    private const string Subject = "Retrieval using the ";
    private const string Failed = " protocol failed for the following message";

    // The two forms of the text: Exchange 2007 to 2010, and later.
    private static readonly string[] Texts = ["The server couldn't retrieve the following message", "The following message could not be retrieved"];

    public static Decision.Hold? Check(MailCase mail)
    {
        var subject = mail.Envelope.Subject;
        if (mail.Known.Choice is not null || !subject.StartsWith(Subject, StringComparison.OrdinalIgnoreCase) || !subject.Contains(Failed, StringComparison.OrdinalIgnoreCase)
            || !Array.Exists(Texts, text => mail.Content.Text?.TrimStart().StartsWith(text, StringComparison.OrdinalIgnoreCase) == true))
        {
            return null;
        }

        var evidence = $"The server gave a text of its own in place of the mail: \"{subject}\".";
        mail.Trace.Hit("B11", evidence);
        return new Decision.Hold(HoldReason.Unfetchable, [], evidence);
    }
}
