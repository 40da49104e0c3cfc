using System.Text;

namespace Touchpoints.Ingest.Tests;

public sealed class MailSourceTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-source-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void An_mbox_gives_its_mails_without_its_own_quoting()
    {
        Write("box.mbox", "From a@v.example Mon Jan  5 10:00:00 2026\nSubject: 1\n\n>From here\n>>From there\nFrom the middle\n\nFrom b@v.example Tue Jan 6 10:00:00 2026\nSubject: 2\n\nend");
        var mails = Read("box.mbox");
        Assert.Multiple(() =>
        {
            Assert.That(mails.Select(m => m.Text), Is.EqualTo(new[] { "Subject: 1\n\nFrom here\n>From there\nFrom the middle\n", "Subject: 2\n\nend" }));
            Assert.That(mails[0].Mail.ReceivedAt, Is.EqualTo(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero)));
            Assert.That(mails[0].Mail.Name, Does.Match("^box.mbox#1-[0-9a-f]{8}$"));
        });
    }

    [Test]
    public void An_mbox_of_any_line_length_is_byte_for_byte()
    {
        var body = new string('x', 200_000) + "\r\n\r\n" + new string('y', 70_000);
        Write("box.mbox", $"From a@v.example Mon Jan 5 10:00:00 2026\r\nSubject: 1\r\n\r\n{body}");
        Assert.That(Read("box.mbox").Single().Text, Is.EqualTo("Subject: 1\r\n\r\n" + body));
    }

    [TestCase("")]
    [TestCase("From a@v.example Mon Jan  5 10:00:00 2026\n")]
    public void An_empty_mbox_is_no_error(string text)
    {
        Write("box.mbox", text);
        Assert.That(Read("box.mbox").Select(m => m.Text), Is.All.Empty);
    }

    [Test]
    public void A_folder_gives_its_eml_files_by_name()
    {
        Write("b.eml", "B");
        Write("sub/a.eml", "A");
        Write("note.txt", "no mail");
        Assert.That(Read("").Select(m => (m.Mail.Name, m.Text)), Is.EqualTo(new[] { ("b.eml", "B"), (Path.Combine("sub", "a.eml"), "A") }));
    }

    [Test]
    public void A_maildir_gives_new_and_read_mail_by_its_unique_name()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "tmp"));
        Write("new/2.M1.host", "two");
        Write("cur/1.M1.host:2,S", "one");
        Assert.That(Read("").Select(m => (m.Mail.Name, m.Text)), Is.EqualTo(new[] { ("1.M1.host", "one"), ("2.M1.host", "two") }));
    }

    [TestCase("missing")]
    [TestCase("note.txt")]
    public void Anything_else_is_no_source(string name)
    {
        Write("note.txt", "hello");
        Assert.That(MailSource.Open(Path.Combine(_folder, name)), Is.Null);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(false));
    }

    private List<(SourceMail Mail, string Text)> Read(string name) => [.. MailSource.Open(Path.Combine(_folder, name))!.Select(m =>
    {
        using var octets = new MemoryStream();
        m.CopyTo(octets);
        return (m, Encoding.UTF8.GetString(octets.ToArray()));
    })];
}
