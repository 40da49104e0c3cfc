using System.Diagnostics;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>A decision in the words of the ledger. <see cref="Thread"/> is the thread that a mail belongs to already; a new touchpoint is its own.</summary>
internal sealed record Outcome(string State, string Reason, long? Thread)
{
    /// <summary>The state of the mail's own row: as its delivery's, but that a duplicate has none.</summary>
    public string MailState => State == "duplicate" ? "ignored" : State;

    public static Outcome Of(Decision decision) => decision switch
    {
        Decision.NewTouchpoints => new("recorded", "", Thread: null),
        Decision.ThreadReply reply => new("recorded", "", reply.Reply.Thread.Value),
        Decision.MailEvent happened => new("event", happened.Event.Kind, happened.Event.Thread.Value),
        Decision.Duplicate duplicate => new("duplicate", duplicate.Variant ? "variant" : "", Thread: null),
        Decision.Hold hold => new("held", Words.Of(hold.Reason), hold.Thread?.Value),
        Decision.Ignore ignored => new("ignored", Words.Of(ignored.Reason), ignored.Thread?.Value),
        _ => throw new UnreachableException(),
    };
}
