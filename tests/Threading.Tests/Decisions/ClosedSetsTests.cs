using System.Reflection;
using System.Text;
using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Walks the closed sets, so that a new case cannot be forgotten.</summary>
[TestFixture]
public sealed class ClosedSetsTests
{
    [Test]
    public void Every_reason_has_its_word_its_meaning_and_what_to_do()
    {
        foreach (var reason in Enum.GetValues<HoldReason>())
        {
            Check(HoldReasons.Explain(reason));
            Assert.That(HoldReasons.Parse(HoldReasons.Word(reason)), Is.EqualTo(reason));
        }

        foreach (var reason in Enum.GetValues<IgnoreReason>())
        {
            Check(IgnoreReasons.Explain(reason));
            Assert.That(IgnoreReasons.Parse(IgnoreReasons.Word(reason)), Is.EqualTo(reason));
        }

        Assert.That(HoldReasons.Word(HoldReason.PersonalTagMismatch), Is.EqualTo("personal-tag-mismatch"));
        Assert.That(HoldReasons.Parse("nonsense"), Is.Null);
    }

    [Test]
    public void The_decision_is_one_of_six_and_nothing_can_be_added_outside()
    {
        Assert.That(typeof(Decision).GetNestedTypes().Select(t => t.Name), Is.EquivalentTo(new[] { "NewTouchpoints", "ThreadReply", "MailEvent", "Duplicate", "Hold", "Ignore" }));
        var sets = typeof(Decider).Assembly.GetTypes().Where(t => t is { IsAbstract: true, IsSealed: false, IsInterface: false } && t.GetMethod("<Clone>$") is not null).ToList();
        Assert.That(sets, Has.Count.GreaterThanOrEqualTo(7));
        foreach (var set in sets)
        {
            Assert.That(set.GetConstructors(BindingFlags.Public | BindingFlags.Instance), Is.Empty, set.Name);
            Assert.That(set.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(t => t.BaseType == set), Is.All.Matches<Type>(t => t is { IsSealed: true }), set.Name);
        }
    }

    [Test]
    public void The_page_of_reasons_says_what_the_program_says()
    {
        var page = new StringBuilder();
        foreach (var r in HoldReasons.All)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{r.Word}` | {r.Meaning} | {r.NextStep} |\n");
        }

        page.Append('\n');
        foreach (var r in IgnoreReasons.All)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{r.Word}` | {r.Meaning} | {r.NextStep} |\n");
        }

        var file = Path.Combine(Root(), "docs", "decisions-explained.md");
        var rows = File.ReadAllLines(file).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.That(rows, Is.EqualTo(page.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), $"The tables of {file} must be:\n{page}");
    }

    private static void Check<T>(ReasonText<T> text)
        where T : struct, Enum
    {
        Assert.That(text.Word, Does.Match("^[a-z]+(-[a-z]+)*$"));
        Assert.That(text.Meaning, Does.EndWith("."), text.Word);
        Assert.That(text.NextStep, Does.EndWith("."), text.Word);
    }

    private static string Root()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder, "Touchpoints.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
