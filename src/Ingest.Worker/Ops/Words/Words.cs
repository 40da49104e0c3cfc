using System.Globalization;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Figures and states as people say them.</summary>
internal static class Words
{
    /// <summary>"4 s ago", "in 3 min", "2 days ago".</summary>
    public static string Relative(DateTimeOffset now, DateTimeOffset at)
    {
        var distance = now - at;
        if (distance.Duration() < TimeSpan.FromSeconds(1))
        {
            return "now";
        }

        return distance > TimeSpan.Zero ? $"{Span(distance)} ago" : $"in {Span(-distance)}";
    }

    /// <summary>The largest unit that is at least one, cut and not rounded: "59 s", "3 min", "2 days".</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 24 } => $"{(int)span.TotalHours} h",
        { TotalDays: < 2 } => "1 day",
        _ => Count((long)span.TotalDays) + " days",
    };

    /// <summary>"22 Nov 2026 04:10:07 UTC".</summary>
    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Without what the reader knows: the year of today's times and the seconds. "22 Nov 04:10".</summary>
    public static string ShortUtc(DateTimeOffset now, DateTimeOffset at) => at.UtcDateTime.ToString(
        now.UtcDateTime.Year == at.UtcDateTime.Year ? "d MMM HH:mm" : "d MMM yyyy HH:mm",
        CultureInfo.InvariantCulture);

    /// <summary>"1,204".</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 reply", "3 replies".</summary>
    public static string Count(long number, string one, string many) => $"{Count(number)} {(number == 1 ? one : many)}";

    /// <summary>"512 octets", "1.4 kB", "10 MB": powers of ten, as mail people count.</summary>
    public static string Octets(long octets)
    {
        string[] units = ["kB", "MB", "GB", "TB"];
        if (octets < 1000)
        {
            return $"{octets} B";
        }

        var size = octets / 1000.0;
        var unit = 0;
        while (size >= 999.5 && unit < units.Length - 1)
        {
            size /= 1000;
            unit++;
        }

        return $"{size.ToString(size < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture)} {units[unit]}";
    }

    /// <summary>What a mailbox's loop is doing, and the tone in which the page says so: "ok", "busy", "warn", "bad", "off".</summary>
    public static (string Text, string Tone) State(MailboxState state) => state switch
    {
        MailboxState.Starting => ("Starting", "busy"),
        MailboxState.Connecting => ("Connecting", "busy"),
        MailboxState.Fetching => ("Fetching mail", "busy"),
        MailboxState.Idle => ("Connected, waiting for mail", "ok"),
        MailboxState.Polling => ("Waiting for the next look", "ok"),
        MailboxState.BackingOff => ("Interrupted, tries again by itself", "warn"),
        MailboxState.NeedsAttention => ("Needs a person", "bad"),
        MailboxState.Paused => ("Paused", "warn"),
        MailboxState.Stopped => ("Stopped", "off"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The tone of an outcome word.</summary>
    public static string Tone(string outcome) => outcome switch
    {
        "recorded" => "ok",
        "event" => "info",
        "held" => "warn",
        "received" => "busy",
        _ => "off",
    };

    /// <summary>Every outcome word in the order in which pages show them.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["recorded", "event", "duplicate", "held", "ignored", "received", "vanished"];

    /// <summary>Where the sum of a mailbox is open, in one sentence: how many were seen and are accounted for, and which UIDs have no row (S154).</summary>
    public static string Open(OpenSum sum)
    {
        var missing = sum.Seen - sum.AccountedFor;
        var which = sum.WithoutRow.Count switch
        {
            0 => "",
            var uids when uids == missing => $": no row has UID {sum.WithoutRow}",
            _ when missing > 0 => $": {Count(missing)} of the UIDs {sum.WithoutRow}, which have no row",
            _ => $"; no row has UID {sum.WithoutRow}",
        };
        return $"Under UIDVALIDITY {sum.UidValidity} {Count(sum.Seen)} deliveries were seen and {Count(sum.AccountedFor)} are accounted for{which}.";
    }

    /// <summary>How a mail that its server did not give is asked for again, in one sentence (B11).</summary>
    public static string Again(FetchAgain again) => again switch
    {
        { NextAt: { } at, Tried: 0 } => $"It is asked for again by itself, first at {Utc(at)}.",
        { NextAt: { } at } => $"It was asked for again {Count(again.Tried, "time", "times")} of {UnfetchedMail.MostTries}; the next time is {Utc(at)}.",
        { Tried: >= UnfetchedMail.MostTries } => $"It was asked for again {UnfetchedMail.MostTries} times within 24 hours and not given: somebody has to look.",
        _ => "It is not asked for again: the server has numbered its messages anew since, and gives it under its new number.",
    };

    /// <summary>By which version of the rules a mail was decided, and which is the program's.</summary>
    public static string Rules(long version)
        => (version == 0 ? "by rules from before they were numbered" : $"by rules version {version}") + (version == Decider.RulesVersion ? "" : $"; this program has version {Decider.RulesVersion}");

    /// <summary>What a person decided for a sender, as the end of "mail of … is".</summary>
    public static string Decided(SenderRuleKind kind) => kind switch
    {
        SenderRuleKind.NeverSpam => "never held as spam",
        SenderRuleKind.Unverified => "taken though it cannot be verified",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What an outcome word means, for a tooltip.</summary>
    public static string Meaning(string outcome) => outcome switch
    {
        "recorded" => "A touchpoint or a reply was made of it",
        "event" => "A machine's answer, noted in its thread",
        "duplicate" => "The same mail as one that is known already",
        "held" => "Waits for a person",
        "ignored" => "Not recorded; the fact and the reason are kept",
        "received" => "Stored, and waiting to be decided",
        "vanished" => "Seen on the server, but gone before it could be fetched",
        _ => "",
    };
}
