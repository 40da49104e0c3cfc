namespace Touchpoints.Threading;

/// <summary>Mail that one of us put on record: a blind copy, a forward, a note (behaviour.md B3, B6, B7, in the order of B1).</summary>
internal static class LogPath
{
    public static Decision Decide(MailCase mail) => WhoMayLog.Of(mail) switch
    {
        Logger.Held held => held.Hold,
        Logger.Outsider => ReplyPath.ByHeaders(mail, HoldReason.UnknownAuthor),
        Logger.Allowed allowed => Log(mail, allowed),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Decision Log(MailCase mail, Logger.Allowed logger)
    {
        if (logger.Author.User is { } user)
        {
            mail.IsLoggedBy(user);
        }

        var onlyOurs = !mail.People.Any(p => (p.IsRecipient && p.Side is not PersonSide.Own) || p.Side is PersonSide.Outside);
        var named = Overrides.Of(mail, onlyOurs);
        if (named is Override.Bad bad)
        {
            return bad.Hold;
        }

        var originals = ForwardRules.Of(mail, logger.Redirected);
        var account = (named as Override.Named)?.Account;
        if (originals.Count == 0)
        {
            return LoggedCopy.Decide(mail, logger.Author, account, onlyOurs);
        }

        return LoggedForward.Decide(mail, logger.Author, account, originals);
    }
}
