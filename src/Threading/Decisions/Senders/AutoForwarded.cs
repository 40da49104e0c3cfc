namespace Touchpoints.Threading;

/// <summary>Mail of customers that a user's mailbox forwards to a log address by itself (behaviour.md B3), for mailboxes that the settings allow it.</summary>
internal static class AutoForwarded
{
    // What servers write about mailboxes that a mail came through.
    private static readonly HashSet<string> PathFields = new(StringComparer.OrdinalIgnoreCase) { "X-Forwarded-For", "Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To" };

    /// <summary>The mailbox, its owner and the field that names it; null for mail that came otherwise.</summary>
    public static (MailAddress Mailbox, User Owner, string Field)? By(MailCase mail)
    {
        // Only the way that the mail took counts: anybody may write a user's address into To. A log address in To or Cc was written by the sender.
        if (mail.Policy.AutoForwardMailboxes.Count == 0 || mail.Own.LogField is "To" or "Cc")
        {
            return null;
        }

        foreach (var field in mail.Envelope.Fields)
        {
            if (PathFields.Contains(field.Name) && Allowed(mail, field.Value) is { } mailbox && mail.Directory.UserAt(mailbox.Address) is { Active: true } owner)
            {
                return (mailbox, owner, field.Name);
            }
        }

        return null;
    }

    private static MailAddress? Allowed(MailCase mail, string path)
    {
        foreach (var address in SubjectLine.AddressesIn(path))
        {
            if (mail.Policy.AutoForwardMailboxes.Any(allowed => AddressKey.Of(allowed) == address.Key))
            {
                return address;
            }
        }

        return null;
    }
}
