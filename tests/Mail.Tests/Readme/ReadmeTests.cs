using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>The library's README is true, its public surface is what the README names, and it knows no word of the product around it.</summary>
public sealed class ReadmeTests
{
    // Each is a notion of what the mail is for, or a document of the product.
    private static readonly string[] s_productWords =
    [
        "touchpoint", "thread repl", "reply address", "customer", "participant", "contact ", "account", "crm", "the operator", "ledger", "ops page", "behaviour.md", "reliability.md", "performance.md", "expectations.md",
    ];

    private static readonly string s_library = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src", "Mail"));
    private static readonly string s_text = File.ReadAllText(Path.Combine(s_library, "README.md"));

    [Test]
    public void Its_examples_are_compiled()
    {
        var compiled = Lines(File.ReadAllText(Path.Combine(Here(), "ReadmeSnippets.cs")));
        var examples = s_text.Split("```").Where(b => b.StartsWith("csharp\n", StringComparison.Ordinal)).ToList();
        Assert.That(examples, Has.Count.EqualTo(5));
        foreach (var example in examples)
        {
            Assert.That(compiled, Does.Contain(Lines(example["csharp\n".Length..])));
        }
    }

    [Test]
    public async Task What_its_example_writes_its_example_reads()
    {
        var folder = Directory.CreateTempSubdirectory("readme-");
        var (file, written) = (Path.Combine(folder.FullName, "a.pdf"), Path.Combine(folder.FullName, "a.eml"));
        await File.WriteAllTextAsync(file, "content");
        await using (var output = File.Create(written))
        {
            await ReadmeSnippets.Write(file, output, CancellationToken.None);
        }

        var stored = await File.ReadAllBytesAsync(written);
        var mail = Some.Mail(stored);
        using var copy = new MemoryStream();
        ReadmeSnippets.Attachment(stored, mail.Attachments.Single(), copy);
        ReadmeSnippets.Read(written);
        ReadmeSnippets.Verify(stored);
        Assert.That((mail.Subject, mail.Attachments[0].FileName, copy.Length), Is.EqualTo(("Angebot für 2027", "Übersicht.pdf", 7L)));
        folder.Delete(recursive: true);
    }

    [Test]
    public void Its_table_has_every_limit_with_its_default()
    {
        foreach (var limit in typeof(MailLimits).GetProperties().Where(p => p.PropertyType == typeof(int)))
        {
            Assert.That(s_text, Does.Contain(string.Create(CultureInfo.InvariantCulture, $"| `{limit.Name}` | {limit.GetValue(MailLimits.Default)} |")));
        }
    }

    // A new public type is a promise: it comes with a line here.
    [Test]
    public void Nothing_is_public_that_a_caller_does_not_need() => Assert.That(
        typeof(MailReader).Assembly.GetExportedTypes().Where(t => t.DeclaringType is null).Select(t => t.Name).Order(StringComparer.Ordinal),
        Is.EqualTo(new[]
        {
            "ArcResult", "ArcVerifier", "AuthenticationResult", "CalendarDraft", "CalendarEvent", "CalendarPerson", "CalendarReader", "CalendarTime", "DecodedDigest", "DkimResult", "DkimVerifier", "HeaderField",
            "ImapAuthenticationException", "ImapClient", "ImapCommandException", "ImapConnectException", "ImapConnectStep", "ImapEndpoint", "ImapFolder", "ImapMessageHead", "ImapMessageInfo", "ImapMessageKey",
            "ImapProtocolException", "ImapQuota", "ImapSecurity", "ImapSelected", "ImapTimeouts", "KeyLookup", "LmtpClient", "MailAddress", "MailComposer", "MailDraft", "MailDraftException",
            "MailFile", "MailLimits", "MailProtection", "MailReader", "MailReading", "MimePart", "PagedOctets", "ReadMail", "Recipient", "SmtpProtocolException", "SmtpReply", "TransferDecoder", "TransferEncoding",
            "TxtAnswer", "TxtResolver", "TxtResolverOptions",
        }));

    [Test]
    public void It_depends_on_nothing_but_the_platform() => Assert.That(
        typeof(MailReader).Assembly.GetReferencedAssemblies().Select(a => a.Name).Where(n => !n!.StartsWith("System.", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void No_word_of_the_product_is_in_it()
    {
        var found = Directory.EnumerateFiles(s_library, "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".md", StringComparison.Ordinal))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => File.ReadLines(f).Select(line => $"{Path.GetFileName(f)}: {line.Replace("Touchpoints.Mail", "", StringComparison.Ordinal)}"))
            .Where(line => s_productWords.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase)));
        Assert.That(found, Is.Empty);
    }

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
