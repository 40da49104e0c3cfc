namespace Touchpoints.Threading;

/// <summary>The logical duplicate (behaviour.md B2.3). Message-ID, content and From + Date + Subject are each compared; no key alone ever drops a mail.</summary>
internal static class DuplicateRules
{
    private static readonly TimeSpan SentTwice = TimeSpan.FromMinutes(10);

    /// <summary>Duplicate or tombstone, or null for a mail of its own, which may have been flagged.</summary>
    public static Decision? Check(MailCase mail)
    {
        StoredMail? same = null, variant = null, reused = null, twice = null, erased = null;
        foreach (var stored in mail.Known.Mails)
        {
            var sameContent = mail.Keys.ContentHash.Span.SequenceEqual(stored.ContentHash.Span);
            var sameId = mail.Envelope.MessageId is { } id && stored.MessageId == id;
            var noId = mail.Envelope.MessageId is null || stored.MessageId is null;
            if (stored.State == MailState.Tombstone && ((sameId && (sameContent || stored.From.Length == 0 || HasSameHeader(mail, stored))) || (noId && sameContent)))
            {
                erased = First(erased, stored);
            }
            else if (sameContent && (sameId || noId))
            {
                same = First(same, stored);
            }
            else if (sameId && HasSameHeader(mail, stored))
            {
                variant = First(variant, stored);
            }
            else if (sameId)
            {
                reused = First(reused, stored);
            }
            else if (sameContent && (mail.Envelope.ReceivedAt - stored.ReceivedAt).Duration() <= SentTwice)
            {
                twice = First(twice, stored);
            }
        }

        return Verdict(mail, same, variant, erased) ?? Remarks(mail, reused, twice);
    }

    private static Decision? Verdict(MailCase mail, StoredMail? same, StoredMail? variant, StoredMail? erased)
    {
        if (erased is not null)
        {
            mail.Trace.Hit("B2.3", $"This is mail {erased.Id.Value}, which was deleted or erased. It is not recorded again.");
            return new Decision.Ignore(IgnoreReason.Tombstone);
        }

        if (same is not null)
        {
            mail.Trace.Hit("B2.3", $"Same content{(same.MessageId is null ? "" : " and same Message-ID")} as mail {same.Id.Value}: delivered again.");
            return new Decision.Duplicate(same.Id, Variant: false) { LinkedThreads = FurtherThreads(mail, same) };
        }

        if (mail.Known.Forwarded.FirstOrDefault(f => f.State == MailState.Recorded) is { } forwarded)
        {
            mail.Trace.Hit("B2.3", $"It was attached to mail {forwarded.Id.Value}, a forward, and was recorded with that.");
            return new Decision.Duplicate(forwarded.Id, Variant: false);
        }

        if (variant is not null)
        {
            mail.Trace.Hit("B2.3", $"Same Message-ID, From, Date and Subject as mail {variant.Id.Value}, but other content: another version of it (a footer or a banner).");
            return new Decision.Duplicate(variant.Id, Variant: true);
        }

        return null;
    }

    private static Decision? Remarks(MailCase mail, StoredMail? reused, StoredMail? twice)
    {
        if (reused is not null)
        {
            mail.Flag("message id reused");
            mail.Trace.Hit("B2.3", $"Mail {reused.Id.Value} has the same Message-ID but other content and another From, Date or Subject: two different mails.");
        }
        else if (twice is not null)
        {
            mail.Flag("possible duplicate");
            mail.Trace.Hit("B2.3", $"Mail {twice.Id.Value} has the same content under another Message-ID and came within ten minutes: sent twice, so kept twice.");
        }
        else
        {
            mail.Trace.Miss("B2.3", "No earlier mail has this Message-ID or this content.");
        }

        return null;
    }

    // Roles are merged: a mail that was logged, and now comes to a reply address as well, is shown in that thread too.
    private static List<TouchpointId> FurtherThreads(MailCase mail, StoredMail same)
    {
        var threads = new List<TouchpointId>();
        foreach (var token in same.State == MailState.Recorded ? mail.Own.Tokens : [])
        {
            if (ThreadPlacement.OfToken(mail.Known, token) is { State: TouchpointState.Open or TouchpointState.Closed } thread
                && !same.Touchpoints.Contains(thread.Id) && !threads.Contains(thread.Id))
            {
                mail.Trace.Hit("T1", $"This delivery names thread {thread.Id.Value} too: the mail gets a link there.");
                threads.Add(thread.Id);
            }
        }

        return threads;
    }

    private static bool HasSameHeader(MailCase mail, StoredMail stored) =>
        AddressKey.Of(stored.From) == mail.Keys.Author && stored.DateRaw.Trim() == mail.Envelope.DateRaw.Trim() && stored.Subject.Trim() == mail.Envelope.Subject.Trim();

    // Whatever the order of the rows: the oldest stored mail is the one.
    private static StoredMail First(StoredMail? found, StoredMail stored) => found is null || stored.Id.Value < found.Id.Value ? stored : found;
}
