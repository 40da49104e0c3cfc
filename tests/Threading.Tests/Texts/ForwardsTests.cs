using System.Globalization;
using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>behaviour.md B6.1: what was forwarded.</summary>
public sealed class ForwardsTests
{
    private static readonly MailAddress Ann = new("Ann Doe", "ann@x.example");

    public static IEnumerable<TestCaseData> Languages()
        => DataFile.Rows("header-labels", 6).Select(r => new TestCaseData(First(r[1]), First(r[2]), First(r[4]), First(r[5])).SetArgDisplayNames(r[0]));

    public static IEnumerable<TestCaseData> Separators()
        => DataFile.Rows("separators", 4).Where(r => r[1] == "forward").SelectMany(r => DataFile.Values(r[3]).Select(p => new TestCaseData(r[2] == "plain" ? $"{p}:" : $"---------- {p} ----------").SetArgDisplayNames(r[0], p)));

    [TestCaseSource(nameof(Languages))]
    public void Header_lines_are_read_in_every_language_of_the_table(string from, string to, string date, string subject)
    {
        var text = $"Please see.\n\n________________________________\n{from}: Ann Doe <ann@x.example>\n{date}: 2021-05-04 10:15 +0200\n{to}: Bob <bob@Y.example>; Carl\n{subject}: Tea\n\nShall we?\n";
        var read = Forwards.ReadInline("Fwd: Tea", text, null);
        Assert.That(read, Is.Not.Null);
        Assert.Multiple(() =>
        {
            Assert.That(read!.From, Is.EqualTo(new[] { Ann }));
            Assert.That(read.To, Is.EqualTo(new[] { new MailAddress("Bob", "bob@y.example"), new MailAddress("Carl", "") }));
            Assert.That((read.Form, read.Subject, read.Body, read.Note), Is.EqualTo(("inline", "Tea", "Shall we?", "Please see.")));
            Assert.That(read.Date, Is.EqualTo(new DateTimeOffset(2021, 5, 4, 10, 15, 0, TimeSpan.FromHours(2))));
        });
    }

    [TestCaseSource(nameof(Separators))]
    public void Separator_lines_are_known_in_every_language_of_the_table(string separator)
    {
        var read = Forwards.ReadInline("", $"Note\n\n{separator}\nFrom: Ann Doe <ann@x.example>\nSubject: Tea\n\nShall we?", null);
        Assert.That((read?.From[0], read?.Note, read?.Body), Is.EqualTo((Ann, "Note", "Shall we?")));
    }

