namespace Touchpoints.Store;

/// <summary>
/// What a worker sees of all leases at one moment, and what is fair by it. A mailbox goes from one worker to another only where that makes their numbers more
/// equal, so that it comes to rest; and none is left alone for fairness' sake.
/// </summary>
internal sealed record LeaseShare
{
    /// <summary>Mailboxes that this worker has.</summary>
    public required int Held { get; init; }

    /// <summary>Workers that there are, this one included.</summary>
    public required long Workers { get; init; }

    /// <summary>Mailboxes that some worker has.</summary>
    public required long Taken { get; init; }

    /// <summary>How many the worker has that has most.</summary>
    public required long Most { get; init; }

    /// <summary>Mailboxes that nobody has and that this worker watches.</summary>
    public required IReadOnlyList<string> Free { get; init; }

    /// <summary>Of these, those that nobody had for a while: whoever is entitled to them does not watch them.</summary>
    public required IReadOnlyList<string> Left { get; init; }

    /// <summary>Mailboxes of this worker that others ask for.</summary>
    public IReadOnlyList<AskedLease> Asked { get; init; } = [];

    /// <summary>How many more this worker should have: its share is mailboxes by workers, rounded up.</summary>
    public int Room => Math.Max(0, (int)((Taken + Free.Count + Workers - 1) / Workers) - Held);

    /// <summary>Whether there is a worker that would still have as many as this one when it gave it one.</summary>
    public bool CanAsk => Most > Held + 1;

    /// <summary>What to take: as many as there is room for, and what is left whatever the share.</summary>
    public (IReadOnlyList<string> Of, int AtMost) ToTake => Room >= Left.Count ? (Free, Room) : (Left, Left.Count);

    /// <summary>What to let go of: whatever is asked for by one who will not have more than this worker keeps.</summary>
    public IReadOnlyList<string> ToLetGo()
    {
        var (held, let) = (Held, new List<string>());
        var theirs = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var asked in Asked)
        {
            var others = theirs.GetValueOrDefault(asked.Worker, asked.Held);
            if (held > others + 1)
            {
                let.Add(asked.Mailbox);
                held--;
                theirs[asked.Worker] = others + 1;
            }
        }

        return let;
    }
}

/// <summary>A mailbox that a worker asks for, which has so many.</summary>
internal readonly record struct AskedLease(string Mailbox, string Worker, long Held);
