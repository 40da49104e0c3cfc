using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What a mail is, as one would say it: the same words whether it was decided just now or is read from the store, on a page or by a command.</summary>
internal static class DecisionSentence
{
    private const string Touchpoint = "touchpoint";

    /// <summary>Of a stored mail.</summary>
    public static string Of(MailDetail mail, DirectorySnapshot directory)
        => Say(InPlaces(mail.Outcome, mail.Reason, mail.Places) with { Candidates = [.. mail.Candidates.Select(id => Name(id, directory))] });

    /// <summary>Of a mail that is about to be decided again.</summary>
    public static string Of(StoredDecision was) => Say(InPlaces(was.Outcome, was.Reason, was.Places));

    /// <summary>Of a decision that may never be written.</summary>
    public static string Of(Decided decided, Database database)
    {
        var directory = database.Directory.Snapshot();
        return decided.Decision switch
        {
            Decision.NewTouchpoints made => Say(new Told("recorded", "") { As = Touchpoint, Accounts = [.. made.Items.Select(item => Name(item.Account, directory))] }),
            Decision.ThreadReply { Reply: var reply } => Say(InThread("recorded", reply.IsInternal ? "internal-reply" : "reply", reply.Thread)),
            Decision.MailEvent { Event: var happened } => Say(InThread("event", happened.Kind, happened.Thread)),
            Decision.Duplicate twice => $"It is mail {twice.Of.Value}, delivered again{(twice.Variant ? " in another version" : "")}: the delivery is noted, nothing is recorded twice.",
            Decision.Hold hold => Say(new Told("held", DecisionText.Reason(hold)) { Candidates = [.. hold.Candidates.Select(id => Name(id, directory))] }),
            Decision.Ignore ignore => Say(new Told("ignored", DecisionText.Reason(ignore))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        Told InThread(string outcome, string what, TouchpointId thread)
            => new(outcome, outcome == "event" ? what : "") { As = what, Thread = thread, Accounts = database.Reports.AccountOf(thread) is { } account ? [Name(account, directory)] : [] };
    }

    /// <summary>"a bounce", "an automatic reply".</summary>
    public static string Kind(string kind) => kind switch
    {
        "bounce" => "a bounce",
        "delivered" => "a delivery notice",
        "auto-reply" => "an automatic reply",
        "read-receipt" => "a read receipt",
        "complaint" => "a spam complaint",
        "invite-reply" => "an answer to an invitation",
        "invite-cancel" => "a cancelled meeting",
        "recall" => "a recall",
        "reply" => "a reply",
        "internal-reply" => "an internal reply",
        "link" => "a link from another thread",
        _ => "a note of a machine",
    };

    private static string Say(Told told) => told.Outcome switch
    {
        "recorded" when told.Accounts.Count == 0 => "It is recorded.",
        "recorded" when told.As == Touchpoint => DecisionText.Ended($"It is {Touchpoints(told.Accounts)}"),
        "recorded" => DecisionText.Ended($"It is {Kind(told.As)} in {Thread(told)}"),
        "event" when told.Accounts.Count == 0 => $"It is {Kind(told.Word)}, and does not count as a touch.",
        "event" => $"It is {Kind(told.Word)} in {Thread(told)}, and does not count as a touch.",
        "held" when told.Candidates.Count > 0 => DecisionText.Ended($"It is held for a person as {told.Word}. It may belong to {Either(told.Candidates)}"),
        "held" => $"It is held for a person as {told.Word}.",
        "ignored" => $"It is ignored{(told.Word.Length > 0 ? $" as {told.Word}" : "")}; the fact is kept.",
        "tombstone" => "It was erased; only the fact is kept.",
        "received" => "It is stored, and waits to be decided.",
        "vanished" => "It was gone from the server before it could be fetched.",
        _ => $"It is {told.Outcome}.",
    };

    // A link is no place of its own: the thread that it stands in is named.
    private static Told InPlaces(string outcome, string word, IReadOnlyList<TimelinePlace> all)
    {
        var places = all.Where(place => place.As != "link").ToList();
        return new Told(outcome, word)
        {
            As = places.Count > 0 ? places[0].As : "",
            Thread = places.Count > 0 ? places[0].Touchpoint : default,
            Accounts = [.. places.Select(place => Shown.Line(place.AccountName))],
        };
    }

    private static string Touchpoints(IReadOnlyList<string> accounts)
    {
        var names = accounts.Distinct(StringComparer.Ordinal).ToList();
        return names.Count < accounts.Count ? $"{accounts.Count} touchpoints on {Joined(names, "and")}"
            : names.Count == 1 ? $"a touchpoint on {names[0]}"
            : $"a touchpoint on each of {Joined(names, "and")}";
    }

    private static string Thread(Told told) => $"thread {told.Thread.Value} of {Joined([.. told.Accounts.Distinct(StringComparer.Ordinal)], "and")}";

    private static string Either(IReadOnlyList<string> names) => Joined(names, "or");

    private static string Joined(IReadOnlyList<string> names, string last) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} {last} {names[^1]}";

    private static string Name(AccountId account, DirectorySnapshot directory) => directory.Account(account) is { } known ? Shown.Line(known.Name) : $"account {account.Value}";

    /// <summary>What the sentence is made of. <see cref="Outcome"/> is the ledger's word, <see cref="Word"/> the reason of a hold or the kind of an event.</summary>
    private sealed record Told(string Outcome, string Word)
    {
        /// <summary>"touchpoint", "reply", "internal-reply" or the kind of an event.</summary>
        public string As { get; init; } = "";

        public TouchpointId Thread { get; init; }

        /// <summary>The name of each touchpoint's account, or of the thread's.</summary>
        public IReadOnlyList<string> Accounts { get; init; } = [];

        public IReadOnlyList<string> Candidates { get; init; } = [];
    }
}