    [TestCase("> Begin forwarded message:\n>\n> From: Ann Doe <ann@x.example>\n> Subject: Tea\n> Date: 4 May 2021 at 10:15:00 CEST\n> To: bob@y.example\n>\n> Shall we?\n")]
    [TestCase("---------- Forwarded message ---------\nFrom: Ann Doe <ann@x.example>\nDate: Tue, May 4, 2021 at 10:15 AM +0200\nSubject: Tea\nTo: <bob@y.example>\n\n\nShall we?\n")]
    [TestCase("-------- Forwarded Message --------\nSubject: \tTea\nDate: \tTue, 4 May 2021 10:15:00 +0200\nFrom: \tAnn Doe <ann@x.example>\nTo: \tbob@y.example\n\n\n\nShall we?\n")]
    [TestCase("   ----- Forwarded Message ----- From: Ann Doe <ann@x.example>To: \"bob@y.example\" <bob@y.example>Sent: Tuesday, May 4, 2021, 10:15:00 AM GMT+2Subject: Tea\n Shall we?\n")]
    [TestCase("From: Ann Doe <ann@x.example>\nDate: Tuesday, 4 May 2021 at 10:15 +0200\nTo: bob@y.example <bob@y.example>\nSubject: Tea\nShall we?\n")]
    [TestCase("Forwarded message:\n\n*From:* Ann Doe [mailto:ann@x.example]\n*Sent:* Tuesday, May 4, 2021 10:15 AM +0200\n*To:* bob@y.example\n*Subject:* Tea\n\nShall we?")]
    [TestCase("-----Original Message-----\nFrom: \"Ann Doe\" <ann@x.example>\n\nDate: Tue, 4 May 2021 10:15:00 +0200\nTo:<bob@y.example>\n\n\nSubject: Tea\n\n\nShall we?")]
    [TestCase("------ Forwarded Message ------\nFrom \"Ann Doe\" <ann@x.example>\nTo bob@y.example\nDate 2021-05-04 10:15:00 +0200\nSubject Tea\n\nShall we?")]
    [TestCase("------ Weitergeleitete Nachricht ------\nVon \"Ann Doe\" <ann@x.example>\nAn bob@y.example\nDatum 04.05.2021 10:15:00 +0200\nBetreff Tea\n\nShall we?")]
    [TestCase("---- 转发的邮件 ----\n| 发件人 | Ann Doe<ann@x.example> |\n| 日期 | 2021年05月04日 10:15 +0200 |\n| 收件人 | bob@y.example |\n| 主题 | Tea |\nShall we?")]
    [TestCase("> Message du 04/05/21 10:15 +0200\n> De : \"Ann Doe\" <ann@x.example>\n> A : bob@y.example\n> Copie à :\n> Objet : Tea\n>\n> Shall we?")]
    [TestCase("Anfang der weitergeleiteten Nachricht:\n\n*Von:* Ann Doe <ann@x.example>\n*Datum:* 4. Mai 2021 um 10:15:00 MESZ\n*An:* bob@y.example\n*Betreff:* *Tea*\n\nShall we?")]
    [TestCase("This is a forwarded message\nFrom: Ann Doe <ann@x.example>\nTo: bob@y.example\nDate: Tuesday, May 4, 2021, 10:15:00 AM +0200\nSubject: Tea\n===8<==============Original message text===============\nShall we?\n\n===8<===========End of original message text===========\n\n-- \nCat", Description = "The Bat")]
    [TestCase("----- Forwarded message from Ann Doe <ann@x.example> -----\n\nDate: Tue, 4 May 2021 10:15:00 +0200\nFrom: Ann Doe <ann@x.example>\nTo: bob@y.example\nSubject: Tea\nUser-Agent: Mutt/2.2.9\n\nShall we?\n\n----- End forwarded message -----\n\n-- \nCat")]
    [TestCase("----- Weitergeleitete Nachricht von Ann Doe <ann@x.example> -----\n   Datum: Tue, 4 May 2021 10:15:00 +0200\n     Von: Ann Doe <ann@x.example>\n Betreff: Tea\n      An: bob@y.example\n\nShall we?\n\n----- Ende der weitergeleiteten Nachricht -----", Description = "Horde")]
    [TestCase("----------  Forwarded Message  ----------\n\nSubject: Tea\nDate: Tuesday 04 May 2021, 10:15:00 +0200\nFrom: Ann Doe <ann@x.example>\nTo: bob@y.example\n\nShall we?\n-----------------------------------------", Description = "KMail")]
    [TestCase("-------- Forwarded Message --------\nSubject: \tTea\nResent-Date: \tTue, 4 May 2021 11:00:00 +0200\nDate: \tTue, 4 May 2021 10:15:00 +0200\nFrom: \tAnn Doe <ann@x.example>\nX-Approved-By: \tDan\nTo: \tbob@y.example\n\n\nShall we?")]
    [TestCase("---- Avanza mesago ----\n| 发件人 | Ann Doe<ann@x.example> |\n| 日期 | 2021年05月04日 10:15 +0200 |\n| 收件人 | bob@y.example |\n| 抄送至 | |\n| 主题 | Tea |\n\nShall we?")]
    [TestCase("---------- Forwarded message ---------\nFrom: Ann Doe\n<ann@x.example>\nDate: Tue, May 4, 2021 at 10:15 AM +0200\nSubject: Tea\nTo: <bob@y.example>\n\n\nShall we?")]
    public void The_forms_of_mail_programs_are_read_alike(string text)
    {
        var read = Forwards.ReadInline("Fwd: Tea", text, null);
        Assert.That(read, Is.Not.Null);
        Assert.Multiple(() =>
        {
            Assert.That(read!.From, Is.EqualTo(new[] { Ann }));
            Assert.That(read.To, Is.EqualTo(new[] { new MailAddress("", "bob@y.example") }));
            Assert.That((read.Subject, read.Body), Is.EqualTo(("Tea", "Shall we?")));
            Assert.That(read.Date, Is.EqualTo(new DateTimeOffset(2021, 5, 4, 10, 15, 0, TimeSpan.FromHours(2))));
        });
    }

