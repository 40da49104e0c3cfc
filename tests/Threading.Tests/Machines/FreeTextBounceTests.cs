using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>The free-text bounces of the field (bounce-signs.tsv, bounce-reasons.tsv): one sample a system, written here after its form.</summary>
public sealed class FreeTextBounceTests
{
    private const string Daemon = "MAILER-DAEMON@mx.example";

    private static IEnumerable<TestCaseData> Samples()
    {
        yield return Sample("qmail", Daemon, "failure notice", "Hi. This is the qmail-send program at mx.example.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<ann@x.example>:\n192.0.2.7 does not like recipient.\nRemote host said: 550 5.1.1 unknown", "5.1.1", "hard");
        yield return Sample("qmail, timed out", Daemon, "failure notice", "Hi. This is the qmail-send program at mx.example.\n\n<ann@x.example>:\nCNAME lookup failed temporarily. I'm not going to try again; this message has been in the queue too long.", "4.4.7", "soft");
        yield return Sample("Exim", "Mailer-Daemon@mx.example", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ann@x.example\n    Unrouteable address", "5.1.1", "hard");
        yield return Sample("Exim, delayed", "Mailer-Daemon@mx.example", "Warning: message 1kX-00 delayed 24 hours", "This message was created automatically by mail delivery software.\nThe message has not yet been delivered to:\n\n  ann@x.example\n    Delay reason: Connection timed out\n\nNo action is required on your part.", "4.4.2", "delayed");
        yield return Sample("Postfix", Daemon, "Undelivered Mail Returned to Sender", "This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<ann@x.example>: host x.example[192.0.2.7] said: 550 5.7.1 Service refused (in reply to RCPT TO command)", "5.7.1", "hard");
        yield return Sample("Postfix, no host", Daemon, "Undelivered Mail Returned to Sender", "This is the mail system at host mx.example.\n\n<ann@x.example>: Host or domain name not found. Name service error for name=x.example type=A: Host not found", "5.1.2", "hard");
        yield return Sample("Postfix, delayed", Daemon, "Delayed Mail (still being retried)", "####################################################################\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n####################################################################\n\n<ann@x.example>: connect to x.example[192.0.2.7]:25: Connection refused", "4.4.1", "delayed");
        yield return Sample("sendmail", Daemon, "Returned mail: see transcript for details", "The original message was received at Mon, 3 May 2021\nfrom localhost\n\n   ----- The following addresses had permanent fatal errors -----\n<ann@x.example>\n    (reason: 552 5.2.2 over quota)\n\n   ----- Transcript of session follows -----\n552 5.2.2 <ann@x.example>... over quota", "5.2.2", "hard");
        yield return Sample("sendmail, warning", Daemon, "Warning: could not send message for past 4 hours", "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **********************************************\n\n   ----- The following addresses had transient non-fatal errors -----\n<ann@x.example>\n", "", "delayed");
        yield return Sample("Exchange 2003", "System Administrator <postmaster@x.example>", "Undeliverable: Tea", "Your message\n\n  To: Ann\n  Subject: Tea\n\ndid not reach the following recipient(s):\n\nann@x.example on Mon, 3 May 2021 10:00:00 +0200\n    The e-mail account does not exist at the organization this message was sent to.\n", "5.1.1", "hard");
        yield return Sample("Exchange 2007", "postmaster@x.example", "Undeliverable: Tea", "Delivery has failed to these recipients or distribution lists:\n\nann@x.example\nThe recipient's e-mail address was not found in the recipient's e-mail system.\n\nDiagnostic information for administrators:\nGenerating server: mx.x.example\nann@x.example\n#550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found ##", "5.1.10", "hard");
        yield return Sample("Office 365", "Microsoft Outlook <postmaster@x.example>", "Undeliverable: Tea", "Your message to ann@x.example couldn't be delivered.\nann wasn't found at x.example.\n", "5.1.1", "hard");
        yield return Sample("Gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)", "** Address not found **\n\nYour message wasn't delivered to ann@x.example because the address couldn't be found.", "5.1.1", "hard");
        yield return Sample("Gmail, delay", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Delay)", "This is an automatically generated Delivery Status Notification\n\nTHIS IS A WARNING MESSAGE ONLY.\n\nDelivery to the following recipient has been delayed:\n\n     ann@x.example\n", "", "delayed");
        yield return Sample("Yahoo", "MAILER-DAEMON@yahoo.example", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<ann@x.example>:\nRemote host said: 554 delivery error: This user doesn't have an account [-9]", "5.1.1", "hard");
        yield return Sample("GMX, WEB.DE, 1&1", "Mail Delivery System <mailer-daemon@kundenserver.example>", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to\none or more of its recipients. The following addresses failed:\n\n<ann@x.example>\n\nreason:\n550 unknown user", "5.1.1", "hard");
        yield return Sample("T-Online", "postmaster@t-online.example", "Mail konnte nicht zugestellt werden", "Ihre Nachricht konnte nicht zugestellt werden.\n\nann@x.example\nDer Empfänger ist unbekannt.", "5.1.1", "hard");
        yield return Sample("Domino", "Postmaster <postmaster@x.example>", "DELIVERY FAILURE: User ann (ann@x.example) not listed in Domino Directory", "Your message\n\n  Subject: Tea\n\nwas not delivered to:\n\n  ann@x.example\n\nbecause:\n\n  User ann (ann@x.example) not listed in Domino Directory", "5.1.1", "hard");
        yield return Sample("Notes", "Mail System <postmaster@x.example>", "Delivery failure", "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nann@x.example\n\n------- Returned Message --------\n", "5.1.1", "hard");
        yield return Sample("Zimbra", Daemon, "Undelivered Mail Returned to Sender", "This is the mail system at host zimbra.example.\n\nFor further assistance, please send mail to postmaster.\n\n<ann@x.example>: mailbox is full", "4.2.2", "soft");
        yield return Sample("MailMarshal", "MailMarshal <postmaster@x.example>", "Undeliverable Mail: \"Tea\"", "Your message:\n    From:    us@us.example\n    Subject: Tea\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected:\n    ann@x.example\n", "5.1.1", "hard");
        yield return Sample("Barracuda", "Mail Delivery System <MAILER-DAEMON@barracuda.example>", "**Message you sent blocked by our bulk email filter**", "Your message to: ann@x.example\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: Tea\n", "5.7.1", "hard");
        yield return Sample("Amazon SES", "MAILER-DAEMON@amazonses.example", "Delivery Status Notification (Failure)", "An error occurred while trying to deliver the mail to the following recipients:\nann@x.example", "", "hard");
        yield return Sample("Sendgrid", "MAILER-DAEMON@sendgrid.example", "Undelivered Mail Returned to Sender", "Hello, this is the mail server on mail.example.\n\nThis is an automatically generated message from SendGrid.\n\nI'm sorry to have to tell you that your message was not able to be\ndelivered to one of its intended recipients.\n\n<ann@x.example> 550 unknown user", "5.1.1", "hard");
        yield return Sample("Courier", "Mail Delivery System <MAILER-DAEMON@mx.example>", "NOTICE: mail delivery status.", "This is a delivery status notification from mx.example, running the Courier mail server.\n\nUNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<ann@x.example>:\n   x.example [192.0.2.7]:\n<<< 550 User unknown.", "5.1.1", "hard");
        yield return Sample("MDaemon", "MDaemon at mx.example <MDaemon@mx.example>", "Permanent Delivery Failure", "The following data may contain sections which represent BASE64 encoded\nfile attachments.\n\nMessage had permanent fatal delivery errors!\n\nFailed address: ann@x.example\n\n--- Session Transcript ---\n<-- 550 No such user", "5.1.1", "hard");
        yield return Sample("GroupWise", "Mailer-Daemon <postmaster@x.example>", "Message status - undeliverable", "The message that you sent was undeliverable to the following:\n\tann@x.example (user not found)\n", "5.1.1", "hard");
        yield return Sample("IMail", "postmaster@mx.example", "Undeliverable Mail", "Unknown user: ann@x.example\n\nOriginal message follows.\n\nReceived: from us.example", "5.1.1", "hard");
        yield return Sample("IMail, full", "postmaster@mx.example", "Undeliverable Mail", "User mailbox exceeds allowed size: ann@x.example\n\nOriginal message follows.", "4.2.2", "soft");
        yield return Sample("Mail.ru", "mailer-daemon@corp.mail.example", "Mail failure.", "Это письмо создано автоматически сервером Mail.Ru.\n\nК сожалению, мы не можем доставить Ваше письмо следующему адресату:\n\nann@x.example\n550 message was not accepted: пользователь не найден", "5.1.1", "hard");
        yield return Sample("Yandex", "mailer-daemon@yandex.example", "Недоставленное сообщение", "Письмо не может быть доставлено одному или нескольким получателям.\n\n<ann@x.example>: host x.example said: 550 5.7.1 No such user!", "5.7.1", "hard");
        yield return Sample("docomo", "mailer-daemon@docomo.example", "宛先不明", "宛先不明のため配信できませんでした。\n\nann@x.example\n", "5.1.1", "hard");
        yield return Sample("au, EZweb", "Postmaster@ezweb.example", "Mail System Error - Returned Mail", "The user(s) account is temporarily over quota.\n\n<ann@x.example>\n", "4.2.2", "soft");
        yield return Sample("SoftBank", "MAILER-DAEMON@softbank.example", "Undeliverable Mail", "Your mail could not be delivered to the mobile phone.\nメールボックスの容量を超えました\nann@x.example\n", "4.2.2", "soft");
        yield return Sample("OpenSMTPD", "Mailer Daemon <MAILER-DAEMON@mx.example>", "Delivery status notification: error", "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\nann@x.example: 550 5.1.1 unknown", "5.1.1", "hard");
        yield return Sample("DragonFly", "MAILER-DAEMON <>", "Mail delivery failed", "This is the DragonFly Mail Agent v0.13 at mx.example.\n\nThere was an error delivering your mail to <ann@x.example>.\n\nx.example [192.0.2.7] did not like our RCPT TO:\n550 5.1.1 unknown", "5.1.1", "hard");
        yield return Sample("InterScan", "InterScan <noreply@gateway.example>", "Mail could not be delivered", "Sent <<< RCPT TO:<ann@x.example>\nReceived >>> 550 5.1.1 <ann@x.example>... User unknown\nUnable to deliver message to <ann@x.example>", "5.1.1", "hard");
        yield return Sample("MailFoundry", "MAILER-DAEMON@mx.example", "Message delivery has failed", "Unable to deliver message to: <ann@x.example>\nDelivery failed for the following reason:\nServer x.example failed with: 550 no such user here\n\nThis has been a permanent failure.  No further delivery attempts will be made.", "5.1.1", "hard");
        yield return Sample("MessageLabs", "Mail Delivery System <MAILER-DAEMON@messagelabs.example>", "Mail Delivery Failure", "This is the mail delivery agent at messagelabs.example.\nI was unable to deliver your message to the following addresses.\n\nann@x.example\n\nReason: 550 ann@x.example... No such user", "5.1.1", "hard");
        yield return Sample("Biglobe", "postmaster@biglobe.example", "Returned mail:", "   ----- The following addresses had delivery problems -----\nann@x.example\n\n   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n", "4.2.2", "soft");
        yield return Sample("Facebook", "Facebook <mailer-daemon@mx.facebook.example>", "Sorry, your message could not be delivered", "This message was created automatically by Facebook.\n\nSorry, your message could not be delivered to the following recipients:\n\nann@x.example\n", "", "hard");
        yield return Sample("Messaging Server", "postmaster@x.example", "Delivery Notification: Delivery has failed", "This report relates to a message you sent with the following header fields:\n\n  Subject: Tea\n\nYour message cannot be delivered to the following recipients:\n\n  Recipient address: ann@x.example\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 unknown", "5.1.1", "hard");
        yield return Sample("PowerMTA", "mailer-daemon@mx.example", "Delivery report", "Hello, this is the mail server on mx.example.\n\nI am sending you this message to inform you on the delivery status of a\nmessage you previously sent.\n\nDelivery to these recipients failed permanently:\n\n  * ann@x.example\n", "", "hard");
        yield return Sample("NetEase", "postmaster@163.example", "系统退信", "抱歉，您的邮件被退回来了……\n收件人：ann@x.example\n退信原因：收件人不存在", "5.1.1", "hard");
        yield return Sample("Naver", "postmaster@naver.example", "전송 실패", "메일을 전송하지 못했습니다.\nann@x.example\n존재하지 않는 주소입니다", "5.1.1", "hard");
        yield return Sample("Outlook, delayed", "postmaster@x.example", "Verzögert zugestellt: Tee", "Die Zustellung an folgende Empfänger wurde verzögert:\n\nann@x.example\n", "", "delayed");
        yield return Sample("KDDI", "no-reply@app.auone.example", "Mail Delivery Failure", "Your mail sent on: Thu, 29 Apr 2021 11:04:47 +0900\nCould not be delivered to: ann@x.example\nAs their mailbox is full.", "4.2.2", "soft");
        yield return Sample("MDaemon, no such user", "MDaemon@x.example", "No such user", "The following data may contain sections which represent BASE64 encoded\nfile attachments.\n\nann@x.example\n\nSorry, no mailbox here by that name.", "5.1.1", "hard");
        yield return Sample("French", "postmaster@x.example", "Non remis : Thé", "Votre message n'a pas pu être remis à ann@x.example : destinataire inconnu", "5.1.1", "hard");
        yield return Sample("Spanish", "postmaster@x.example", "No se puede entregar: Té", "No se pudo entregar su mensaje a ann@x.example: buzón lleno", "4.2.2", "soft");
        yield return Sample("Italian", "postmaster@x.example", "Impossibile recapitare: Tè", "Non è stato possibile recapitare il messaggio a ann@x.example: utente sconosciuto", "5.1.1", "hard");
        yield return Sample("Portuguese", "postmaster@x.example", "Não entregue: Chá", "A mensagem não pôde ser entregue a ann@x.example: usuário desconhecido", "5.1.1", "hard");
        yield return Sample("Polish", "postmaster@x.example", "Niedostarczone: Herbata", "Wiadomość nie została dostarczona do ann@x.example: nieznany użytkownik", "5.1.1", "hard");
        yield return Sample("a list manager", "tea-admin@lists.example", "You us@us.example are not member (tea ML)", "You are not a member of this mailing list <tea@lists.example>.\n", "5.7.1", "hard", recipient: "tea@lists.example");
        yield return Sample("a scanner without a null reverse-path", "Some_AntiVirus_for_SMTP_Gateways@gw.example", "Delivery failure notification", "Your message with Subject: Tea\ncould not be delivered to the following recipients:\n\nann@x.example\n\nDelivery attempts will continue to be made for 5 day(s).", "", "delayed", path: "gw@gw.example");
        yield return Sample("words of a delay in German", Daemon, "Verzögerung bei der Zustellung", "Ihre Nachricht konnte seit 12 Stunden nicht zugestellt werden:\n\nann@x.example\n\nWir versuchen die Zustellung weiter.", "", "delayed");
        yield return Sample("a language that nobody listed", Daemon, "Ujumbe haukufika", "Ujumbe wako haukuweza kufikishwa kwa:\n\n<ann@x.example>\n", "", "hard");
        yield return Sample("the daemon's name for a null reverse-path", "Postmaster@x.example", "Mail System Error - Returned Mail", "Your message was not delivered within 1 hour.\n\n<ann@x.example>\n", "", "hard", path: "MAILER-DAEMON");
        yield return Sample("a postmaster who names the recipient", "Postmaster@x.example", "Undeliverable: Tea", "Your message was not delivered to:\n\nann@x.example\n", "", "hard", path: "postmaster@x.example");
        yield return Sample("a language that nobody listed, the daemon's own house", "MAILER-DAEMON@x.example", "Óafhent skeyti", "Ekki tókst að afhenda skeytið til:\n\n<ann@x.example>\n", "", "hard");
        yield return Sample("words of a delay in Dutch", Daemon, "Vertraagde e-mail", "Uw bericht kon nog niet worden bezorgd bij:\n\nann@x.example\n", "", "delayed");
        yield return Sample("Postmaster, who postpones", "Postmaster@x.example", "Mail Delivery Warning", "Delivery of email to this address\n\n\"ann@x.example\"\n\nhas been postponed due to a full mailbox.", "4.2.2", "delayed", path: "postmaster@x.example");
        yield return Sample("a gateway that names the recipient", "gateway@gw.example", "Delivery failed", "Your message could not be delivered to:\n\nann@x.example\n", "", "hard", path: "gateway@gw.example");
        yield return Sample("a null reverse-path, words and a mail given back", "mail@gw.example", "Ваш лист", "Не вдалося доставити лист:\n\nann@x.example\n550 5.1.1\n\nReceived: from us.example\nMessage-ID: <a1@us.example>", "5.1.1", "hard");
    }

    [TestCaseSource(nameof(Samples))]
    public void A_bounce_in_words_says_who_was_not_reached_why_and_whether_for_good(MailEnvelope envelope, MailContent content, string recipient, string status, string permanence)
    {
        var read = MachineMail.Read(envelope, content);
        Assert.That((read.Kind, read.Rule), Is.EqualTo(("bounce", "M2")), read.Evidence);
        Assert.That(read.Recipients.Select(r => (r.Address, r.Status, r.Permanence)), Is.EqualTo(new[] { (recipient, status, permanence) }));
    }

    [TestCase("Ann <ann@x.example>", "Delivery failure", "Hi Bob,\n\nlook what I got when I wrote to you, can you please tell me whether your address still is the one on your card, because I will have to send the contract to somebody this week and nobody else of your team has answered me so far, which is a pity.\n\nYour message could not be delivered to the following recipients:\nbob@us.example\n550 5.1.1 User unknown\nMessage-ID: <a1@us.example>")]
    [TestCase("Ann <ann@x.example>", "Mail delivery problem", "Hi Bob, my mail box is full, could you send it again? 550 would be a good price.")]
    [TestCase("Ann <ann@x.example>", "Re: Undeliverable: Tea", "Your message could not be delivered to the following recipients? Which ones?")]
    [TestCase("Ann <ann@x.example>", "Fwd: failure notice", "This is the qmail-send program at mx.example.\n<bob@us.example>: 550 5.1.1 unknown")]
    [TestCase("postmaster <postmaster@x.example>", "Your server", "Your mail to us does not exist in our logs. Can you tell me more?")]
    [TestCase("Carl <carl@x.example>", "Delivery failed yesterday", "Hello Bob,\n\nthe driver was not able to deliver your order because nobody was at home. Shall we try again?")]
    [TestCase("Carl <carl@x.example>", "Zustellung fehlgeschlagen", "Hallo Bob,\n\nIhr Paket konnte nicht zugestellt werden, weil niemand da war.\n\nCarl, info@x.example")]
    [TestCase("Carl <carl@x.example>", "Returned to sender", "Hello Bob,\n\nour parcel came back, returned to sender. You may also write to dora@home.example.")]
    [TestCase("Postmaster <postmaster@x.example>", "Re: Re: blocked", "Dear Bob,\n\nplease try again and tell me if the message could not be delivered.")]
    [TestCase("Carl <carl@x.example>", "Échec de livraison", "Bonjour Bob,\n\nvotre colis n'a pas pu être remis car vous étiez absent.")]
    [TestCase("Carl <carl@x.example>", "No entregado: pedido 55", "Hola Bob,\n\nel pedido no pudo ser entregado ayer. ¿Cuál es la dirección?")]
    [TestCase("Ann <ann@x.example>", "Undelivered Mail Returned to Sender", "Bob, what does this mean?\n\nYour message could not be delivered to the following recipients:\nbob@us.example\n550 5.1.1 User unknown")]
    [TestCase("Ann <postmaster@x.example>", "Delivery failed: order 55", "Dear Bob,\n\nyour parcel could not be delivered to us, for the street was wrong. Please send it again.\n\nAnn")]
    [TestCase("Ann <postmaster@x.example>", "Blocked mail", "Dear Bob,\n\nyour message could not be delivered since your server has no PTR record (550 5.7.25). Please add one.\n\nAnn")]
    [TestCase("Carl <carl@x.example>", "Delivery failed", "Bob,\n\ndelivery failed yesterday, nobody was there. A new date is given by:\ndora@carrier.example")]
    [TestCase("Martha T. Adams <mta@x.example>", "Delivery status of order 55", "Dear Bob, how far is order 55? We need it on Friday.")]
    [TestCase("Tim <bounce@trampoline.example>", "Delivery delayed?", "Hi Bob, our trampolines have not arrived. Is the delivery delayed?")]
    [TestCase("Mail Systems Ltd <sales@x.example>", "Delivery report of May", "Hi Bob, the report of the deliveries follows on Friday.")]
    [TestCase("Carl <carl@x.example>", "Delivery failed", "Bob, unable to deliver 550 pieces, the gate was closed.")]
    [TestCase("Carl <carl@x.example>", "Failed mail", "Bob, the fax and the mail failed: could not deliver. I will try it by phone: 0123 550 511.")]
    [TestCase("Carl <carl@x.example>", "Nicht zugestellt: Rechnung 55", "Hallo Bob,\n\ndie Rechnung 55 wurde von der Post nicht zugestellt. Bitte senden Sie sie per E-Mail an:\ndora@group.example")]
    [TestCase("Carl <carl@x.example>", "Undelivered mail", "Hi Bob,\n\nI have got this from your server when I answered you:\n\nYour message could not be delivered to:\nbob@us.example\n550 5.1.1 user unknown\n\nPlease tell your IT.")]
    public void A_person_who_writes_of_a_bounce_is_no_bounce(string from, string subject, string text)
        => Assert.That(MachineMail.Read(Some.Envelope(from, "us@us.example", subject: subject), new MailContent { Text = text }).Kind, Is.EqualTo("normal"));

    [TestCase("Return receipt", "The original message was received at Mon, 3 May 2021\n\n   ----- The following addresses had successful delivery notifications -----\n<ann@x.example>  (successfully delivered to mailbox)", "delivered", "delivered")]
    [TestCase("Relayed: Tea", "Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:\n\nann@x.example", "delivered", "relayed")]
    [TestCase("Entregue: Chá", "A sua mensagem foi entregue aos seguintes destinatários:\n\nann@x.example", "delivered", "delivered")]
    [TestCase("Delivery Confirmation", "Your message was successfully delivered to:\n\nann@x.example", "delivered", "delivered")]
    [TestCase("Delivery report", "   ----- The following addresses had successful delivery notifications -----\n<bob@x.example>\n   ----- The following addresses had permanent fatal errors -----\n<ann@x.example>", "bounce", "hard")]
    public void A_report_of_success_in_words_is_no_bounce(string subject, string text, string kind, string permanence)
    {
        var envelope = Some.Envelope(Daemon, "us@us.example", subject: subject) with { Fields = [new HeaderField("Return-Path", "<>")] };
        var read = MachineMail.Read(envelope, new MailContent { Text = text });
        Assert.That((read.Kind, read.Recipients[^1].Address, read.Recipients[^1].Permanence), Is.EqualTo((kind, "ann@x.example", permanence)));
    }

    [Test]
    public void What_people_write_through_a_list_about_bounces_is_list_mail()
    {
        var envelope = Some.Envelope("carl@x.example", "users@lists.example", subject: "[users] delivery failed for me too") with { Fields = [new HeaderField("List-Id", "<users.lists.example>")] };
        Assert.That(MachineMail.Read(envelope, new MailContent { Text = "Delivery failed for me too, with 550 5.7.1. What did you do?" }).Kind, Is.EqualTo("list"));
    }

    private static TestCaseData Sample(string system, string from, string subject, string text, string status, string permanence, string path = "", string recipient = "ann@x.example")
        => new TestCaseData(
            Some.Envelope(from, "us@us.example", subject: subject) with { Fields = [new HeaderField("Return-Path", $"<{path}>")] }, new MailContent { Text = text }, recipient, status, permanence).SetArgDisplayNames(system);
}
