namespace Touchpoints.Threading;

/// <summary>
/// What stands behind the plus of log addresses: an account's key, a user's personal tag, or both with a plus between them
/// (touchpoints+k7f3+acme@…). Without personal tags in the settings all of it is the key.
/// </summary>
internal static class LogTags
{
    public static IEnumerable<string> AccountKeys(MailCase mail) => Parts(mail).Where(tag => !mail.Policy.PersonalTags.ContainsKey(tag));

    /// <summary>The rows of behaviour.md B3 on personal tags: whoever forges From does not know the user's tag. Null when there is nothing to refuse.</summary>
    public static Decision.Hold? Refuse(MailCase mail, Author author)
    {
        var tags = mail.Policy.PersonalTags;
        List<string> owners = tags.Count == 0 ? [] : [.. Parts(mail).Where(tags.ContainsKey).Select(tag => tags[tag])];
        if (owners.Count == 0)
        {
            return mail.Policy.RequirePersonalTag
                ? Hold(mail, HoldReason.PersonalTag, "The log address was written without a personal tag, and the setting RequirePersonalTag asks for one.")
                : null;
        }

        if (mail.Directory.UserAt(author.Address.Address) is { } user && owners.TrueForAll(owner => owner.Equals(user.Key, StringComparison.OrdinalIgnoreCase)))
        {
            mail.Trace.Hit("B3", $"The log address has the personal tag of {user.Key}.");
            return null;
        }

        return Hold(mail, HoldReason.PersonalTagMismatch, "The personal tag of the log address belongs to another user than the author.");
    }

    private static IEnumerable<string> Parts(MailCase mail) => mail.Policy.PersonalTags.Count == 0
        ? mail.Own.LogTags
        : mail.Own.LogTags.SelectMany(tag => tag.Split('+', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal);

    private static Decision.Hold Hold(MailCase mail, HoldReason reason, string evidence)
    {
        mail.Trace.Hit("B3", evidence);
        return new Decision.Hold(reason, [], evidence);
    }
}
