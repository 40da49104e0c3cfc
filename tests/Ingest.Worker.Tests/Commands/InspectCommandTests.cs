namespace Touchpoints.Ingest.Tests;

[TestFixture]
public sealed class InspectCommandTests
{
    private static readonly string[] s_fields =
    [
        "file", "sha256", "octets", "milliseconds", "messageId", "inReplyTo", "references", "subject", "from", "sender", "replyTo", "to", "cc", "bcc",
        "deliveredTo", "date", "text", "html", "reply", "signature", "quoted", "kind", "bounce", "autoReply", "forward", "calendar", "attachments",
        "dkim", "arc", "defects",
    ];

    [Test]
    public void Every_mail_of_a_folder_gets_a_line_in_path_order_with_all_fields()
    {
        var answer = Cli.RunBare("inspect", "--json", Path.Combine(Cli.Samples, "eml"));

        Assert.That(answer.Code, Is.Zero);
        Assert.That(answer.Lines.Select(l => l.GetProperty("file").GetString()), Is.EqualTo(Directory.GetFiles(Path.Combine(Cli.Samples, "eml"), "*.eml").Order(StringComparer.Ordinal)));
        Assert.That(answer.Lines.Select(l => string.Join(' ', l.EnumerateObject().Select(p => p.Name))).Distinct(), Is.EqualTo(new[] { string.Join(' ', s_fields) }));
        Assert.That(answer.Out, Does.Not.Contain("fault:"));
    }

