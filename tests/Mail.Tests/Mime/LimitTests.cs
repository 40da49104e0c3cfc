using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class LimitTests
{
    private static readonly TestCaseData[] Rows =
    [
        new("header-field", "Subject: " + new string('x', 70_000) + "\n\nHello\n"),
        new("part-header", string.Concat(Enumerable.Repeat("X-A: " + new string('x', 900) + "\n", 400)) + "\nHello\n"),
        new("header-fields", string.Concat(Enumerable.Repeat("X-A: x\n", 2_500)) + "\nHello\n"),
        new("all-headers", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n" + string.Concat(Enumerable.Repeat("--b\n" + string.Concat(Enumerable.Repeat("X-A: " + new string('x', 900) + "\n", 100)) + "\nx\n", 60))),
        new("addresses", "To: " + string.Join(',', Enumerable.Repeat("a@x.example", 2_500)) + "\n\nHello\n"),
        new("addresses", "To: " + string.Concat(Enumerable.Repeat("<a", 2_500)) + "\n\nHello\n"),
        new("depth", string.Concat(Enumerable.Range(0, 80).Select(n => $"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")) + "\nHello\n"),
        new("parts", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n" + string.Concat(Enumerable.Repeat("--b\n\n\n", 2_500))),
        new("parameters", "Content-Type: text/plain" + string.Concat(Enumerable.Range(0, 200).Select(n => $"; p{n}=v")) + "\n\nHello\n"),
        new("encoded-words", "Subject: " + string.Join(' ', Enumerable.Repeat("=?utf-8?Q?x?=", 600)) + "\n\nHello\n"),
        new("text", "Subject: x\n\n" + string.Concat(Enumerable.Repeat("Hello\n", 400_000))),
        new("html", "Content-Type: text/html\n\n" + string.Concat(Enumerable.Repeat("Hello\n", 200_000))),
    ];

    [TestCaseSource(nameof(Rows))]
    public void Over_a_limit_what_was_read_is_kept_and_the_limit_is_named(string limit, string mail)
    {
        var read = Some.Mail(mail);
        Assert.That(read.Defects, Does.Contain("limits:" + limit));
        Assert.That(read.To, Has.Count.LessThanOrEqualTo(MailLimits.Default.Addresses));
        Assert.That((read.Text ?? read.Html ?? "Hello").Trim(), limit is "depth" ? Is.Not.Null : Does.StartWith("Hello"));
    }

    [Test]
    public void Mails_nested_beyond_the_depth_are_files_that_are_not_opened()
    {
        var mail = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 200)) + "Subject: last\n\nHello\n";
        var read = Some.Mail(mail);
        var depth = 0;
        while (read.Attachments is [{ Nested: { } nested }])
        {
            read = nested;
            depth++;
        }

        Assert.That(depth, Is.EqualTo(50));
    }
}
