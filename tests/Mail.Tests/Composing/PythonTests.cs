using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Somebody else's reader agrees: Python's email package, given what the composer wrote.</summary>
public sealed class PythonTests
{
    private const int Mails = 150;
    private string _folder = "";

    [SetUp]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("composed-").FullName;

    [TearDown]
    public void End() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Python_reads_the_same()
    {
        var drafts = Enumerable.Range(1000, Mails).Select(seed => new RandomDraft(seed).Next()).ToList();
        for (var at = 0; at < Mails; at++)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder, $"{at:D4}.eml"), await Composed.OctetsAsync(drafts[at]));
        }

        var read = await PythonAsync();
        Assert.That(read, Has.Count.EqualTo(Mails));
        Assert.Multiple(() =>
        {
            for (var at = 0; at < Mails; at++)
            {
                AreEqual(drafts[at], read[at].RootElement, $"seed {1000 + at}");
            }
        });
    }

    private static void AreEqual(MailDraft draft, JsonElement read, string seed)
    {
        Assert.That(read.GetProperty("defects").GetArrayLength(), Is.Zero, () => $"{seed}: {read.GetProperty("defects")}");
        Assert.That(read.GetProperty("subject").GetString(), Is.EqualTo(draft.Subject), seed);
        Assert.That(read.GetProperty("note").GetString(), Is.EqualTo(draft.Fields[0].Value), seed);
        Assert.That(read.GetProperty("date").GetDateTimeOffset(), Is.EqualTo(draft.Date), seed);
        Assert.That(People(read, "from"), Is.EqualTo(People([.. draft.From.Select(a => (Recipient)a)])), seed);
        Assert.That(People(read, "to"), Is.EqualTo(People(draft.To)), seed);
        Assert.That(People(read, "cc"), Is.EqualTo(People(draft.Cc)), seed);
        Assert.That(People(read, "bcc"), Is.Empty, seed);
        Assert.That(read.GetProperty("references").EnumerateArray().Select(r => r.GetString()!.Trim('<', '>')), Is.EqualTo(draft.References), seed);
        Assert.That(Body(read, "text"), Is.EqualTo(Body(draft.Text) ?? (draft.Html is null && draft.Calendar is null ? "" : null)), seed);
        Assert.That(Body(read, "html"), Is.EqualTo(Body(draft.Html)), seed);
        Assert.That(Rows(read, "calendar"), Is.EqualTo(draft.Calendar is { } c ? new[] { $"{c.Method}|{RandomDraft.LineEnds(c.Content)}" } : []), seed);
        Assert.That(
            Rows(read, "files"),
            Is.EqualTo(draft.Images.Concat(draft.Attachments).Select(f => $"{f.Name}|{Convert.ToHexStringLower(SHA256.HashData(f.Open()))}|{f.ContentId}")),
            seed);
    }

    private async Task<IReadOnlyList<JsonDocument>> PythonAsync()
    {
        Process python;
        try
        {
            var script = Path.Combine(TestContext.CurrentContext.TestDirectory, "read.py");
            python = Process.Start(new ProcessStartInfo("python3", [script, _folder]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("There is no python3, whose email package reads what the composer wrote. ./test installs it.");
            throw;
        }

        using (python)
        {
            var errors = python.StandardError.ReadToEndAsync();
            var lines = (await python.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await python.WaitForExitAsync();
            Assert.That(python.ExitCode, Is.Zero, await errors);
            return [.. lines.Select(l => JsonDocument.Parse(l))];
        }
    }

    // Python leaves the blank between two encoded words of a name, against RFC 2047 §6.2: blanks do not count here.
    private static IEnumerable<string> People(JsonElement read, string name) => Rows(read, name).Select(WithoutBlanks);

    private static string WithoutBlanks(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    // Python shows a local part without its quotes.
    private static IEnumerable<string> People(IEnumerable<Recipient> recipients) => recipients.SelectMany(r => r.Members).Select(a => RandomDraft.AsRead(a, utf8: false))
        .Select(a => $"{a.Name}|{(a.Address[0] == '"' ? a.Address.Remove(a.Address.LastIndexOf('"'), 1)[1..].Replace("\\\"", "\"", StringComparison.Ordinal) : a.Address)}").Select(WithoutBlanks);

    private static IEnumerable<string> Rows(JsonElement read, string name) =>
        read.GetProperty(name).EnumerateArray().Select(row => string.Join('|', row.EnumerateArray().Select(cell => cell.GetString()!.ReplaceLineEndings("\n"))));

    private static string? Body(JsonElement read, string name) => read.GetProperty(name).GetString()?.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string? Body(string? text) => text is null ? null : RandomDraft.LineEnds(text);
}
