using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>behaviour.md B2.1: what kind of machine wrote a mail, first hit wins.</summary>
public sealed class MachineMailTests
{
    [TestCase("failed", "5.1.1", "550 5.1.1 no such user", "bounce", "hard", "5.1.1")]
    [TestCase("failed", "5.0.0", "550 5.2.2 mailbox full", "bounce", "hard", "5.2.2")]
    [TestCase("failed", "4.4.7", "timed out", "bounce", "soft", "4.4.7")]
    [TestCase("delayed (still trying)", "4.4.1", "no answer", "bounce", "delayed", "4.4.1")]
    [TestCase("relayed", "2.0.0", "250 ok", "delivered", "relayed", "2.0.0")]
    [TestCase("expanded", "2.0.0", "250 ok", "delivered", "relayed", "2.0.0")]
    [TestCase("delivered", "2.1.5", "250 2.1.5 ok", "delivered", "delivered", "2.1.5")]
    public void M1_a_delivery_report_says_what_became_of_each_recipient(string action, string status, string diagnostic, string kind, string permanence, string code)
    {
        var text = $"Reporting-MTA: dns; mx.x.example\n\nFinal-Recipient: rfc822; ann@x.example\nOriginal-Recipient: rfc822; ann@x.example\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {diagnostic}\n";
        var original = new NestedMail(new MailEnvelope { MessageId = new MessageId("a1@us.example") }, new MailContent());
        var read = Read([], "", Content("multipart/report", "delivery-status", Part("message/delivery-status", text), new MailPart { MediaType = "message/rfc822", Nested = original }));
        Assert.That((read.Kind, read.Rule, read.OriginalMessageId?.Value), Is.EqualTo((kind, "M1", "a1@us.example")));
        Assert.That(read.Recipients, Is.EqualTo(new[] { new RecipientStatus("ann@x.example", action.Split(' ')[0], code, diagnostic, permanence) }));
        Assert.That(read.OriginalAddresses, Does.Contain("ann@x.example"));
    }

    [Test]
    public void M1_a_report_with_header_lines_only_still_names_the_original()
    {
        var report = Part("message/delivery-status", "Reporting-MTA: dns; mx.x.example\n\nFinal-Recipient: rfc822;\n ann@x.example\nAction: failed\nStatus: 5.1.1\n");
        var read = Read([], "", Content("multipart/report", "delivery-status", report, Part("text/rfc822-headers", "From: us@us.example\nMessage-ID:\n <a1@us.example>\nReply-To: reply+a1@us.example\n")));
        Assert.That((read.Recipients[0].Address, read.OriginalMessageId?.Value), Is.EqualTo(("ann@x.example", "a1@us.example")));
        Assert.That(read.OriginalAddresses, Does.Contain("reply+a1@us.example"));
    }

