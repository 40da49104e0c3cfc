using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
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

        page.Append('\n');
        foreach (var kind in EventKinds.All)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{kind.Word}` | {kind.Meaning} | {kind.NextStep} |\n");
        }

        var file = Path.Combine(Root(), "docs", "decisions-explained.md");
        var rows = File.ReadAllLines(file).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.That(rows, Is.EqualTo(page.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), $"The tables of {file} must be:\n{page}");
    }

    [Test]
    public void Every_flag_that_a_rule_sets_is_explained_and_no_other()
    {
        var page = File.ReadAllLines(Path.Combine(Root(), "docs", "decisions-explained.md"));
        var rows = page.SkipWhile(line => line != "## Flags").TakeWhile(line => line != "## Rules").Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2);
        var code = Directory.EnumerateFiles(Path.Combine(Root(), "src", "Threading"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("FlagTexts.cs", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(File.ReadAllText).Select(WithWords).ToList();
        var set = Regex.Matches(string.Concat(code), "Flag\\(\"(?<flag>[^\"]+)\"", RegexOptions.NonBacktracking).Select(match => match.Groups["flag"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.That(rows, Is.EqualTo(FlagTexts.All.Select(flag => $"| {flag.Flag} | {flag.Meaning} |")));
        Assert.That(set.Except(FlagTexts.All.Select(flag => flag.Flag)), Is.Empty, "set by a rule, and not explained");
        Assert.That(FlagTexts.All.Where(flag => !code.Exists(text => text.Contains($"\"{flag.Flag}\"", StringComparison.Ordinal))), Is.Empty, "explained, and set by no rule");
        Assert.That(FlagTexts.All.Select(flag => flag.Meaning), Is.All.EndsWith("."));
    }

    [Test]
    public void Every_kind_of_machine_mail_that_becomes_an_event_is_explained()
    {
        var code = string.Concat(Directory.EnumerateFiles(Path.Combine(Root(), "src", "Threading", "Machines"), "*.cs").Select(File.ReadAllText));

        Assert.That(EventKinds.All.Where(kind => !code.Contains($"\"{kind.Word}\"", StringComparison.Ordinal)), Is.Empty);
        Assert.That(EventKinds.All.Select(kind => kind.Meaning).Concat(EventKinds.All.Select(kind => kind.NextStep)), Is.All.EndsWith("."));
        Assert.That(EventKinds.Of("bounce")!.Word, Is.EqualTo("bounce"));
    }

    // Some flags have names, since other code asks for them.
    private static string WithWords(string code) =>
        typeof(Flags).GetFields().Aggregate(code, (text, flag) => text.Replace($"Flag(Flags.{flag.Name}", $"Flag(\"{flag.GetRawConstantValue()}\"", StringComparison.Ordinal));

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
