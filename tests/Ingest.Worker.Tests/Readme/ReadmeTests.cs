using Touchpoints.Ingest;

namespace Touchpoints.Ingest.Tests;

/// <summary>What the README tells people to type works, and what it points to is there.</summary>
[TestFixture]
public sealed class ReadmeTests
{
    private static readonly string s_text = File.ReadAllText(Repository.File("README.md"));

    private static IEnumerable<string> Commands => Blocks("sh").SelectMany(b => b.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Where(l => l.StartsWith("touchpoints ", StringComparison.Ordinal));

    [Test]
    public void Its_commands_can_be_run_one_after_the_other()
    {
        using var cli = new Cli();
        Assert.That(Commands.Count(), Is.GreaterThan(5));
        foreach (var line in Commands)
        {
            var answer = Cli.RunBare([.. line.Split(' ')[1..].Select(w => InRepository(w, cli)), "--database", cli.Database]);

            Assert.That(answer.Code, Is.Zero, $"{line}\n{answer.Error}");
        }
    }

    [Test]
    public void Run_and_test_are_there_and_test_is_what_CI_runs()
    {
        Assert.That(Blocks("sh").First(), Does.Contain("./run ").And.Contain("./test "));
        foreach (var script in new[] { "run", "test", ".ci/run" })
        {
            Assert.That(!OperatingSystem.IsWindows() && File.GetUnixFileMode(Repository.File(script)).HasFlag(UnixFileMode.UserExecute), Is.True, script);
        }

        Assert.That(File.ReadAllText(Repository.File(".ci/run")), Does.Contain("exec ./test"));
    }

    [Test]
    public void Its_example_of_settings_is_right()
    {
        using var cli = new Cli();
        var password = cli.Write("password", "secret");
        var file = cli.Write("settings.json", Blocks("json").Single().Replace("/etc/touchpoints/log.password", password, StringComparison.Ordinal));

        var answer = Cli.RunBare("config", "show", "--settings", file, "--database", cli.Database);

        Assert.That(answer.Code, Is.Zero, answer.Error);
    }

    [Test]
    public void Its_table_of_fields_is_that_of_the_reader()
    {
        foreach (var shape in DirectoryFiles.Shapes)
        {
            Assert.That(s_text, Does.Contain($"`{shape.Name}.csv`").And.Contain($"`{string.Join(',', shape.Fields)}`"));
        }
    }

    [Test]
    public void Every_command_of_its_table_has_help()
    {
        var rows = s_text.Split('\n').SkipWhile(l => !l.StartsWith("| command", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Split('|')[1].Split('`').Where((_, i) => i % 2 == 1).ToList());
        foreach (var row in rows)
        {
            // "held list", "show", …: the first one names the command that the others are part of, unless they are commands too.
            var command = Cli.RunBare("--help").Out + Cli.RunBare(row[0].Split(' ')[0], "--help").Out;
            foreach (var name in row.Select(words => words.Split(' ')[0]))
            {
                Assert.That(command, Does.Contain($"\n  {name} "), name);
            }
        }
    }

    [Test]
    public void The_map_of_rules_names_every_rule_of_a_trace_and_only_what_is_there()
    {
        var rows = File.ReadAllLines(Repository.File("src/Threading/README.md")).Where(l => l.StartsWith("| B", StringComparison.Ordinal)).Select(l => l.Split('|')).ToList();
        foreach (var row in rows)
        {
            Assert.That(Quoted(row[3]).Select(path => Repository.File("src/Threading/" + path)), Is.All.Matches<string>(Path.Exists));
            Assert.That(Quoted(row[4]).Select(file => Directory.EnumerateFiles(Repository.File("tests/Threading.Tests"), file, SearchOption.AllDirectories)), Is.All.Not.Empty);
        }

        var rules = Directory.EnumerateFiles(Repository.File("src/Threading"), "*.cs", SearchOption.AllDirectories).SelectMany(RulesOfTrace).ToHashSet();
        var named = rows.SelectMany(row => row[1].Split([' ', ',', '–'], StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.That(rules, Has.Count.GreaterThan(20));
        Assert.That(rules.Where(rule => !named.Exists(name => rule == name || rule.StartsWith(name + ".", StringComparison.Ordinal) || (rule[0] != 'B' && rule[0] == name[0]))), Is.Empty);

        static IEnumerable<string> Quoted(string cell) => cell.Split('`').Where((_, i) => i % 2 == 1);
        static IEnumerable<string> RulesOfTrace(string file) => File.ReadAllText(file).Split("Trace.").Skip(1).Where(call => call.StartsWith("Hit(\"", StringComparison.Ordinal) || call.StartsWith("Miss(\"", StringComparison.Ordinal)).Select(call => call.Split('"')[1]);
    }

    private static string InRepository(string word, Cli cli) => word switch
    {
        "samples/settings.json" => cli.Settings,
        _ when word.StartsWith("samples/", StringComparison.Ordinal) => Repository.File(word),
        _ => word,
    };

    private static IEnumerable<string> Blocks(string language)
        => s_text.Split("```").Where((_, i) => i % 2 == 1).Where(b => b.StartsWith(language + "\n", StringComparison.Ordinal)).Select(b => b[(language.Length + 1)..]);
}