    [TestCase("Am 4/15/2021, 10:15 schrieb \"Ann Doe\" <ann@x.example>:")]
    [TestCase("On 15/04/2021, 10:15, \"Ann Doe\" <ann@x.example> wrote:")]
    [TestCase("Op 15/04/2021 10:15 heeft Ann Doe <ann@x.example> geschreven:")]
    [TestCase("Dnia 15/04/2021, 10:15 użytkownik „Ann Doe” <ann@x.example> napisał:")]
    [TestCase("Ann Doe <ann@x.example> kirjoitti 15/04/2021 10.15:")]
    [TestCase("در ۲۶ فروردین ۱۴۰۰ ۱۰:۱۵، Ann Doe <ann@x.example> نوشت:")]
    public void The_single_line_of_Outlook_for_Mac_is_read_under_the_subject_of_a_forward(string line)
    {
        var read = Forwards.ReadInline("WG: Tea", $"{line}\n\n    Shall we?\n", null);
        Assert.That((read?.From[0], read?.Subject, read?.Body), Is.EqualTo((Ann, "Tea", "Shall we?")));
        Assert.That(read!.Date, Is.EqualTo(new DateTimeOffset(2021, 4, 15, 10, 15, 0, TimeSpan.Zero)));
        Assert.That(read.DateWithoutZone, Is.True);
    }

    [TestCase("Re: Tea", "Yes.\n\n-----Original Message-----\nFrom: Ann <ann@x.example>\nSent: Tuesday\nTo: Bob\nSubject: Tea\n\nShall we?")]
    [TestCase("AW: Tea", "Ja.\n\nVon: Ann <ann@x.example>\nGesendet: Dienstag\nAn: Bob\nBetreff: Tee\n\nTee?")]
    [TestCase("Re: Tea", "Yes.\n\nOn Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Tea?")]
    [TestCase("Fwd: Tea", "No block here at all, only a prefix.")]
    [TestCase("Tea", "From: the start it was clear.\nTo: be sure, see the file.")]
    [TestCase("Parser fails", "Our parser fails on this:\n\n    From: ann@x.example\n    To: bob@y.example\n    Subject: Tea\n\nIt says \"unexpected\".\n", Description = "a cited header")]
    [TestCase("Contact form", "A new message:\n\nName: Ann\nFrom: ann@x.example\nSubject: Delivery\nDate: 2021-05-04\nMessage: When?\n", Description = "a form")]
    [TestCase("Ticket 5", "Ticket 5 was updated\n\nFrom: ann@x.example\nTo: support\nStatus: open\nSubject: Tea\n\nView it online", Description = "a ticket")]
    [TestCase("Invoice 4711", "Please pay.\n\nFrom: Example Ltd, 5 High Street\nTo: Ann Doe, Honey Lane\nDate: 7 May 2024\nSubject: Invoice 4711\n\nThank you.", Description = "a bill")]
    [TestCase("Notes", "Notes of today:\n\nFrom: marketing, they want a banner\nTo: do: order it\nSubject: to approval\nDate: next week\n\nAnn", Description = "minutes")]
    [TestCase("Devs Digest", "Today's topics:\n\n----------------------------------------------------------------------\n\nMessage: 1\nDate: Tue, 4 May 2021 10:15:00 +0200\nFrom: Ann <ann@x.example>\nSubject: [devs] Tea\n\nTea?\n", Description = "a digest")]
    public void A_reply_and_a_mail_without_a_block_are_no_forward(string subject, string text) => Assert.That(Forwards.ReadInline(subject, text, null), Is.Null);

    [Test]
    public void A_forward_in_html_is_read_with_the_note_above_it()
    {
        var read = Forwards.ReadInline("", null, "<div>For you.</div><div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>From: <b>Ann Doe</b> &lt;<a href='mailto:ann@x.example'>ann@x.example</a>&gt;<br>Date: Tue, May 4, 2021<br>Subject: Tea<br>To: bob@y.example<br></div><p>Shall we?</p></div>");
        Assert.That((read?.From[0], read?.Note, read?.Body), Is.EqualTo((Ann, "For you.", "Shall we?")));
    }

