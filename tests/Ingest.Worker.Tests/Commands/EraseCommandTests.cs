namespace Touchpoints.Ingest.Tests;

/// <summary>erase as it is typed, on a store of samples.</summary>
public sealed class EraseCommandTests
{
    private Cli _cli = null!;

    [SetUp]
    public void SetUp() => _cli = Cli.WithSamples();

    [TearDown]
    public void TearDown() => _cli.Dispose();

    [Test]
    public void An_account_is_erased_and_the_rest_is_as_it_came()
    {
        var answer = _cli.Run("erase", "--account", "acme", "--yes", "--json");
        Assert.That(answer.Code, Is.Zero, answer.Error);
        Assert.That(answer.Lines[0].GetProperty("octets").GetInt64(), Is.Positive);
        Assert.That(_cli.Run("export").Out, Is.Not.Empty.And.Not.Contain("@acme.example"));
        Assert.That(_cli.Run("verify").Code, Is.Zero);
    }

    // What came in again under the same names is known by them; under others by its hashes.
    [Test]
    public void Erased_mail_that_comes_from_another_folder_is_ignored_as_a_tombstone()
    {
        var erased = _cli.Run("erase", "--account", "acme", "--yes", "--json").Lines[0].GetProperty("mails").GetInt32();
        var copy = Directory.CreateDirectory(Path.Combine(_cli.Folder, "copy")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Cli.Samples, "eml"), "*.eml"))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        var outcomes = _cli.Run("ingest", "--once", "--from", copy, "--json").Lines[0].GetProperty("outcomes");
        Assert.That(outcomes.GetProperty("ignored tombstone").GetInt32(), Is.GreaterThanOrEqualTo(erased));
        Assert.That(outcomes.TryGetProperty("recorded", out _), Is.False, outcomes.ToString());
    }

    [TestCase("erase", false)]
    [TestCase("no", true)]
    [TestCase("", true)]
    public void It_says_what_it_will_do_and_asks(string typed, bool isRefused)
    {
        var before = _cli.Run("export").Out;
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var typing = new StringReader(typed);
        string[] line = ["erase", "--account", "acme", "--settings", _cli.Settings, "--database", _cli.Database];
        var code = CommandLine.RunAsync(line, new Shell(output, errors, CancellationToken.None) { In = typing }).GetAwaiter().GetResult();
        Assert.That((code, _cli.Run("export").Out == before), Is.EqualTo((isRefused ? 1 : 0, isRefused)));
        Assert.That(errors.ToString(), Does.Contain("This erases acme for good:").And.Contain("mails of theirs"));
    }

    [TestCase("Give either --person ADDRESS or --account KEY or --aged.", "erase", "--yes")]
    [TestCase("Give either --person ADDRESS or --account KEY or --aged.", "erase", "--aged", "--account", "acme")]
    [TestCase("Mail is kept for ever here: nothing is old. Set Touchpoints:Retention:RecordedDays, HeldDays, IgnoredDays or ChangesDays", "erase", "--aged")]
    [TestCase("\"jane\" is no mail address.", "erase", "--person", "jane")]
    [TestCase("Did you mean \"acme\"?", "erase", "--account", "acm", "--yes")]
    public void Wrong_use_is_said(string said, params string[] arguments) => Assert.That(_cli.Run(arguments).Error, Does.Contain(said));
}
