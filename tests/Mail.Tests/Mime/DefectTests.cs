using System.Reflection;
using System.Text.Json;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Every defect that the reader can name is documented, and shown by a sample mail.</summary>
public sealed class DefectTests
{
    // A mail server puts fields before such a mail and thereby makes another one of it, so no sample of what is delivered can show them.
    private static readonly string[] NotOfServers = ["no-header", "bare-carriage-returns"];

    private static IEnumerable<string> Names => typeof(Defects).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

    [TestCaseSource(nameof(Names))]
    public void A_defect_has_a_line_in_the_docs(string name)
    {
        var docs = File.ReadAllText(Path.Combine(Root(), "docs", "mail-reading.md"));
        Assert.That(docs, Does.Contain('`' + (name.StartsWith("limits:", StringComparison.Ordinal) ? name[7..] : name) + '`'));
    }

    [Test]
    public void A_defect_has_a_sample()
    {
        var shown = Directory.GetFiles(Path.Combine(Root(), "samples", "eml"), "*.expected.json").SelectMany(Expected).Concat(NotOfServers);
        Assert.That(Names.Where(name => !name.StartsWith("limits:", StringComparison.Ordinal)), Is.SubsetOf(shown));
    }

    private static IEnumerable<string> Expected(string file)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(file));
        return expected.RootElement.TryGetProperty("defects", out var defects) ? [.. defects.EnumerateArray().Select(d => d.GetString()!)] : [];
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "samples", "eml")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"No samples/eml above {AppContext.BaseDirectory}.");
        }

        return folder;
    }
}