    [Test]
    public void A_header_whose_labels_and_values_are_paragraphs_in_cells_is_read()
    {
        static string Row(string label, string value) => $"<tr><td><p><b>{label}:</b></p></td><td><p>{value}</p></td></tr>";
        var table = Row("From", "Ann Doe &lt;ann@x.example&gt;") + Row("Sent", "Tuesday, May 4, 2021 10:15 AM") + Row("To", "bob@y.example") + Row("Subject", "Tea");
        var read = Forwards.ReadInline("FW: Tea", null, $"<p>For you.</p><div><table>{table}</table></div><p>Shall we?</p>");
        Assert.That((read?.From[0], read?.To[0].Address, read?.Subject, read?.Note, read?.Body), Is.EqualTo((Ann, "bob@y.example", "Tea", "For you.", "Shall we?")));
    }

    [Test]
    public void The_line_of_a_telephone_is_no_note()
    {
        const string Html = "<body dir=auto>For you.<br id=lineBreakAtBeginningOfSignature><div dir=ltr>Sent from my iPhone</div><div dir=ltr><br>Begin forwarded message:<br><br></div><blockquote type=cite><div><b>From:</b> Ann Doe &lt;ann@x.example&gt;<br><b>Subject:</b> Tea<br><br></div></blockquote><blockquote type=cite>Shall we?</blockquote>";
        Assert.That(Forwards.ReadInline("Fwd: Tea", null, Html)?.Note, Is.EqualTo("For you."));
    }

    [Test]
    public void An_attached_mail_is_a_forward_and_one_inside_a_report_is_not()
    {
        var nested = new NestedMail(new MailEnvelope { From = [Ann], Subject = "Tea" }, new MailContent { Text = "Shall we?" });
        var content = new MailContent { Text = "See below.", MediaType = "multipart/mixed", Parts = [new MailPart { MediaType = "message/rfc822", Nested = nested }] };
        var read = Forwards.Read(new MailEnvelope(), content);
        Assert.That((read?.Form, read?.Note, read?.From[0], read?.Body), Is.EqualTo(("attached", "See below.", Ann, "Shall we?")));
        Assert.That(Forwards.Read(new MailEnvelope(), content with { MediaType = "multipart/report" }), Is.Null);
    }

    [Test]
    public void A_redirected_mail_is_the_original_itself()
    {
        var read = Forwards.Read(new MailEnvelope { From = [Ann], ResentFrom = [new MailAddress("Bob", "bob@y.example")], Subject = "Tea" }, new MailContent { Text = "Shall we?" });
        Assert.That((read?.Form, read?.From[0], read?.Subject), Is.EqualTo(("redirect", Ann, "Tea")));
    }

    [TestCase("Ann Doe <ann@x.example>", "Ann Doe|ann@x.example")]
    [TestCase("\"Doe, Ann\" <ann@x.example>, bob@y.example", "Doe, Ann|ann@x.example", "|bob@y.example")]
    [TestCase("Doe, Ann <ann@x.example>; Roe, Bob [mailto:bob@y.example]", "Doe, Ann|ann@x.example", "Roe, Bob|bob@y.example")]
    [TestCase("Doe, Ann <ann@x.example>", "Doe, Ann|ann@x.example")]
    [TestCase("ann@X.example<mailto:ann@x.example>", "|ann@x.example")]
    [TestCase("'ann@x.example' <ann@x.example>", "|ann@x.example")]
    [TestCase("Ann Doe; Bob Roe", "Ann Doe|", "Bob Roe|")]
    [TestCase("Ann Doe </O=EXAMPLE/OU=X/CN=ANN>", "Ann Doe|")]
    [TestCase("\"Doe, Ann (Example)\" <ann@x.example>", "Doe, Ann (Example)|ann@x.example")]
    [TestCase("Ann Doe (ann@x.example)", "Ann Doe|ann@x.example")]
    [TestCase("Doe, Ann (Example)", "Doe, Ann (Example)|")]
    [TestCase("Ann, Bob, Cat", "Ann|", "Bob|", "Cat|")]
    [TestCase("Ann Doe/Example@EXAMPLE, \"Roe\" <bob@y.example>", "Ann Doe/Example|", "Roe|bob@y.example")]
    [TestCase("ann/sales@x.example", "|ann/sales@x.example")]
    [TestCase("", new string[0])]
    public void Lists_of_people_are_read(string list, params string[] people)
        => Assert.That(People.Read(list).Select(p => $"{p.DisplayName}|{p.Address}"), Is.EqualTo(people));

