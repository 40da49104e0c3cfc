using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Compares what became of a sample with what is expected of it.</summary>
internal static class SampleComparison
{
    /// <summary>What differs, each in a few words; empty when nothing does.</summary>
    public static IReadOnlyList<string> Differences(SampleMail sample, int delivery, Recorded recorded, SampleThreads threads, Database database)
    {
        var (expected, decided) = (sample.Expected, recorded.Decided);
        var outcome = DecisionText.Outcome(decided.Decision);
        if (delivery > 1)
        {
            return outcome == "duplicate" ? [] : [$"delivery {delivery} is {outcome}, expected duplicate"];
        }

        var found = new Findings();
        found.Compare("outcome", expected.Outcome, outcome);
        found.Compare("reason", expected.Reason, DecisionText.Reason(decided.Decision));
        found.Compare("kind", expected.Kind, decided.Kind);
        found.CompareSets("accounts", expected.Accounts, recorded.Accounts.Select(a => database.Directory.Snapshot().Account(a)?.Key ?? "?"));
        if (expected.Thread is { } thread)
        {
            found.Compare("thread", thread, recorded.Touchpoints.Count > 0 && recorded.Touchpoints[0] == threads.Find(thread) ? thread : string.Join(", ", recorded.Touchpoints.Select(threads.NameOf)));
        }

        found.CompareSets("flags", expected.Flags, decided.Flags.Intersect(expected.Flags ?? []), $" (has: {string.Join(", ", decided.Flags)})");
        CompareItem(found, expected, decided.Decision);
        if (expected.Attachments is { } attachments)
        {
            var stored = database.Reports.Mail(recorded.Mail)?.Attachments ?? [];
            found.CompareSets("attachments", [.. attachments.Select(a => $"{a.Name}/{a.Octets}/{a.Sha256[..8]}")], stored.Where(a => !a.IsHidden).Select(a => $"{a.Name}/{a.DecodedOctets}/{a.Sha256[..8]}"));
        }

        found.CompareSets("defects", expected.Defects, expected.Defects is null ? [] : DefectsOf(sample.File));
        return found.All;
    }

    private static IReadOnlyList<string> DefectsOf(string file)
        => MailReader.Read(File.ReadAllBytes(file), MailLimits.Default) is MailReading.Readable { Mail: var mail } ? mail.Defects : ["unreadable"];

    private static void CompareItem(Findings found, SampleExpectation expected, Decision decision)
    {
        var item = decision switch
        {
            Decision.NewTouchpoints made => made.Items[0].Item,
            Decision.ThreadReply reply => reply.Reply.Item,
            _ => null,
        };
        if (expected.Internal is { } isInternal)
        {
            found.Compare("internal", isInternal.ToString(), (decision is Decision.ThreadReply { Reply.IsInternal: true }).ToString());
        }

        found.Compare("counts as touch", expected.CountsAsTouch?.ToString(), (item?.CountsAsTouch ?? false).ToString());
        found.Compare("author", expected.Author, item?.Author.Address.Key ?? "");
        found.Compare("direction", expected.Direction, item is null ? "" : DecisionText.Kebab(item.Direction.ToString()));
        found.Compare("text", expected.Text, item?.Text.Reply ?? "");
        found.CompareSets("shown participants", expected.ShownParticipants, item?.Participants.Where(p => p.Side != ParticipantSide.Internal).Select(p => p.Address.Key).Distinct() ?? []);
    }

    private sealed class Findings
    {
        public List<string> All { get; } = [];

        public void Compare(string what, string? expected, string got)
        {
            if (expected is not null && expected != got)
            {
                All.Add($"{what} is \"{Plain.Line(got, 60)}\", expected \"{Plain.Line(expected, 60)}\"");
            }
        }

        public void CompareSets(string what, IReadOnlyList<string>? expected, IEnumerable<string> got, string more = "")
        {
            if (expected is not null)
            {
                var (want, have) = (string.Join(", ", expected.Order(StringComparer.Ordinal)), string.Join(", ", got.Order(StringComparer.Ordinal)));
                if (want != have)
                {
                    All.Add($"{what}: \"{have}\", expected \"{want}\"{more}");
                }
            }
        }
    }
}
