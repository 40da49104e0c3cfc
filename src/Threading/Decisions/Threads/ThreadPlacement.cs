namespace Touchpoints.Threading;

/// <summary>A signal that names a thread (behaviour.md B5.1). <see cref="GuardFailed"/> for an ancestor without anybody in common (T6).</summary>
internal sealed record PlacementHit(string Rule, StoredThread Thread, string Evidence, bool GuardFailed = false)
{
    /// <summary>By In-Reply-To or References: what quotes and pasted text (T7 to T10) say is weaker, and contradicts nothing.</summary>
    public bool IsById => Rule is "T2" or "T3" or "T4" or "T5" or "T6";
}

/// <summary>The signals T1 to T6, in the law's order; T7 to T10 are <see cref="PlacementByMarks"/>. T2 and T4 believe an id only when it is keyed or stands in our table of sent mail.</summary>
internal static class ThreadPlacement
{
    /// <summary>T2 to T10. Everything that hits is answered, the strongest first; a mail on several accounts gives several threads.</summary>
    public static IReadOnlyList<PlacementHit> Of(MailCase mail, MailEnvelope envelope, IReadOnlyList<Person> people)
    {
        var hits = new List<PlacementHit>();
        ByIds(mail, hits, envelope, people);
        PlacementByMarks.Collect(mail, hits, envelope, people);
        return hits;
    }

    private static void ByIds(MailCase mail, List<PlacementHit> hits, MailEnvelope envelope, IReadOnlyList<Person> people)
    {
        if (envelope.InReplyTo.Count == 0 && envelope.References.Count == 0 && mail.Known.AncestorHits.Count == 0)
        {
            mail.Trace.Miss("B5.1", "The mail names no earlier mail: no In-Reply-To and no References.");
            return;
        }

        var newestFirst = NewestFirst(envelope.References);
        Collect(mail, hits, "T2", "In-Reply-To", envelope.InReplyTo, OurThread);
        Collect(mail, hits, "T3", "In-Reply-To", envelope.InReplyTo, StoredThreads);
        Collect(mail, hits, "T4", "References", newestFirst, OurThread);
        Collect(mail, hits, "T5", "References", newestFirst, StoredThreads);
        Ancestors(mail, hits, [.. envelope.MessageId is { } own ? [own] : (MessageId[])[], .. envelope.InReplyTo, .. newestFirst], people);
    }

    /// <summary>The thread of a token that exists and is not revoked (T1), or null.</summary>
    public static StoredThread? OfToken(Known known, ReplyAddressId token) =>
        known.AddressRow(token) is { Revoked: false } row ? known.Thread(row.Touchpoint) : null;

    /// <summary>The threads of an id: keyed or sent by us, else those of the stored mail with that id.</summary>
    public static IReadOnlyList<StoredThread> OfId(MailCase mail, MessageId id) => OurThread(mail, id) is { Count: > 0 } ours ? ours : StoredThreads(mail, id);

    private static void Collect(
        MailCase mail, List<PlacementHit> hits, string rule, string field, IReadOnlyList<MessageId> ids, Func<MailCase, MessageId, IReadOnlyList<StoredThread>> find)
    {
        foreach (var id in ids)
        {
            if (find(mail, id) is not { Count: > 0 } threads)
            {
                continue;
            }

            var whose = rule is "T2" or "T4" ? "a mail that we sent" : "a recorded mail";
            foreach (var thread in threads)
            {
                hits.Add(new PlacementHit(rule, thread, $"{field} names {id}, {whose}, of thread {thread.Id.Value}."));
                mail.Trace.Hit(rule, hits[^1].Evidence);
            }

            return; // the nearest id that hits is the one that counts
        }

        if (ids.Count > 0)
        {
            mail.Trace.Miss(rule, rule is "T2" or "T4" ? $"No id in {field} is one that we sent." : $"No id in {field} is that of a recorded mail.");
        }
    }

    // T6: an id that an earlier mail named too, though we never saw the mail itself; or the mail's own id, when its answer came first.
    private static void Ancestors(MailCase mail, List<PlacementHit> hits, MessageId[] ids, IReadOnlyList<Person> people)
    {
        PlacementHit? unrelated = null;
        foreach (var id in ids)
        {
            foreach (var hit in mail.Known.AncestorHits)
            {
                if (hit.Id != id || mail.Known.Thread(hit.Touchpoint) is not { } thread)
                {
                    continue;
                }

                var common = CommonPeople.Find(mail, thread, people);
                if (common.Length > 0)
                {
                    hits.Add(new PlacementHit("T6", thread, $"{id} was also named by an earlier mail of thread {thread.Id.Value}, and {common}."));
                    mail.Trace.Hit("T6", hits[^1].Evidence);
                    return;
                }

                unrelated ??= new PlacementHit("T6", thread, $"{id} was also named by thread {thread.Id.Value}, but nobody outside and no account is common.", GuardFailed: true);
            }
        }

        mail.Trace.Miss("T6", unrelated?.Evidence ?? "No earlier mail named one of these ids.");
        if (unrelated is not null)
        {
            hits.Add(unrelated);
        }
    }

    private static IReadOnlyList<StoredThread> OurThread(MailCase mail, MessageId id)
    {
        var touchpoint = mail.Known.OutboundThread(id);
        if (touchpoint is null && ReplyAddress.ReadMessageId(id, mail.Policy) is { } token)
        {
            touchpoint = mail.Known.AddressRow(token)?.Touchpoint;
        }

        return touchpoint is { } found && mail.Known.Thread(found) is { } thread ? [thread] : [];
    }

    private static IReadOnlyList<StoredThread> StoredThreads(MailCase mail, MessageId id)
    {
        List<StoredThread>? threads = null;
        foreach (var stored in mail.Known.Mails)
        {
            if (stored.MessageId != id || stored.State is not (MailState.Recorded or MailState.Event))
            {
                continue;
            }

            foreach (var touchpoint in stored.Touchpoints)
            {
                if (mail.Known.Thread(touchpoint) is { } thread && threads?.Exists(t => t.Id == thread.Id) != true)
                {
                    (threads ??= []).Add(thread);
                }
            }
        }

        threads?.Sort((a, b) => a.Id.Value.CompareTo(b.Id.Value));
        return threads ?? [];
    }

    private static MessageId[] NewestFirst(IReadOnlyList<MessageId> references)
    {
        var ids = new MessageId[references.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = references[^(i + 1)];
        }

        return ids;
    }
}