    [TestCase("Ann Doe <ann@x.example> on behalf of Desk <desk@x.example>", "Ann Doe", "ann@x.example")]
    [TestCase("Büro im Auftrag von Ann Doe <ann@x.example>", "Ann Doe", "ann@x.example")]
    [TestCase("Ann Doe on behalf of Desk", "Ann Doe", "")]
    [TestCase("Doe, Ann", "Doe, Ann", "")]
    [TestCase("Ann Doe <ann@x.example>, Bob <bob@y.example>", "Ann Doe", "ann@x.example")]
    public void The_author_is_who_really_wrote(string text, string name, string address) => Assert.That(People.Author(text), Is.EqualTo(new MailAddress(name, address)));

    [Test]
    public void Recipients_whose_address_stands_on_the_next_line_are_read()
    {
        var read = Forwards.ReadInline("", "---------- Forwarded message ---------\nFrom: Ann Doe <ann@x.example>\nSubject: Tea\nTo: \"Roe, Bob\" <bob@y.example>, Cat\n<cat@y.example>, Dan\n<dan@y.example>\n\n\nShall we?", null);
        Assert.That(read!.To.Select(p => $"{p.DisplayName}|{p.Address}"), Is.EqualTo(new[] { "Roe, Bob|bob@y.example", "Cat|cat@y.example", "Dan|dan@y.example" }));
        Assert.That(read.Body, Is.EqualTo("Shall we?"));
    }

    [TestCase("> Begin forwarded message:\n>\n> From: Ann Doe <ann@x.example>\n> Subject: Tea\n> To: bob@y.example\n>\n> Shall we?\n\nPlease answer her.\n\n-- \nCat\n", "Please answer her.", "Shall we?")]
    [TestCase("----- Forwarded message from Ann Doe <ann@x.example> -----\n\nFrom: Ann Doe <ann@x.example>\nSubject: Tea\n\nShall we?\n\n----- End forwarded message -----\n\nPlease answer her.\n", "Please answer her.", "Shall we?")]
    [TestCase("----- Forwarded message from Ann Doe <ann@x.example> -----\n\nFrom: Ann Doe <ann@x.example>\nSubject: Tea\n\nSee:\n\n----- Forwarded message from Dan <dan@x.example> -----\n\nFrom: Dan <dan@x.example>\n\nShall we?\n\n----- End forwarded message -----\n\n----- End forwarded message -----\n", "", "See:\n\n----- Forwarded message from Dan <dan@x.example> -----\n\nFrom: Dan <dan@x.example>\n\nShall we?\n\n----- End forwarded message -----")]
    public void A_forwarded_mail_ends_where_its_program_says(string text, string note, string body)
    {
        var read = Forwards.ReadInline("Fwd: Tea", text, null);
        Assert.That((read?.Note, read?.Body), Is.EqualTo((note, body)));
    }

    [Test]
    public void Yandex_names_the_writer_below_the_people_and_the_subject()
    {
        var read = Forwards.ReadInline("", "See.\n\n-------- Пересылаемое сообщение --------\nКому: bob@y.example (bob@y.example);\nТема: Tea;\n04.05.2021, 10:15, \"Ann Doe\" <ann@x.example>:\n\nShall we?\n\n-------- Конец пересылаемого сообщения --------\n", null);
        Assert.That((read?.Note, read?.From[0], read?.To[0].Address, read?.Subject, read?.Body), Is.EqualTo(("See.", Ann, "bob@y.example", "Tea", "Shall we?")));
    }

