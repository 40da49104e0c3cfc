using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class HeaderTests
{
    [TestCase("=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_M=C3=BCnchen?=", "Grüße aus München")]
    [TestCase("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße")]
    [TestCase("=?UTF-8?B?R3LDvMOfZQ?=", "Grüße")]
    [TestCase("=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", "Grüße")]
    [TestCase("=?utf-8?B?R3LD?= =?UTF8?Q?=BC=C3=9Fe?=", "Grüße")]
    [TestCase("=?us-ascii?Q?abc?= =?iso-8859-1?Q?=E9?=", "abcé")]
    [TestCase("=?utf-8?Q?one?= =?utf-8?Q?_two?= three", "one two three")]
    [TestCase("=?utf-8?Q?one?==?utf-8?Q?two?=", "onetwo")]
    [TestCase("Re: =?iso-8859-1?Q?caf=E9?= au lait", "Re: café au lait")]
    [TestCase("=?iso-8859-1?Q?=80_smart_=93quotes=94?=", "€ smart “quotes”")]
    [TestCase("=?gb2312?B?xOO6w5Tn?=", "你好旂")]
    [TestCase("=?iso-2022-jp?B?GyRCJCIbKEI=?=", "あ")]
    [TestCase("=?utf-7?Q?Fr+APY-sche?=", "Frösche")]
    [TestCase("=?x-unknown-set?Q?caf=C3=A9?=", "café")]
    [TestCase("=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße")]
    [TestCase("=?utf-8?Q?blanks are here?=", "blanks are here")]
    [TestCase("=?utf-8?Q?Really??=", "Really?")]
    [TestCase("=?utf-8?Q?never closed", "never closed")]
    [TestCase("=?utf-8?Q?open =?utf-8?Q?closed?=", "openclosed")]
    [TestCase("=?utf-8?X?what?=", "=?utf-8?X?what?=")]
    [TestCase("a =? b ?= c", "a =? b ?= c")]
    [TestCase("=?utf-8?Q?two=0D=0ABcc:_lines?=", "two  Bcc: lines")]
    [TestCase("=?iso-8859-1?Q?Fr\u00F6sche?=", "Frösche")]
    public void Encoded_words_are_decoded(string value, string expected) =>
        Assert.That(Some.MailWith("Subject: " + value).Subject, Is.EqualTo(expected));

    [TestCase("Subject: one\n two\n\tthree", "one two three")]
    [TestCase("Subject:\n folded at once", "folded at once")]
    [TestCase("Subject : blank before the colon", "blank before the colon")]
    [TestCase("SUBJECT:none", "none")]
    [TestCase("Subject: first\nSubject: second", "first")]
    [TestCase("Subject: caf\u00E9", "café")]
    [TestCase("Subject: a\u0000b", "a b")]
    public void The_subject_is_unfolded(string field, string expected) => Assert.That(Some.MailWith(field).Subject, Is.EqualTo(expected));

    [Test]
    public void Raw_octets_are_in_the_charset_of_the_text()
    {
        var mail = Some.Mail("Subject: \u00D4\u00C5\u00D3\u00D4\nContent-Type: text/plain; charset=koi8-r\n\nx\n");
        Assert.That(mail.Subject, Is.EqualTo("тест"));
        Assert.That(mail.Defects, Does.Contain("raw-8-bit-header"));
    }

    [Test]
    public void Fields_keep_names_order_and_encoded_words()
    {
        var mail = Some.MailWith("X-One: 1\nSubject: =?utf-8?Q?x?=\nx-one:\n 2");
        Assert.That(mail.Fields, Is.EqualTo(new[] { new HeaderField("X-One", "1"), new HeaderField("Subject", "=?utf-8?Q?x?="), new HeaderField("x-one", "2") }));
    }

    [TestCase("<a.1@x.example>", "a.1@x.example")]
    [TestCase("  a.1@x.example ", "a.1@x.example")]
    [TestCase("<1234   @   local(blah)  .machine .example>", "1234@local.machine.example")]
    [TestCase("<a@x.example> (added by mx)", "a@x.example")]
    [TestCase("<cut off <a@x.example>", "a@x.example")]
    [TestCase("none", "none")]
    [TestCase("<>", null)]
    public void A_message_id_is_read(string value, string? expected) => Assert.That(Some.MailWith("Message-ID: " + value).MessageId, Is.EqualTo(expected));

    [TestCase("<a@x.example>\n <b@x.example>,<c@x.example>", "a@x.example b@x.example c@x.example")]
    [TestCase("Your mail of Monday <a@x.example>", "a@x.example")]
    [TestCase("a@x.example b@x.example", "a@x.example b@x.example")]
    [TestCase("Message from \"Ann\" <ann@x.example> of Monday <a@x.example>", "a@x.example")]
    [TestCase("<a@x.example> from Ann <ann@x.example> on Monday", "a@x.example")]
    [TestCase("<a@x.example>\nReferences: <b@x.example>", "a@x.example b@x.example")]
    [TestCase("=?utf-8?q?=3Ca=40x=2Eexample=3E?=\n =?utf-8?q?_=3Cb=40x=2Eexample=3E?=", "a@x.example b@x.example")]
    [TestCase("Message from ann@x.example of Monday", "")]
    public void References_are_read_among_junk(string value, string expected) =>
        Assert.That(string.Join(' ', Some.MailWith("References: " + value).References), Is.EqualTo(expected));

    [Test]
    public void Of_many_references_the_first_20_and_the_last_180_are_kept()
    {
        var mail = Some.MailWith("References: " + string.Join("\n ", Enumerable.Range(0, 500).Select(n => $"<{n}@x.example>")));
        Assert.That(mail.References, Has.Count.EqualTo(200));
        Assert.That((mail.References[19], mail.References[20], mail.References[^1]), Is.EqualTo(("19@x.example", "320@x.example", "499@x.example")));
        Assert.That(mail.Defects, Does.Contain("limits:references"));
    }
}
