using Touchpoints.Ingest;

namespace Touchpoints.Ingest.Tests;

/// <summary>Every sample mail, from a folder through the pipeline, compared with what is expected of it.</summary>
[TestFixture]
public sealed class SamplesTests
{
    private static readonly Dictionary<string, List<string>> s_differences = [];

    private static IEnumerable<string> Names => Directory.GetFiles(Path.Combine(Cli.Samples, "eml"), "*.eml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public static async Task Run_all_samples_once()
    {
        using var state = new DemoState();
        var demo = new Demo(new Shell(TextWriter.Null, TextWriter.Null, CancellationToken.None), Cli.Samples);
        var settings = DemoSettings.Read(Cli.Samples, state.Folder, null, page: false);

        var (tally, _) = await demo.TakeFolderAsync(settings, Path.Combine(state.Folder, "mail"));

        foreach (var sample in tally.Compared.GroupBy(c => c.Sample))
        {
            s_differences[sample.Key] = [.. sample.SelectMany(c => c.Differences)];
        }
    }

    [TestCaseSource(nameof(Names))]
    public void The_sample_comes_to_what_is_expected(string name)
    {
        Assert.That(s_differences, Does.ContainKey(name), "it was never settled");
        Assert.That(s_differences[name], Is.Empty);
    }

    [Test]
    public void Samples_and_expectations_are_one_to_one()
        => Assert.That(
            Directory.GetFiles(Path.Combine(Cli.Samples, "eml"), "*.expected.json").Select(f => Path.GetFileName(f)!.Replace(".expected.json", ".eml", StringComparison.Ordinal)),
            Is.EquivalentTo(Names));
}