    [TestCase("Tuesday, May 4, 2021 10:15 AM", "2021-05-04T10:15:00")]
    [TestCase("4 May 2021 10:15", "2021-05-04T10:15:00")]
    [TestCase("Dienstag, 4. Mai 2021 um 10:15 Uhr", "2021-05-04T10:15:00")]
    [TestCase("mardi 4 mai 2021 à 10h15", "2021-05-04T10:15:00")]
    [TestCase("4 août 2021 10:15", "2021-08-04T10:15:00")]
    [TestCase("4 de mayo de 2021, 22:15:09", "2021-05-04T22:15:09")]
    [TestCase("4 mag 2021 alle ore 10:15", "2021-05-04T10:15:00")]
    [TestCase("di 4 mei 2021 om 10:15", "2021-05-04T10:15:00")]
    [TestCase("4. lokakuuta 2021 klo 10.15", "2021-10-04T10:15:00")]
    [TestCase("4 października 2021 10:15", "2021-10-04T10:15:00")]
    [TestCase("26. listopada 2021. u 14:25", "2021-10-26T14:25:00")]
    [TestCase("26 listopada 2021 o 14:25", "2021-11-26T14:25:00")]
    [TestCase("2021. máj. 4., K, 10:15", "2021-05-04T10:15:00")]
    [TestCase("4 мая 2021 г. в 10:15", "2021-05-04T10:15:00")]
    [TestCase("4 Mayıs 2021 Salı 10:15", "2021-05-04T10:15:00")]
    [TestCase("2021年5月4日(火) 10:15", "2021-05-04T10:15:00")]
    [TestCase("2021年5月4日 下午8:45", "2021-05-04T20:45:00")]
    [TestCase("28/10/2021, 12:46", "2021-10-28T12:46:00")]
    [TestCase("10/28/2021 12:46 PM", "2021-10-28T12:46:00")]
    [TestCase("28.10.2021 12:46", "2021-10-28T12:46:00")]
    [TestCase("2021-10-28 00:05", "2021-10-28T00:05:00")]
    [TestCase("04.05.21 10:15 Uhr", "2021-05-04T10:15:00")]
    [TestCase("14 Ocak 2024 Pazar 15:42", "2024-01-14T15:42:00")]
    [TestCase("14 d’octubre del 2024, a les 15:42", "2024-10-14T15:42:00")]
    [TestCase("Th 3, 5 thg 3, 2024 vào lúc 10:12", "2024-03-05T10:12:00")]
    [TestCase("Thứ Hai, 04 Tháng Mười Một 2024 10:12", "2024-11-04T10:12:00")]
    [TestCase("วันอังคารที่ 5 มีนาคม 2567 10:12", "2024-03-05T10:12:00")]
    [TestCase("อ. 5 มี.ค. 2024 เวลา 10:12", "2024-03-05T10:12:00")]
    [TestCase("मंगल, 5 मार्च 2024 को 10:12 am बजे", "2024-03-05T10:12:00")]
    [TestCase("٥ مارس ٢٠٢٤، ٣:٤٢ م", "2024-03-05T15:42:00")]
    [TestCase("יום ג׳, 5 במרץ 2024 ב-10:12", "2024-03-05T10:12:00")]
    [TestCase("14 janar 2024 në 3:42 m.d.", "2024-01-14T15:42:00")]
    [TestCase("2024년 1월 14일 PM 3:42", "2024-01-14T15:42:00")]
    [TestCase("پنجشنبه ۲۲ آبان ۱۴۰۴ ساعت ۱۴:۲۵", "2025-11-13T14:25:00")]
    [TestCase("۲۲ آبان ۱۴۰۴، ۰۲:۲۵ ب.ظ", "2025-11-13T14:25:00")]
    [TestCase("سه‌شنبه، ۷ مهر ۱۴۰۴، ۱۲:۰۵ ق.ظ", "2025-09-29T00:05:00")]
    [TestCase("30 اسفند‌ماه 1403 10:15", "2025-03-20T10:15:00")]
    [TestCase("1 فروردين 1404 10:15", "2025-03-21T10:15:00")]
    [TestCase("1404/08/22 10:15", "2025-11-13T10:15:00")]
    [TestCase("۱۴۰۴-۰۸-۲۲ ۱۰:۱۵", "2025-11-13T10:15:00")]
    [TestCase("۱۳ نوامبر ۲۰۲۵، ۱۴:۲۵", "2025-11-13T14:25:00")]
    [TestCase("2024년 5월 7일 화요일, 15시 15분 10초", "2024-05-07T15:15:10")]
    [TestCase("Thứ Ba, 7 tháng 5, 2024 3:15 CH", "2024-05-07T15:15:00")]
    [TestCase("Thứ Ba, 7 tháng 5, 2024 12:15 SA", "2024-05-07T00:15:00")]
    [TestCase("7. Mai 2024 12:15 Sa", "2024-05-07T12:15:00")]
    [TestCase("7 de mayo de 2024, 3:15 p.\u00A0m.", "2024-05-07T15:15:00")]
    [TestCase("2024. május 7. du. 3:15", "2024-05-07T15:15:00")]
    [TestCase("٧ مايو ٢٠٢٤ ١٢:١٥ ص", "2024-05-07T00:15:00")]
    [TestCase("2024年5月7日 凌晨12:15", "2024-05-07T00:15:00")]
    [TestCase("7 Mei 2024 3:15 PTG", "2024-05-07T15:15:00")]
    [TestCase("30 اسفند 1404 10:15", null, Description = "no leap year")]
    [TestCase("1447/05/22 10:15", null, Description = "a year of the Hijra")]
    [TestCase("22 جمادى الأولى 1447 10:15", null)]
    [TestCase("3/4/2021 10:15", null, Description = "could be two days")]
    [TestCase("31 February 2021 10:15", null)]
    [TestCase("soon", null)]
    [TestCase("", null)]
    public void Dates_are_read_as_they_are_written(string text, string? date)
    {
        var read = WrittenDate.Read(text, TimeSpan.FromHours(1), out var withoutZone);
        Assert.That(read?.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture), Is.EqualTo(date));
        Assert.That(read?.Offset, Is.EqualTo(date is null ? null : (TimeSpan?)TimeSpan.FromHours(1)));
        Assert.That(read is null || withoutZone, Is.True);
    }

    // B6.2: the block's date is read with the client's language, and only English puts the month first.
    [Test]
    public void A_date_in_figures_is_day_and_month_below_labels_that_are_not_English()
    {
        const string Block = "---------- Forwarded message ---------\n{0}: Ann Doe <ann@x.example>\nDate: 5/03/2024 10:12\nSubject: Tea\n\nShall we?";
        Assert.That(Forwards.ReadInline("Fwd: Tea", Block.Replace("{0}", "De", StringComparison.Ordinal), null)!.Date, Is.EqualTo(new DateTimeOffset(2024, 3, 5, 10, 12, 0, TimeSpan.Zero)));
        Assert.That(Forwards.ReadInline("Fwd: Tea", Block.Replace("{0}", "From", StringComparison.Ordinal), null)!.Date, Is.Null);
    }

    [Test]
    public void A_subject_that_fills_its_line_goes_on_below()
    {
        const string Subject = "Subject: A long subject of a mail about the tea that we drank together on";
        var read = Forwards.ReadInline("Fwd", $"-----Original Message-----\nFrom: Ann Doe <ann@x.example>\nSent: 4 May 2021 10:15\n{Subject}\nMonday\n\nShall we?", null);
        Assert.That((read!.Subject, read.Body), Is.EqualTo(("A long subject of a mail about the tea that we drank together on Monday", "Shall we?")));
    }

    [TestCase("4 May 2021 10:15:00 GMT+2", 2)]
    [TestCase("Tue, 4 May 2021 10:15:00 -0700", -7)]
    [TestCase("4 May 2021 at 10:15:00 EEST", 3)]
    [TestCase("4 mai 2021 10:15:00 UTC+1", 1)]
    public void A_written_zone_is_taken(string text, int hours)
    {
        Assert.That(WrittenDate.Read(text, TimeSpan.FromHours(5), out var withoutZone)?.Offset, Is.EqualTo(TimeSpan.FromHours(hours)));
        Assert.That(withoutZone, Is.False);
    }

    private static string First(string column) => DataFile.Values(column)[0];
}
