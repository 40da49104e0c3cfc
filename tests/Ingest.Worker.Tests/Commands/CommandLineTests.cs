using Touchpoints.Ingest;

namespace Touchpoints.Ingest.Tests;

[TestFixture]
public sealed class CommandLineTests
{
    [TestCase("hlep", 2, "\"hlep\" is no command of touchpoints.")]
    [TestCase("statsu", 2, "Did you mean \"status\"?")]
    [TestCase("held lst", 2, "Did you mean \"list\"?")]
    [TestCase("status --jsno", 2, "Did you mean \"--json\"?")]
    [TestCase("run --sttings x", 64, "Did you mean \"--settings\"?")]
    [TestCase("held", 2, "See: touchpoints held --help")]
    [TestCase("ingest", 64, "--once")]
    [TestCase("inspect", 2, "at least one PATH")]
    [TestCase("held assign x acme", 2, "See: touchpoints held assign --help")]
    public void A_wrong_word_is_named_with_the_nearest_right_one(string line, int code, string said)
    {
        var answer = Cli.RunBare(line.Split(' '));

        Assert.That(answer.Error, Does.Contain(said));
        Assert.That(answer.Code, Is.EqualTo(code));
        Assert.That(answer.Out, Is.Empty);
    }

    [TestCase("run")]
    [TestCase("demo")]
    [TestCase("ingest")]
    [TestCase("inspect")]
    [TestCase("explain")]
    [TestCase("held list")]
    [TestCase("held show")]
    [TestCase("held assign")]
    [TestCase("held dismiss")]
    [TestCase("held accept")]
    [TestCase("held thread")]
    [TestCase("held keep")]
    [TestCase("directory never-log list")]
    [TestCase("directory never-log add")]
    [TestCase("directory never-log remove")]
    [TestCase("directory senders")]
    [TestCase("directory forget")]
    [TestCase("touchpoint delete")]
    [TestCase("touchpoint restore")]
    [TestCase("replay")]
    [TestCase("directory import")]
    [TestCase("directory check")]
    [TestCase("touchpoint new")]
    [TestCase("check")]
    [TestCase("status")]
    [TestCase("health")]
    [TestCase("config show")]
    [TestCase("export")]
    [TestCase("changes")]
    [TestCase("migrate")]
    [TestCase("version")]
    public void Every_command_has_help_with_examples(string command)
    {
        var answer = Cli.RunBare([.. command.Split(' '), "--help"]);

        Assert.That(answer.Code, Is.Zero);
        Assert.That(answer.Out, Does.Contain("Examples:").And.Contain($"  touchpoints {command}"));
    }

    [Test]
    public void A_settings_file_that_does_not_exist_is_said()
    {
        var answer = Cli.RunBare("status", "--settings", "no-such.json");

        Assert.That(answer.Error.Trim(), Is.EqualTo("The settings file no-such.json does not exist."));
        Assert.That(answer.Code, Is.EqualTo(2));
    }

    [Test]
    public void Every_wrong_setting_is_listed_and_run_ends_with_78()
    {
        using var cli = new Cli();
        var file = cli.Write("wrong.json", """{"Touchpoints": {"MaxAccounts": "many", "LogAdresses": ["a@b.example"]}}""");

        var answer = Cli.RunBare("run", "--settings", file, "--database", cli.Database);

        Assert.That(answer.Error, Does.Contain("2 settings are wrong").And.Contain("MaxAccounts").And.Contain("LogAddresses"));
        Assert.That(answer.Code, Is.EqualTo(78));
    }

    [Test]
    public void A_store_that_is_not_there_is_said_without_a_stack_trace()
    {
        using var cli = new Cli();

        var answer = cli.Run("status");

        Assert.That(answer.Error, Does.Contain(cli.Database).And.Not.Contain("   at "));
        Assert.That(answer.Code, Is.EqualTo(1));
    }

    [Test]
    public void Config_show_says_where_each_value_is_from_and_hides_passwords()
    {
        using var cli = new Cli();
        var file = cli.Write("one.json", """{"Touchpoints": {"Mailboxes": {"a": {"Host": "h.example", "User": "u", "Password": "hush"}}}}""");

        var answer = Cli.RunBare("config", "show", "--settings", file, "--database", cli.Database);

        Assert.That(answer.Out, Does.Contain($"Touchpoints:Store:Database = {cli.Database}  (command line)"));
        Assert.That(answer.Out, Does.Contain($"Touchpoints:Mailboxes:a:Host = h.example  ({file})"));
        Assert.That(answer.Out, Does.Contain("Touchpoints:MaxAccounts = 5  (default)"));
        Assert.That(answer.Out, Does.Contain("Touchpoints:Mailboxes:a:Password = ********"));
        Assert.That(answer.Out, Does.Not.Contain("hush"));
        Assert.That(answer.Code, Is.Zero);
    }

    [Test]
    public void Version_is_told_to_programs_too()
        => Assert.That(Cli.RunBare("version", "--json").Lines[0].GetProperty("version").GetString(), Does.StartWith("0.1.0"));

    [Test]
    public void Health_of_no_worker_is_a_failure()
    {
        using var cli = new Cli();
        var file = cli.Write("port.json", """{"Touchpoints": {"Ops": {"Url": "http://127.0.0.1:9"}}}""");

        var answer = Cli.RunBare("health", "--settings", file, "--database", cli.Database);

        Assert.That(answer.Error, Does.Contain("No worker answers at http://127.0.0.1:9/"));
        Assert.That(answer.Code, Is.EqualTo(1));
    }

    [Test]
    public void Health_asks_where_the_note_of_the_running_worker_says()
    {
        using var cli = new Cli();
        cli.Write("touchpoints.db.note", "process 1\n" + new LockNote(1, new Uri("http://127.0.0.1:7"), "token"));

        Assert.That(cli.Run("health").Error, Does.Contain("No worker answers at http://127.0.0.1:7/"));
    }
}
