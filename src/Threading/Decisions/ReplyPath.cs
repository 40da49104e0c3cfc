namespace Touchpoints.Threading;

/// <summary>Mail that answers in a thread: by a valid token, or by its headers alone (behaviour.md B4, B5).</summary>
internal static class ReplyPath
{
    public static Decision ByToken(MailCase mail, IReadOnlyList<StoredThread> threads)
    {
        var home = threads[0];
        return ThreadStates.Check(mail, home)
            ?? NeverLog(mail, home)
            ?? InternalThread(mail, home)
            ?? ThreadConflicts.Check(mail, home)
            ?? Permitted(mail, home, [.. threads.Skip(1).Select(t => t.Id)], signal: "T1");
    }

    /// <summary>By In-Reply-To and References; held for <paramref name="otherwise"/> when they name no thread in which the sender is known.</summary>
    public static Decision ByHeaders(MailCase mail, HoldReason otherwise)
    {
        var placed = ThreadChoice.Of(mail, mail.People);
        if (placed.Home is not { } home)
        {
            var evidence = placed.Evidence.Length > 0 ? placed.Evidence : Explain(mail, otherwise);
            mail.Trace.Hit(otherwise == HoldReason.UnknownToken ? "B2.2" : "B3", evidence);
            return new Decision.Hold(placed.Accounts.Count > 0 ? HoldReason.ThreadConflict : otherwise, placed.Accounts, evidence);
        }

        mail.Flag(placed.Signal is "T7" or "T8" or "T9" or "T10" ? "by marks" : "by headers");
        var decision = ThreadStates.Check(mail, home) ?? NeverLog(mail, home) ?? InternalThread(mail, home) ?? Permitted(mail, home, placed.Others, placed.Signal);

        // B2.2: a stranger at the log address whose headers name a thread is still nobody whom we know.
        return decision is Decision.Hold { Reason: HoldReason.NewSender } hold ? hold with { Reason = otherwise == HoldReason.UnknownToken ? HoldReason.NewSender : otherwise } : decision;
    }

    private static string Explain(MailCase mail, HoldReason otherwise) => otherwise == HoldReason.UnknownToken
        ? "The reply address is not one of ours any more, or was damaged, and the headers name no thread."
        : $"{mail.From?.Key ?? "The sender"} is not one of us, and the headers name no thread in which they are known.";

    private static Decision.Ignore? NeverLog(MailCase mail, StoredThread thread)
    {
        if (mail.Known.Choice is not null || mail.From is not { } from || PeopleOfMail.SideOf(from, mail) != PersonSide.NeverLog)
        {
            return null;
        }

        mail.Trace.Hit("B7.1", "The sender is on the never-log list.");
        return new Decision.Ignore(IgnoreReason.NeverLog) { Thread = thread.Id };
    }

    private static Decision.Hold? InternalThread(MailCase mail, StoredThread thread)
    {
        if (!thread.IsInternalNote || mail.Known.Choice?.Thread is not null || (mail.From is { } from && PeopleOfMail.IsInternal(from, mail.Directory)))
        {
            return null;
        }

        var evidence = $"Thread {thread.Id.Value} is an internal note, and the sender is not one of us.";
        mail.Trace.Hit("B5.3", evidence);
        return new Decision.Hold(HoldReason.InternalThread, [thread.Account], evidence) { Thread = thread.Id };
    }

    private static Decision Permitted(MailCase mail, StoredThread thread, IReadOnlyList<TouchpointId> linked, string signal)
    {
        ThreadConflicts.FlagSubject(mail, thread, mail.Envelope.Subject);
        return WhoMayReply.Of(mail, thread, signal) switch
        {
            Permission.Refused refused => refused.Hold,
            Permission.Granted granted => Reply(mail, thread, linked, granted.Writer),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static Decision Reply(MailCase mail, StoredThread thread, IReadOnlyList<TouchpointId> linked, Writer writer)
    {
        var stays = writer.IsInternal && (thread.IsInternalNote || !PeopleOfMail.Any(mail.People, PersonSide.Outside, recipientsOnly: true));
        var item = Items.OfMail(mail, writer.Author, mail.People, thread.Account) with
        {
            Direction = stays ? Direction.Note : writer.IsInternal ? Direction.Outbound : Direction.Inbound,
            CountsAsTouch = !stays,
        };
        if (writer.Side == ParticipantSide.NotParticipant)
        {
            item = item with { Participants = Items.OfStranger(item.Participants, writer.Author.Address) };
        }

        return ThreadStates.IsLeftAlone(mail, thread)
            ? new Decision.NewTouchpoints([new TouchpointDraft(thread.Account, item) { Kind = "reply", LinkedTo = thread.Id, Flow = Flows.Default(mail) }])
            : new Decision.ThreadReply(new ReplyDraft(thread.Id, item) { LinkedThreads = linked, IsInternal = stays });
    }
}
