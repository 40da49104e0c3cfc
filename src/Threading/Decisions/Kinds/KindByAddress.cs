namespace Touchpoints.Threading;

/// <summary>The way that a mail goes on, by the addresses it was sent to (behaviour.md B2.2). A closed set.</summary>
internal abstract record MailKind
{
    private MailKind()
    {
    }

    /// <summary>A reply in the thread of its valid token; the others that were named get a link.</summary>
    public sealed record Reply(IReadOnlyList<StoredThread> Threads) : MailKind;

    /// <summary>Logged by somebody of ours, if <see cref="WhoMayLog"/> agrees; else by its headers.</summary>
    public sealed record Log : MailKind;

    /// <summary>A reply where its headers say so; held for that reason otherwise.</summary>
    public sealed record ByHeaders(HoldReason Otherwise) : MailKind;

    /// <summary>Nothing more to find out.</summary>
    public sealed record Settled(Decision Decision) : MailKind;
}

/// <summary>The rows of behaviour.md B2.2.</summary>
internal static class KindByAddress
{
    public static MailKind Of(MailCase mail)
    {
        var own = mail.Own;
        if (mail.Known.Choice is { } choice && OfChoice(mail, choice) is { } chosen)
        {
            return chosen;
        }

        if (own.Tokens.Count > 0 && OfTokens(mail) is { } byToken)
        {
            return byToken;
        }

        // A token whose check is right but whose row is gone is "unknown", as one whose check is wrong.
        var badField = own.BadTokenField.Length > 0 ? own.BadTokenField : own.Tokens.Count > 0 ? own.TokenField : "";
        if (badField.Length > 0)
        {
            mail.Flag("bad token");
            mail.Trace.Hit("B2.2", $"A reply address in {badField} is damaged, forged or gone: its thread is not taken from it.");
        }
        else
        {
            mail.Trace.Miss("T1", "No reply address of ours among the addresses.");
        }

        if (own.LogField.Length > 0)
        {
            mail.Trace.Hit("B2.2", $"Sent to a log address, found in {own.LogField}.");
            return new MailKind.Log();
        }

        if (badField.Length > 0)
        {
            return new MailKind.ByHeaders(HoldReason.UnknownToken);
        }

        return NothingOfOurs(mail);
    }

    // A person chose its thread; or its account: into the thread of its token where that is this account's and can take it, else as a touchpoint. With neither its
    // addresses say as ever what it is.
    private static MailKind? OfChoice(MailCase mail, OperatorChoice choice)
    {
        if (choice.Thread is { } named && mail.Known.Thread(named) is { } home)
        {
            mail.Trace.Hit("B2.2", $"{choice.By} chose thread {home.Id.Value}, whatever address it was sent to.");
            return new MailKind.Reply([home]);
        }

        if (choice.Account is null)
        {
            return null;
        }

        foreach (var token in mail.Own.Tokens)
        {
            if (mail.From is { } from && ThreadPlacement.OfToken(mail.Known, token) is { State: TouchpointState.Open or TouchpointState.Closed } thread
                && choice.Accounts is [var only] && thread.Account == only && (!thread.IsInternalNote || PeopleOfMail.IsInternal(from, mail.Directory)))
            {
                mail.Trace.Hit("T1", $"A valid reply address in {mail.Own.TokenField}, of thread {thread.Id.Value} in the account that {choice.By} chose.");
                return new MailKind.Reply([thread]);
            }
        }

        mail.Trace.Hit("B2.2", $"Released by {choice.By}, whatever address it was sent to.");
        return new MailKind.Log();
    }

    private static MailKind NothingOfOurs(MailCase mail)
    {
        if (mail.FromUser is not null)
        {
            mail.Trace.Hit("B2.2", "No address of ours in the header, but From is a user: a blind copy.");
            return new MailKind.Log();
        }

        if (mail.Known.Choice is { } choice)
        {
            mail.Trace.Hit("B2.2", $"No address of ours in the header, but {choice.By} let it through: as if it had been sent to a log address.");
            return new MailKind.Log();
        }

        const string Evidence = "No log or reply address of ours in any header field, and From is not a user.";
        mail.Trace.Hit("B2.2", Evidence);
        return new MailKind.Settled(new Decision.Hold(HoldReason.Unaddressed, [], Evidence));
    }

    // Revoked only counts when no other token is good; of several good ones, the thread of In-Reply-To is the home (S008).
    private static MailKind? OfTokens(MailCase mail)
    {
        var threads = new List<StoredThread>();
        StoredReplyAddress? revoked = null;
        foreach (var token in mail.Own.Tokens)
        {
            var row = mail.Known.AddressRow(token);
            if (row is { Revoked: true })
            {
                revoked ??= row;
            }
            else if (row is not null && mail.Known.Thread(row.Touchpoint) is { } thread && !threads.Exists(t => t.Id == thread.Id))
            {
                threads.Add(thread);
            }
        }

        if (threads.Count == 0)
        {
            return revoked is null ? null : Revoked(mail, revoked);
        }

        if (threads.Count > 1 && mail.HeaderHits.FirstOrDefault(h => h.Rule is "T2" or "T3") is { } answered
            && threads.FindIndex(t => t.Id == answered.Thread.Id) is > 0 and var home)
        {
            (threads[0], threads[home]) = (threads[home], threads[0]);
        }

        mail.Trace.Hit("B2.2", $"A valid reply address in {mail.Own.TokenField}.");
        mail.Trace.Hit("T1", $"It is of thread {threads[0].Id.Value}{(threads.Count > 1 ? $"; {threads.Count - 1} further thread(s) named get a link" : "")}.");
        return new MailKind.Reply(threads);
    }

    private static MailKind.Settled Revoked(MailCase mail, StoredReplyAddress revoked)
    {
        var evidence = $"The reply address in {mail.Own.TokenField} was revoked (it was of thread {revoked.Touchpoint.Value}).";
        mail.Trace.Hit("B2.2", evidence);
        return new MailKind.Settled(new Decision.Hold(HoldReason.TokenRevoked, mail.Known.Thread(revoked.Touchpoint) is { } thread ? [thread.Account] : [], evidence) { Thread = revoked.Touchpoint });
    }
}
