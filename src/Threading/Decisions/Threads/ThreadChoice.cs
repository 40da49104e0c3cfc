namespace Touchpoints.Threading;

/// <summary>
/// The thread that the headers lead to, and others of the same mail that get a link. <see cref="Home"/> is null when they lead nowhere, or when
/// several threads tie; then <see cref="Accounts"/> are theirs.
/// </summary>
internal sealed record PlacedThread(StoredThread? Home, IReadOnlyList<TouchpointId> Others, IReadOnlyList<AccountId> Accounts, string Evidence)
{
    public static PlacedThread Nowhere { get; } = new(null, [], [], "");

    /// <summary>The row of behaviour.md B5.1 that named it.</summary>
    public string Signal { get; init; } = "";
}

/// <summary>Chooses among the threads of the strongest signal (behaviour.md B5.2, last row: a mail that was logged on several accounts).</summary>
internal static class ThreadChoice
{
    public static PlacedThread Of(MailCase mail, IReadOnlyList<Person> people)
    {
        if (mail.HeaderHits.FirstOrDefault(h => !h.GuardFailed) is not { } best)
        {
            return PlacedThread.Nowhere;
        }

        var threads = new List<StoredThread>();
        foreach (var hit in mail.HeaderHits)
        {
            if (hit.Rule == best.Rule && !hit.GuardFailed)
            {
                threads.Add(hit.Thread);
            }
        }

        return (threads.Count == 1 ? new PlacedThread(threads[0], [], [], "") : Among(mail, threads, people)) with { Signal = best.Rule };
    }

    private static PlacedThread Among(MailCase mail, List<StoredThread> threads, IReadOnlyList<Person> people)
    {
        // In the order of the people: the sender first, then To and Cc.
        var matched = new List<StoredThread>();
        foreach (var person in people)
        {
            foreach (var thread in threads)
            {
                if (person.Side == PersonSide.Outside && !matched.Contains(thread) && BelongsTo(mail, thread, person))
                {
                    matched.Add(thread);
                }
            }
        }

        if (matched.Count == 0)
        {
            var accounts = threads.Select(t => t.Account).Distinct().ToList();
            return new PlacedThread(null, [], accounts, $"The headers name a mail of {threads.Count} threads, and nobody on this mail belongs to one of them.");
        }

        mail.Trace.Hit("B5.2", $"The earlier mail is in {threads.Count} threads; {matched.Count} of them have somebody on this mail.");
        return new PlacedThread(matched[0], [.. matched.Skip(1).Select(t => t.Id)], [], "");
    }

    private static bool BelongsTo(MailCase mail, StoredThread thread, Person person) =>
        mail.HitsOf(person) is { Accounts.Count: > 0 } hits ? hits.Accounts.Contains(thread.Account) : CommonPeople.IsParticipant(thread, person.Key);
}
