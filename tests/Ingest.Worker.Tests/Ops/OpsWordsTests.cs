using NUnit.Framework;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

public sealed class OpsWordsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    [TestCase(0, "now")]
    [TestCase(-4, "4 s ago")]
    [TestCase(-59, "59 s ago")]
    [TestCase(-60, "1 min ago")]
    [TestCase(-7199, "1 h ago")]
    [TestCase(-86400, "1 day ago")]
    [TestCase(-2 * 86400, "2 days ago")]
    [TestCase(-400 * 86400, "400 days ago")]
    [TestCase(14, "in 14 s")]
    [TestCase(720, "in 12 min")]
    public void A_time_is_said_by_its_distance(int seconds, string expected)
        => Assert.That(Words.Relative(s_now, s_now.AddSeconds(seconds)), Is.EqualTo(expected));

    [TestCase(0, "0 B")]
    [TestCase(999, "999 B")]
    [TestCase(1000, "1 kB")]
    [TestCase(1440, "1.4 kB")]
    [TestCase(999_600, "1 MB")]
    [TestCase(10_485_760, "10 MB")]
    [TestCase(5_000_000_000, "5 GB")]
    public void Octets_are_said_in_powers_of_ten(long octets, string expected) => Assert.That(Words.Octets(octets), Is.EqualTo(expected));

    [TestCase("T1", "Reply address")]
    [TestCase("T10", "Mark in the subject")]
    [TestCase("T11", "")]
    [TestCase("B7.3", "Account, from all people")]
    [TestCase("B7.2 rank 4", "Account, by person")]
    [TestCase("M8", "Automatic, by its own word")]
    [TestCase("", "")]
    [TestCase("<script>", "")]
    public void A_rule_has_the_title_of_its_row(string rule, string expected) => Assert.That(RuleTitles.Of(rule), Is.EqualTo(expected));

    [Test]
    public void Every_state_of_a_mailbox_has_words()
    {
        foreach (var state in Enum.GetValues<MailboxState>())
        {
            Assert.That(Words.State(state).Text, Is.Not.Empty);
        }
    }

    [Test]
    public void A_name_that_is_too_long_keeps_its_extension()
    {
        var name = Shown.FileName(new string('x', 400) + ".pdf", "none");

        Assert.That(name, Has.Length.EqualTo(150));
        Assert.That(name, Does.EndWith(".pdf"));
    }

    [TestCase("plain", "plain")]
    [TestCase("a\u202Ecod.exe", "acod.exe")]
    [TestCase("a\u0000b\tc\nd", "a b c d")]
    [TestCase("\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [TestCase("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    public void A_line_loses_what_misleads_and_keeps_what_joins_letters(string text, string expected) => Assert.That(Shown.Line(text), Is.EqualTo(expected));

    [Test]
    public void Every_reason_of_the_law_is_explained()
    {
        foreach (var reason in Enum.GetValues<HoldReason>())
        {
            Assert.That(ReasonWords.Of("held", HoldReasons.Word(reason)).NextStep, Is.Not.Empty);
        }

        foreach (var reason in Enum.GetValues<IgnoreReason>())
        {
            Assert.That(ReasonWords.Of("ignored", IgnoreReasons.Word(reason)).Explanation, Is.Not.Empty);
        }
    }
}
