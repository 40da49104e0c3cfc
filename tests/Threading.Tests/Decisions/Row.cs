using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>One row of a decision table: its name in the law and its scenario, the mail with what is known, and the outcome in one line.</summary>
internal static class Row
{
    public static TestCaseData Of(string name, string expected, MailEnvelope envelope, Known? known = null, MailContent? content = null, Policy? policy = null) =>
        new TestCaseData(envelope, known ?? Some.Known(), content ?? Some.Content(), policy ?? Some.Policy, expected).SetName(name.Replace('.', '·'));

    public static void Check(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected)
    {
        var decided = Decider.Decide(envelope, content, known, policy);
        Assert.That(Line(decided), Is.EqualTo(expected), () => string.Join('\n', decided.Trace.Steps));
        Assert.That(decided.Trace.DecidedBy, Is.Not.Empty);
    }

    /// <summary>"touchpoint 1,2", "reply 7 internal", "held no-match", "event 7 auto-reply"; flags behind it in brackets.</summary>
    public static string Line(Decided decided)
    {
        var flags = decided.Flags.Count == 0 ? "" : $" ({string.Join(", ", decided.Flags)})";
        return decided.Decision switch
        {
            Decision.NewTouchpoints made =>
                $"{(made.Items[0].Kind == "bcc" ? "touchpoint" : made.Items[0].Kind)} {string.Join(',', made.Items.Select(i => i.Account.Value))}{Link(made.Items[0].LinkedTo)}",
            Decision.ThreadReply { Reply: var reply } =>
                $"reply {reply.Thread.Value}{(reply.IsInternal ? " internal" : "")}{string.Concat(reply.LinkedThreads.Select(t => Link(t)))}",
            Decision.MailEvent { Event: var told } => $"event {told.Thread.Value} {told.Kind}",
            Decision.Duplicate duplicate => $"duplicate {duplicate.Of.Value}{(duplicate.Variant ? " variant" : "")}{string.Concat(duplicate.LinkedThreads.Select(t => Link(t)))}",
            Decision.Hold hold => $"held {HoldReasons.Word(hold.Reason)}{(hold.Candidates.Count == 0 ? "" : " " + string.Join(',', hold.Candidates.Select(c => c.Value)))}",
            Decision.Ignore ignore => $"ignored {IgnoreReasons.Word(ignore.Reason)}",
            _ => throw new System.Diagnostics.UnreachableException(),
        } + flags;
    }

    private static string Link(TouchpointId? thread) => thread is { } to ? $" →{to.Value}" : "";
}
