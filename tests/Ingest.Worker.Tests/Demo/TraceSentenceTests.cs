using NUnit.Framework;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>What is said of a decision is said in sentences: by every rule, over all samples, on the page and by the commands.</summary>
[TestFixture]
public sealed class TraceSentenceTests
{
    private static readonly HashSet<string> s_enumNames =
    [
        .. typeof(Decider).Assembly.GetTypes().Where(type => type.IsEnum).SelectMany(Enum.GetNames).Where(name => name.Skip(1).Any(char.IsUpper)),
    ];

    private Cli _cli = null!;

    [OneTimeSetUp]
    public void TakeEverySampleIn()
    {
        _cli = Cli.WithSamples();
    }

    [OneTimeTearDown]
    public void Remove() => _cli.Dispose();

    [Test]
    public void Every_step_is_a_sentence_of_a_rule_that_has_a_title()
    {
        using var database = Open();
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        var steps = 0;
        foreach (var step in database.Reports.Decisions(DateTimeOffset.MinValue).SelectMany(was => database.Reports.Mail(was.Mail)!.Trace.Steps))
        {
            steps++;
            if (Mistake(step) is { } mistake)
            {
                wrong.Add($"{mistake}: {step.Rule} {step.Result}");
            }
        }

        Assert.That(steps, Is.GreaterThan(500));
        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }

    [Test]
    public void Every_flag_and_every_reason_of_the_samples_is_explained_for_operators()
    {
        using var database = Open();
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "decisions-explained.md"));
        var said = database.Reports.Decisions(DateTimeOffset.MinValue).Select(was => database.Reports.Mail(was.Mail)!).SelectMany(mail => mail.Flags.Select(flag => $"| {flag} |").Append(mail.Reason.Length == 0 ? "|" : $"| `{mail.Reason}` |"));

        Assert.That(said.Distinct().Where(row => !page.Contains(row, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void The_page_for_operators_has_the_outcomes_and_the_rules_of_the_program()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "decisions-explained.md"));

        Assert.That(page, Does.Contain(string.Join('\n', Words.Outcomes.Select(outcome => $"| {outcome} | {Words.Meaning(outcome)} |"))));
        Assert.That(page, Does.Contain(string.Join('\n', RuleTitles.All.Select(rule => $"| {rule.Row} | {rule.Title} |"))));
    }

    [Test]
    public void Decided_again_no_sample_would_become_anything_else()
    {
        var answer = _cli.Run("replay", "--dry-run", "--texts");

        Assert.That(answer.Out, Is.Empty, answer.Out);
        Assert.That(answer.Error, Does.Contain("as before, 0 would differ."));
    }

    [Test]
    public async Task The_page_of_a_mail_says_of_every_sample_what_explain_said_of_it()
    {
        using var state = new DemoState();
        var settings = DemoSettings.Read(Cli.Samples, state.Folder, null, page: false);
        using (var installation = Installation.OpenForWriting(settings, TimeProvider.System))
        {
            installation.Database.Directory.Import(DirectoryFiles.Read([Path.Combine(Cli.Samples, "directory")], _ => false, _ => false, []));
        }

        var settled = new List<SettledMail>();
        await IngestOnce.RunAsync(settings, Path.Combine(Cli.Samples, "eml"), new WorkerHooks { Settled = settled.Add }, TextWriter.Null, json: false, CancellationToken.None);
        using var reader = Installation.OpenForReading(settings, TimeProvider.System);
        var context = new OpsContext(new Uri("http://127.0.0.1:0"), reader.Database, reader.Policy, TimeProvider.System) { CommandToken = "", Redecide = null!, RunCommand = null! };
        await using var server = await OpsPage.StartAsync(context, CancellationToken.None);
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };

        Assert.That(settled, Has.Count.GreaterThan(100));
        foreach (var recorded in settled.Select(mail => mail.Recorded).Where(recorded => recorded.As is RecordedAs.New))
        {
            var page = WithoutTags(await browser.GetStringAsync(new Uri($"/mails/{recorded.Mail.Value}", UriKind.Relative)));
            var words = DecisionWords.Of(recorded.Decided, reader.Database);
            // Of what comes for something erased only the step that says so is kept (B5.3).
            var steps = recorded.Decided.Decision is Decision.Ignore { Reason: IgnoreReason.Tombstone } ? recorded.Decided.Trace.Steps.Where(step => step.Rule == words.Rule) : recorded.Decided.Trace.Steps;
            string[] said = [words.Sentence, words.Reason.Explanation, words.Because, words.ToDo, .. steps.Select(step => $"{step.Rule} {RuleTitles.Of(step.Rule)} {step.Result}")];
            Assert.That(said.Where(line => !page.Contains(Spaced(line), StringComparison.Ordinal)), Is.Empty, $"mail {recorded.Mail.Value}: {page}");
            Assert.That(DecisionWords.Of(reader.Database.Reports.Mail(recorded.Mail)!, reader.Database.Directory.Snapshot()), Is.EqualTo(words));
        }
    }

    // As a reader sees it: entities resolved, white space of any length as one blank.
    private static string WithoutTags(string html)
    {
        var text = new System.Text.StringBuilder();
        for (var at = 0; at < html.Length;)
        {
            var open = html.IndexOf('<', at);
            text.Append(html.AsSpan(at, (open < 0 ? html.Length : open) - at));
            at = open < 0 ? html.Length : html.IndexOf('>', open) + 1;
        }

        return Spaced(System.Net.WebUtility.HtmlDecode(text.ToString()));
    }

    private static string Spaced(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string? Mistake(TraceStep step)
    {
        var text = step.Result;
        return text.Length == 0 ? "says nothing"
            : text[^1] != '.' ? "does not end"
            : char.IsLower(text[0]) && !text.Split(' ')[0].Contains('@', StringComparison.Ordinal) && !text.Split(' ')[0].Contains('.', StringComparison.Ordinal) ? "does not begin"
            : text.Split(' ', '.', ',', ';', ':', '(', ')').FirstOrDefault(s_enumNames.Contains) is { } name ? $"shows {name}"
            : RuleTitles.Of(step.Rule).Length == 0 ? "has no title"
            : null;
    }

    private Database Open() => Database.OpenForReading(new StoreSettings(_cli.Database), TimeProvider.System);
}
