namespace Touchpoints.Threading;

/// <summary>Machine mail (behaviour.md B2.1): an event on the thread that it speaks of, or ignored. Never a touch, never an author.</summary>
internal static class MachineRules
{
    public static Decision? Check(MailCase mail)
    {
        var machine = mail.Machine;
        if (machine.Kind is "normal" or "list")
        {
            if (mail.Keys.WeakSign.Length > 0)
            {
                mail.Trace.Miss("M10", $"One weak sign of an automatic reply ({mail.Keys.WeakSign}); no earlier one of this sender had the same words.");
            }

            mail.Trace.Miss(machine.Rule.Length > 0 ? machine.Rule : "B2.1", "A person's mail: none of the marks of machines, or only weak ones.");
            return null;
        }

        if (IsLoggedByUser(mail))
        {
            mail.Flag("machine content");
            mail.Trace.Hit(machine.Rule, $"Machine mail ({machine.Kind}: {machine.Evidence}), but a user put it on record: it goes on as the user's mail.");
            return null;
        }

        if (ThreadOf(mail, machine) is not { } thread)
        {
            mail.Trace.Hit(machine.Rule, $"Machine mail ({machine.Kind}: {machine.Evidence}) that speaks of no thread of ours.");
            return new Decision.Ignore(IgnoreReason.Machine);
        }

        return OnThread(mail, machine, thread);
    }

    private static Decision OnThread(MailCase mail, MachineReading machine, StoredThread thread)
    {
        mail.Trace.Hit(machine.Rule, $"Machine mail ({machine.Kind}: {machine.Evidence}) about thread {thread.Id.Value}.");
        if (thread.State is TouchpointState.Erased or TouchpointState.Deleted)
        {
            var reason = thread.State == TouchpointState.Erased ? IgnoreReason.Tombstone : IgnoreReason.Machine;
            mail.Trace.Hit("B5.3", $"Thread {thread.Id.Value} is {(reason == IgnoreReason.Tombstone ? "erased" : "deleted")}: there is nothing to tell it.");
            return new Decision.Ignore(reason) { Thread = thread.Id };
        }

        return new Decision.MailEvent(new EventDraft(thread.Id, machine.Kind)
        {
            Recipients = machine.Recipients,
            Until = machine.Until,
            Text = machine.Comment.Length > 0 ? machine.Comment : ReplyText.Of(mail.Content, mail.Policy.ShownTextElements).Reply,
            OccurredAt = OccurredAt.Of(mail.Envelope).At,
        });
    }

    // "BCC'd or forwarded by an authorised user": the user stands in From (or resent it) and somebody else was meant, or nobody of ours is in the header.
    private static bool IsLoggedByUser(MailCase mail)
    {
        if (mail.Own.Tokens.Count > 0)
        {
            return false;
        }

        if (mail.FromUser is { Active: true })
        {
            return PeopleOfMail.Any(mail.People, PersonSide.Outside, recipientsOnly: true);
        }

        return mail.Envelope.ResentFrom is [var resent, ..] && mail.Directory.UserAt(resent.Address) is { Active: true };
    }

    // By our own token in a recipient field, by the id or an address of the original, then by In-Reply-To and References. A report that
    // names nothing of ours is believed by nobody (reliability.md C10: forged bounces).
    private static StoredThread? ThreadOf(MailCase mail, MachineReading machine)
    {
        foreach (var token in mail.Own.Tokens)
        {
            if (ThreadPlacement.OfToken(mail.Known, token) is { } thread)
            {
                mail.Trace.Hit("T1", $"A reply address of thread {thread.Id.Value} stands in {mail.Own.TokenField}.");
                return thread;
            }
        }

        if (machine.OriginalMessageId is { } original && ThreadPlacement.OfId(mail, original) is [var ofId, ..])
        {
            mail.Trace.Hit("T2", $"The original that it speaks of is {original}, of thread {ofId.Id.Value}.");
            return ofId;
        }

        foreach (var address in machine.OriginalAddresses)
        {
            if (ReplyAddress.Read(address, mail.Policy) is ReplyAddressReading.Valid(var id) && ThreadPlacement.OfToken(mail.Known, id) is { } thread)
            {
                mail.Trace.Hit("T1", $"A reply address of thread {thread.Id.Value} stands in the original that it speaks of.");
                return thread;
            }
        }

        return mail.HeaderHits.FirstOrDefault(h => !h.GuardFailed)?.Thread;
    }
}
