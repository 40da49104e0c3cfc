using System.Reflection;
using System.Text.Json;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Every defect that the reader can name is documented, and shown by a sample mail.</summary>
public sealed class DefectTests
{
    // samples/files: a mail server puts fields before such a mail and thereby makes another one of it, so it is read as a file only.
    private static IEnumerable<string> Samples => new[] { "eml", "files" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Root(), "samples", folder), "*.expected.json"));

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
        Assert.That(Names.Where(name => !name.StartsWith("limits:", StringComparison.Ordinal)), Is.SubsetOf(Samples.SelectMany(Expected)));
    }

    [Test]
    public void A_sample_that_is_read_as_a_file_has_its_defects()
    {
        foreach (var file in Samples.Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "files"))
        {
            var mail = File.ReadAllBytes(file.Replace(".expected.json", ".eml", StringComparison.Ordinal));
            Assert.That(((MailReading.Readable)MailReader.Read(mail, MailLimits.Default)).Mail.Defects, Is.EqualTo(Expected(file)), file);
        }
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