    [Test]
    public void Requests_are_answered_one_a_line_in_order_whatever_is_wrong_with_one()
    {
        using var cli = new Cli();
        var body = cli.Write("body.txt", "New words\n\nOn Mon, 2 Nov 2026 at 10:00, Jane Doe <jane@acme.example> wrote:\n> old\n");
        var mail = cli.Write("mail.eml", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nHello\n");
        var requests = cli.Write("r.jsonl", $$"""
            {"path": "{{body}}", "as": "text", "subject": "Re: x"}
            {"path": "{{cli.Folder}}/none.eml"}
            not json
            {"path": "{{mail}}", "dns": { } }
            {"threads": ["{{mail}}", "{{body}}"]}
            """);

        var answer = Cli.RunBare("inspect", "--requests", requests, "--json");

        Assert.That(answer.Lines, Has.Length.EqualTo(5));
        Assert.That(answer.Lines[0].GetProperty("reply").GetString(), Is.EqualTo("New words"));
        Assert.That(answer.Lines[1].GetProperty("error").GetString(), Is.Not.Empty);
        Assert.That(answer.Lines[2].GetProperty("error").GetString(), Does.StartWith("This line is no request"));
        Assert.That(answer.Lines[3].GetProperty("subject").GetString(), Is.EqualTo("Grüße"));
        Assert.That(answer.Out, Does.Contain("Grüße"), "letters are not escaped");
        Assert.That(answer.Lines[4].GetProperty("threads").GetArrayLength(), Is.EqualTo(2));
        Assert.That(answer.Code, Is.EqualTo(1), "a path could not be opened");
    }

    [Test]
    public void People_and_files_are_shown_as_the_mail_names_them()
    {
        using var cli = new Cli();
        var file = "Content-Disposition: attachment; filename=\"../image.png\"\n\n";
        var mail = cli.Write("mail.eml", $"From: =?utf-8?q?J=C3=BCrgen?= <j@Müller.example>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{file}1\n--b\n{file}2\n--b--\n");

        var line = Cli.RunBare("inspect", "--json", mail).Lines[0];

        Assert.That(line.GetProperty("from")[0].GetProperty("address").GetString(), Is.EqualTo("j@müller.example"));
        Assert.That(line.GetProperty("attachments").EnumerateArray().Select(a => a.GetProperty("name").GetString()), Is.EqualTo(new[] { "image.png", "image.png" }));
    }

    [Test]
    public void Answers_join_their_thread_by_references_alone()
    {
        using var cli = new Cli();
        var first = cli.Write("1.eml", "Message-ID: <a@x.example>\n\n1");
        var other = cli.Write("2.eml", "Message-ID: <b@x.example>\n\n2");
        var answer = cli.Write("3.eml", "Message-ID: <c@x.example>\nReferences: <gone@x.example> <a@x.example>\n\n3");
        var cousin = cli.Write("4.eml", "Message-ID: <d@x.example>\nIn-Reply-To: <gone@x.example>\n\n4");
        var requests = cli.Write("r.jsonl", $$"""{"threads": ["{{first}}", "{{other}}", "{{answer}}", "{{cousin}}"]}""");

        var threads = Cli.RunBare("inspect", "--requests", requests, "--json").Lines[0].GetProperty("threads");

        Assert.That(threads.EnumerateArray().Select(t => string.Join(' ', t.EnumerateArray().Select(f => Path.GetFileName(f.GetString())))), Is.EqualTo(new[] { "1.eml 3.eml 4.eml", "2.eml" }));
    }

    [TestCase("<root@x.example>", "", "")]
    [TestCase("", "<root@x.example> <mid@x.example>", "<mid@x.example>")]
    public void Mails_join_their_thread_in_any_order_of_arrival(string inReplyTo, string references, string midAgain)
    {
        using var cli = new Cli();
        var leaf = cli.Write("1.eml", $"Message-ID: <leaf@x.example>\nIn-Reply-To: {inReplyTo}\nReferences: {references}\n\n1");
        var mid = cli.Write("2.eml", $"Message-ID: <mid@x.example>\nReferences: {midAgain}\n\n2");
        var root = cli.Write("3.eml", "Message-ID: <root@x.example>\n\n3");
        var copy = cli.Write("4.eml", "Message-ID: <root@x.example>\n\n3");
        var link = cli.Write("5.eml", "Message-ID: <e@x.example>\nReferences: <leaf@x.example> <mid@x.example>\n\n5");
        var requests = cli.Write("r.jsonl", $$"""{"threads": ["{{leaf}}", "{{mid}}", "{{root}}", "{{copy}}", "{{link}}"]}""");

        var threads = Cli.RunBare("inspect", "--requests", requests, "--json").Lines[0].GetProperty("threads");

        Assert.That(threads.EnumerateArray().Select(t => string.Join(' ', t.EnumerateArray().Select(f => Path.GetFileName(f.GetString())))), Is.EqualTo(new[] { "1.eml 2.eml 3.eml 4.eml 5.eml" }));
    }

    [Test]
    public void Signatures_are_verified_with_the_keys_of_the_request()
    {
        using var cli = new Cli();
        var mail = cli.Write("signed.eml", "ARC-Seal: i=1\nDKIM-Signature: v=1; a=rsa-sha256; d=brand.example; s=k1; h=from; bh=AAAA; b=AAAA\nFrom: jane@brand.example\n\nHello\n");
        var requests = cli.Write("r.jsonl", $$"""
            {"path": "{{mail}}"}
            {"path": "{{mail}}", "dns": {"K1._domainkey.brand.example.": "v=DKIM1; p="} }
            """);

        var lines = Cli.RunBare("inspect", "--requests", requests, "--json").Lines;

        Assert.That(lines[0].GetProperty("dkim").GetRawText(), Is.EqualTo("""[{"domain":"brand.example","selector":"k1","result":"none","reason":"no keys were given"}]"""));
        Assert.That(lines[0].GetProperty("arc").GetProperty("result").GetString(), Is.EqualTo("none"));
        Assert.That(lines[1].GetProperty("dkim")[0].GetProperty("result").GetString(), Is.EqualTo("permerror"));
        Assert.That(lines[1].GetProperty("dkim")[0].GetProperty("reason").GetString(), Is.EqualTo("the key is revoked"));
        Assert.That(lines[1].GetProperty("arc").GetProperty("result").GetString(), Is.EqualTo("fail"));
    }

    [Test]
    public void Signatures_are_verified_with_keys_of_the_DNS_when_that_is_asked_for()
    {
        using var cli = new Cli();
        using var dns = new Touchpoints.Tests.ScriptedDns(asked => [asked.Reply(answers: [Touchpoints.Tests.DnsAsked.Text(300, null, "v=DKIM1; p=")])]);
        var mail = cli.Write("signed.eml", "DKIM-Signature: v=1; a=rsa-sha256; d=brand.example; s=k1; h=from; bh=AAAA; b=AAAA\nFrom: jane@brand.example\n\nHello\n");

        var answer = Cli.RunBare("inspect", mail, "--json", "--dns-server", dns.Address.ToString());

        Assert.That(answer.Lines.Single().GetProperty("dkim")[0].GetProperty("reason").GetString(), Is.EqualTo("the key is revoked"));
        Assert.That(dns.Asked.Single().Name, Is.EqualTo("k1._domainkey.brand.example"));
        Assert.That(Cli.RunBare("inspect", mail, "--dns-server", "nowhere").Code, Is.EqualTo(2));
    }

    [Test]
    public void An_mbox_is_split_into_its_mails()
    {
        using var cli = new Cli();
        var mbox = cli.Write("two.mbox", "From a@b Mon\nSubject: one\n\nText\nFrom here on it goes on\n\nFrom a@b Tue\nSubject: two\n\nText\n");

        var answer = Cli.RunBare("inspect", mbox, "--json");

        Assert.That(answer.Lines.Select(l => l.GetProperty("subject").GetString()), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public void A_person_reads_a_summary_that_cannot_steer_the_terminal()
    {
        using var cli = new Cli();

        var answer = Cli.RunBare("inspect", cli.Write("m.eml", "From: a@b.example\nSubject: red \u001b[31m\n\nHello\n"));

        Assert.That(answer.Out, Does.Contain("from         a@b.example").And.Not.Contain('\u001b'));
    }
}