    [TestCase("Mail Delivery Subsystem", "mailer-daemon@googlemail.example", "Delivery Status Notification (Failure)", "Delivery to the following recipient failed permanently:\n\n     ann@x.example\n\n550 5.1.1 no such user", "5.1.1", "hard")]
    [TestCase("", "MAILER-DAEMON@mx.example", "failure notice", "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n<ann@x.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n", "5.1.1", "hard")]
    [TestCase("Mail Delivery System", "Mailer-Daemon@mx.example", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\n  ann@x.example\n    host mx: 452 4.2.2 over quota\n", "4.2.2", "soft")]
    [TestCase("Mail Delivery System", "MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender", "I'm sorry to have to inform you that your message could not\nbe delivered.\n\n<ann@x.example>: host mx said: 550 5.7.1 rejected", "5.7.1", "hard")]
    [TestCase("Mail Delivery Subsystem", "MAILER-DAEMON@mx.example", "Returned mail: User unknown", "   ----- The following addresses had permanent fatal errors -----\n<ann@x.example>\n\n550 5.1.1 <ann@x.example>... User unknown", "5.1.1", "hard")]
    [TestCase("System Administrator", "postmaster@y.example", "Undeliverable: Tea", "Your message did not reach some or all of the intended recipients.\n\n  ann@x.example on 04.05.2021 10:15\n    The e-mail account does not exist", "5.1.1", "hard")]
    [TestCase("Postmaster", "postmaster@y.example", "DELIVERY FAILURE: User ann (ann@x.example) not listed", "Your message\n\n  Subject: Tea\n\nwas not delivered to:\n\n  ann@x.example\n", "", "hard")]
    [TestCase("", "MAILER-DAEMON@yahoo.example", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<ann@x.example>:\n554: 5.2.1 disabled", "5.2.1", "hard")]
    [TestCase("Mail Delivery System", "Mailer-Daemon@mx.example", "Warning: message 1abc delayed 24 hours", "This message has not been delivered to one or more of its recipients.\nNo action is required on your part.\n\n  ann@x.example\n", "", "delayed")]
    [TestCase("Mail Delivery System", "mailer-daemon@gmx.example", "Unzustellbar: Tee", "Ihre Nachricht konnte nicht zugestellt werden:\n\nann@x.example\n550 unknown", "", "hard")]
    public void M2_a_bounce_in_words_is_told_by_who_says_it_and_what_it_says(string name, string from, string subject, string text, string status, string permanence)
    {
        var read = Read([("Return-Path", "<>")], subject, new MailContent { Text = text }, new MailAddress(name, from));
        Assert.That((read.Kind, read.Rule, read.Recipients.Count), Is.EqualTo(("bounce", "M2", 1)));
        Assert.That((read.Recipients[0].Address, read.Recipients[0].Status, read.Recipients[0].Permanence), Is.EqualTo(("ann@x.example", status, permanence)));
    }

    [Test]
    public void M2_failed_recipients_in_a_header_field_are_taken_before_the_text()
    {
        var read = Read([("X-Failed-Recipients", "ann@x.example, bob@y.example")], "Mail delivery failed", new MailContent { Text = "could not be delivered\n\n  ann@x.example\n 550 5.1.1 unknown\n  bob@y.example\n 550 5.2.1 off" }, new MailAddress("", "mailer-daemon@mx.example"));
        Assert.That(read.Recipients.Select(r => (r.Address, r.Status)), Is.EqualTo(new[] { ("ann@x.example", "5.1.1"), ("bob@y.example", "5.2.1") }));
    }

    [TestCase("postmaster@x.example", "Question about your server", "Hello, may we talk on Friday?")]
    [TestCase("ann@x.example", "Undeliverable: Tea", "Hi Bob, look at what came back.")]
    [TestCase("ann@x.example", "Re: failure notice", "The address does not exist any more, use my new one.")]
    [TestCase("ann@x.example", "Out of office next week", "Shall we meet before?")]
    [TestCase("ann@x.example", "Holiday plans", "I will be on vacation in May. Can we sign before?")]
    [TestCase("ann@x.example", "Recall: what we said on Monday", "As discussed.")]
    [TestCase("ann@x.example", "Delivery", "When is the delivery? The mailbox is full of questions.")]
    public void A_persons_mail_is_never_taken_for_a_machines(string from, string subject, string text)
        => Assert.That(Read([], subject, new MailContent { Text = text }, new MailAddress("Ann", from)).Kind, Is.EqualTo("normal"));

    [Test]
    public void M3_a_read_receipt_names_the_mail_that_was_read()
    {
        var read = Read([], "Read: Tea", Content("multipart/report", "disposition-notification", Part("message/disposition-notification", "Final-Recipient: rfc822; ann@x.example\nOriginal-Message-ID: <a1@us.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n")));
        Assert.That((read.Kind, read.Rule, read.OriginalMessageId?.Value), Is.EqualTo(("read-receipt", "M3", "a1@us.example")));
    }

    [Test]
    public void M4_a_feedback_report_is_a_complaint()
    {
        var read = Read([], "FW: Tea", Content("multipart/report", "feedback-report", Part("message/feedback-report", "Feedback-Type: abuse\nUser-Agent: x\nOriginal-Rcpt-To: ann@x.example\n")));
        Assert.That((read.Kind, read.Rule, read.Recipients[0].Address), Is.EqualTo(("complaint", "M4", "ann@x.example")));
    }

    [TestCase("Bounce", "bounce", "bounce", "bouncedRecipients", "bounce", "hard")]
    [TestCase("Complaint", "complaint", "complaint", "complainedRecipients", "complaint", "")]
    public void Amazons_notices_are_read(string type, string member, string kind, string list, string expected, string permanence)
    {
        var text = $$$"""{"notificationType":"{{{type}}}","{{{member}}}":{"bounceType":"Permanent","{{{list}}}":[{"emailAddress":"ann@x.example","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1"}]},"mail":{"commonHeaders":{"messageId":"<a1@us.example>"} } }""";
        var read = Read([], "AWS Notification Message", new MailContent { Text = text });
        Assert.That((read.Kind, read.Recipients[0].Address, read.Recipients[0].Permanence, read.OriginalMessageId?.Value), Is.EqualTo((expected, "ann@x.example", permanence, "a1@us.example")));
        Assert.That(kind, Is.EqualTo(expected));
    }

    [TestCase("Rückruf: Pumpe 7", "Frau Doe, ich möchte die Nachricht vom Montag mit Ihnen besprechen.")]
    [TestCase("Rückruf: Herr Doe", "Sehr geehrte Frau Doe,\n\nwir müssen die Pumpen zurückrufen.")]
    [TestCase("Rappel : facture 118", "Nous souhaitons rappeler que la facture 118 reste impayée.")]
    [TestCase("Intrekken: bestelling 7", "Wil je het bericht even lezen?")]
    public void M5_who_asks_to_be_called_back_recalls_nothing(string subject, string text)
        => Assert.That(Read([], subject, new MailContent { Text = text }).Kind, Is.EqualTo("normal"));

    [TestCase("Recall: Tea", "Ann Doe would like to recall the message, \"Tea\".", "")]
    [TestCase("Rückruf: Tee", "Ann Doe möchte die Nachricht \"Tee\" zurückrufen.", "")]
    [TestCase("Rappel : Thé", "Ann Doe souhaite rappeler le message « Thé ».", "")]
    [TestCase("Odvolání: Čaj", "Ann Doe chce odvolat zprávu Čaj.", "")]
    [TestCase("Відкликання: Чай", "Ann Doe хоче відкликати повідомлення «Чай».", "")]
    [TestCase("撤回: 茶", "Ann Doe 希望撤回邮件“茶”。", "")]
    [TestCase("Tea", "", "urn:content-classes:recallmessage")]
    public void M5_a_recall_is_known_by_its_class_or_its_words(string subject, string text, string contentClass)
        => Assert.That(Read(contentClass.Length > 0 ? [("Content-Class", contentClass)] : [], subject, new MailContent { Text = text }).Kind, Is.EqualTo("recall"));

    [TestCase("REPLY", "invite-reply", "M6")]
    [TestCase("COUNTER", "invite-reply", "M6")]
    [TestCase("CANCEL", "invite-cancel", "M7")]
    [TestCase("REQUEST", "normal", "")]
    public void M6_M7_an_answer_to_an_invitation_is_read(string method, string kind, string rule)
    {
        var calendar = new CalendarReading(method, "u1@x.example", 2) { Comment = "Not on Tuesdays\nsorry" };
        var read = Read([], "Declined: Tea", new MailContent { Text = "Hello", Calendar = calendar });
        Assert.That((read.Kind, read.Rule), Is.EqualTo((kind, rule)));
        Assert.That((read.Calendar, read.Comment), Is.EqualTo((calendar, kind == "normal" ? "" : "Not on Tuesdays\nsorry")));
    }

    [TestCase("Fwd: Accepted: Tea", "REPLY", "bob@y.example", "normal")]
    [TestCase("WG: Abgesagt: Tee", "CANCEL", "bob@y.example", "normal")]
    [TestCase("FW: Tea", "REPLY", "ann@x.example", "invite-reply")]
    [TestCase("FW: Tea", "CANCEL", "ann@x.example", "invite-cancel")]
    [TestCase("Accepted: Tea", "REPLY", "bob@y.example", "invite-reply")]
    public void M6_M7_anothers_answer_that_a_person_forwards_is_a_persons_mail(string subject, string method, string who, string kind)
    {
        var calendar = new CalendarReading(method, "u1@x.example", 2) { Organizer = who, Attendees = [(who, "accepted")] };
        Assert.That(Read([], subject, new MailContent { Text = "Can you book the room?", Calendar = calendar }).Kind, Is.EqualTo(kind));
    }

    [TestCase("multipart/mixed", "", "ann@x.example", "Fwd: Undelivered Mail Returned to Sender", "<ann@x.example>", "normal")]
    [TestCase("multipart/mixed", "", "ann@x.example", "Undelivered Mail Returned to Sender", "<ann@x.example>", "bounce")]
    [TestCase("multipart/mixed", "", "ann@x.example", "Fwd: Tea", "<>", "bounce")]
    [TestCase("multipart/mixed", "", "mailer-daemon@x.example", "Fwd: Tea", "<ann@x.example>", "bounce")]
    [TestCase("multipart/report", "delivery-status", "ann@x.example", "Fwd: Tea", "<ann@x.example>", "bounce")]
    public void M1_a_report_that_a_person_forwards_in_pieces_is_a_persons_mail(string type, string report, string from, string subject, string path, string kind)
    {
        var content = Content(type, report, Part("message/delivery-status", "Final-Recipient: rfc822; bob@y.example\nAction: failed\nStatus: 5.1.1\n")) with { Text = "This came back. Can you look?" };
        Assert.That(Read([("Return-Path", path)], subject, content, new MailAddress("", from)).Kind, Is.EqualTo(kind));
    }

    [Test]
    public void M3_a_receipt_that_a_person_forwards_in_pieces_is_a_persons_mail()
    {
        var content = Content("multipart/mixed", "", Part("message/disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed\n"));
        Assert.That(Read([("Return-Path", "<ann@x.example>")], "Fwd: Read: Tea", content).Kind, Is.EqualTo("normal"));
    }

    [TestCase("Auto-Submitted", "auto-replied", "auto-reply", "M8")]
    [TestCase("Auto-Submitted", "auto-replied (vacation); owner-email=\"a@x.example\"", "auto-reply", "M8")]
    [TestCase("Auto-Submitted", "(rules) auto-generated", "auto-reply", "M8")]
    [TestCase("Auto-Submitted", "no", "normal", "M13")]
    [TestCase("Auto-Submitted", "No (a person)", "normal", "M13")]
    [TestCase("X-Autoreply", "yes", "auto-reply", "M9")]
    [TestCase("X-Autorespond", "Tea", "auto-reply", "M9")]
    [TestCase("X-Auto-Reply-From", "ann@x.example", "auto-reply", "M9")]
    [TestCase("X-FC-MachineGenerated", "true", "auto-reply", "M9")]
    [TestCase("X-FC-MachineGenerated", "false", "normal", "")]
    [TestCase("Precedence", "auto_reply", "auto-reply", "M9")]
    [TestCase("X-Precedence", "auto_reply", "auto-reply", "M9")]
    [TestCase("X-POST-MessageClass", "9; Autoresponder", "auto-reply", "M9")]
    [TestCase("X-POST-MessageClass", "1", "normal", "")]
    [TestCase("X-Mailer", "vacation 1.2.7", "auto-reply", "M9")]
    [TestCase("User-Agent", "Mail Autoresponder/2", "auto-reply", "M9")]
    [TestCase("X-Mailer", "vacation/1.2.8", "auto-reply", "M9")]
    [TestCase("X-Mailer", "Vacation Rental Desk", "normal", "")]
    [TestCase("X-Mailer", "VacationRentals 3", "normal", "")]
    [TestCase("X-Mailer", "Microsoft Outlook 16.0", "normal", "")]
    [TestCase("X-Auto-Response-Suppress", "All", "normal", "")]
    [TestCase("Return-Path", "<>", "normal", "")]
    [TestCase("List-Id", "<tea.x.example>", "list", "M12")]
    [TestCase("List-Unsubscribe", "<mailto:u@x.example>", "list", "M12")]
    [TestCase("Precedence", "bulk", "list", "M12")]
    public void M8_to_M13_one_field_decides_or_does_not(string field, string value, string kind, string rule)
        => Assert.That(Read([(field, value)], "Tea", new MailContent { Text = "Hello" }) is var read ? (read.Kind, read.Rule) : default, Is.EqualTo((kind, rule)));

    [TestCase("Automatic reply: Tea")]
    [TestCase("Automatische Antwort: Tee")]
    [TestCase("Abwesenheitsnotiz: Tee")]
    [TestCase("Réponse automatique : Thé")]
    [TestCase("Respuesta automática: Té")]
    [TestCase("Resposta automática: Chá")]
    [TestCase("Risposta automatica: Tè")]
    [TestCase("Automatisch antwoord: Thee")]
    [TestCase("Automatisk svar: Te")]
    [TestCase("Autosvar: Te")]
    [TestCase("Automaattinen vastaus: Tee")]
    [TestCase("Automatyczna odpowiedź: Herbata")]
    [TestCase("Automatická odpověď: Čaj")]
    [TestCase("Automatikus válasz: Tea")]
    [TestCase("Răspuns automat: Ceai")]
    [TestCase("Автоматический ответ: Чай")]
    [TestCase("Автоматична відповідь: Чай")]
    [TestCase("Otomatik yanıt: Çay")]
    [TestCase("Αυτόματη απάντηση: Τσάι")]
    [TestCase("自动答复: 茶")]
    [TestCase("自動応答: お茶")]
    [TestCase("자동 회신: 차")]
    public void M10_the_subject_of_an_automatic_reply_and_one_more_sign_make_one(string subject)
    {
        Assert.That(Read([("X-Auto-Response-Suppress", "OOF")], subject, new MailContent { Text = "x" }).Rule, Is.EqualTo("M10"));
        Assert.That(Read([], subject, new MailContent { Text = "x" }).Kind, Is.EqualTo("normal"));
    }

    [TestCase("I am out of the office until 12 May 2021.", "2021-05-12")]
    [TestCase("I am away and will be back on Monday, May 17th.", "2021-05-17")]
    [TestCase("I am out of the office from 3 May 2021 to 14 May 2021.", "2021-05-14")]
    [TestCase("Ich bin bis zum 21.05.2021 nicht im Büro.", "2021-05-21")]
    [TestCase("Je suis absent jusqu'au 21 mai 2021 inclus.", "2021-05-21")]
    [TestCase("Estaré fuera de la oficina hasta el 21 de mayo.", "2021-05-21")]
    [TestCase("Ik ben afwezig tot en met 21 mei 2021.", "2021-05-21")]
    [TestCase("Sono fuori ufficio fino al 21 maggio 2021.", "2021-05-21")]
    [TestCase("Estou ausente até 21 de maio de 2021.", "2021-05-21")]
    [TestCase("Nie ma mnie w biurze do 21 maja 2021.", "2021-05-21")]
    [TestCase("Я в отпуске до 21 мая 2021 г.", "2021-05-21")]
    [TestCase("I am out of the office and will answer soon.", null)]
    [TestCase("I was back on 3 April 2020.", null)]
    public void The_day_of_return_is_taken_out_of_an_automatic_reply(string text, string? day)
        => Assert.That(Read([("Auto-Submitted", "auto-replied")], "Tea", new MailContent { Text = text }).Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(day));

    [Test]
    public void Any_mixture_of_words_and_parts_gets_a_reading()
    {
        string[] words = ["Final-Recipient:", "rfc822;", "<ann@x.example>", "550", "5.1.1", "5.", "BEGIN:", "METHOD:REPLY", ";", "\n", "\n\n", "mailer-daemon", "until", "31.02.", "{\"notificationType\":", "}", "@", "x@y.example", "from", "\0", "\uD800", "DURATION:P9999999999D", "DTSTART:99999999T999999"];
        string[] types = ["message/delivery-status", "message/feedback-report", "message/disposition-notification", "text/calendar", "text/rfc822-headers", "text/plain"];
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var text = string.Join(' ', Enumerable.Range(0, 25).Select(_ => words[random.Next(words.Length)]));
            var content = Content("multipart/report", "", Part(types[random.Next(types.Length)], text)) with { Text = text };
            Assert.That(() => Read([("X-Failed-Recipients", text), ("Auto-Submitted", text)], text, content), Throws.Nothing, $"seed {seed}");
            Assert.That(() => Read([("Return-Path", "<>")], "failure notice", new MailContent { Text = text, Html = text }), Throws.Nothing, $"seed {seed}");
        }
    }

    private static MachineReading Read((string Name, string Value)[] fields, string subject, MailContent content, MailAddress? from = null) => MachineMail.Read(
        new MailEnvelope
        {
            From = [from ?? new MailAddress("Ann", "ann@x.example")],
            To = [new MailAddress("", "us@us.example")],
            Subject = subject,
            Date = new DateTimeOffset(2021, 5, 4, 10, 0, 0, TimeSpan.Zero),
            Fields = [.. fields.Select(f => new HeaderField(f.Name, f.Value))],
        },
        content);

    private static MailContent Content(string type, string report, params MailPart[] parts) => new() { MediaType = type, ReportType = report, Parts = parts };

    private static MailPart Part(string type, string text) => new() { MediaType = type, Text = text };
}
