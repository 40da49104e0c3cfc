using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>behaviour.md B9: signatures, the lines of telephones and programs, and what lists add below.</summary>
public sealed class SignatureTests
{
    [TestCase("________________\n\nAnn Doe\nExample Ltd\n\nSent from mobile\n________________")]
    [TestCase("**********\n\nInternet email is not to be treated as secure.\n\n**********")]
    [TestCase("━━━━━━━━━━━━\n株式会社みどり\n高橋 健一\nTEL: 03-5550-0123\n━━━━━━━━━━━━")]
    [TestCase("*-*-*-*-*-*-*\nBob Roe\n\nbob@y.example\n*-*-*-*-*-*-*")]
    public void A_frame_of_rulers_goes_with_the_signature_in_it(string signature)
    {
        var shown = ReplyText.FromText($"Yes, at four.\n\n{signature}");
        Assert.That((shown.Reply, shown.Signature), Is.EqualTo(("Yes, at four.", signature)));
        Assert.That(ReplyText.FromText($"Yes, at four.\n\n{signature}\n\nOn Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Tea?").Reply, Is.EqualTo("Yes, at four."));
    }

    [Test]
    public void What_a_list_server_adds_below_a_quotation_is_as_old_as_the_quotation()
    {
        var shown = ReplyText.FromText("Yes, at four.\n\nOn Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Tea?\n\n____________________\ntea mailing list\ntea@lists.x.example");
        Assert.That((shown.Reply, shown.Signature), Is.EqualTo(("Yes, at four.", "")));
    }

    [TestCase("-- \nAnn Doe\nExample Ltd")]
    [TestCase("--\nAnn Doe")]
    [TestCase("—\nAnn Doe")]
    [TestCase("Sent from my iPhone")]
    [TestCase("Von meinem iPhone gesendet")]
    [TestCase("Envoyé de mon iPhone")]
    [TestCase("Enviado desde mi iPhone")]
    [TestCase("Enviado do meu iPhone")]
    [TestCase("Inviato da iPhone")]
    [TestCase("Verstuurd vanaf mijn iPhone")]
    [TestCase("Sendt fra min iPhone")]
    [TestCase("Skickat från min iPhone")]
    [TestCase("Lähetetty iPhonesta")]
    [TestCase("Wysłane z iPhone'a")]
    [TestCase("Odesláno z iPhonu")]
    [TestCase("Отправлено с iPhone")]
    [TestCase("Надіслано з iPhone")]
    [TestCase("iPhone'umdan gönderildi")]
    [TestCase("iPhoneから送信")]
    [TestCase("发自我的iPhone")]
    [TestCase("나의 iPhone에서 보냄")]
    [TestCase("Get Outlook for iOS")]
    [TestCase("Sent from my cell, please excuse typos.")]
    [TestCase("Sent from my iPhone\nEnvoyé depuis mon iPhone")]
    [TestCase("________________\nAnn Doe\nExample Ltd")]
    [TestCase("This email and any attachments are confidential.\nDelete it if it is not for you.")]
    [TestCase("Tämä viesti on luottamuksellinen ja tarkoitettu vain vastaanottajalle.")]
    [TestCase("Το παρόν μήνυμα περιέχει εμπιστευτικές πληροφορίες.")]
    [TestCase("本邮件及其附件含有保密信息。")]
    [TestCase("Este mensaje y sus anexos\nson confidenciales.")]
    [TestCase("iOS için Outlook'u edinin")]
    [TestCase("Az Outlook iOS-re letöltése")]
    [TestCase("삼성 Galaxy 스마트폰에서 보냈습니다.")]
    [TestCase("Virus-free. www.x.example")]
    [TestCase("P Pensez à l'environnement avant d'imprimer ce message.")]
    [TestCase("🌳 Please consider the environment before printing.")]
    [TestCase("If you have received this message in error, delete it.")]
    [TestCase("Diese E-Mail enthält vertrauliche Informationen.")]
    [TestCase("--------------------\nBob Roe\nExample Ltd\n+44 20 7946 0000")]
    [TestCase("_______________________________________________\ntea mailing list -- tea@lists.x.example\nTo unsubscribe send an email to tea-leave@lists.x.example")]
    public void A_signature_is_a_span_of_its_own(string signature)
    {
        var shown = ReplyText.FromText($"Yes, at four.\n\n{signature}\n\nOn Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Tea?");
        Assert.That((shown.Reply, shown.Signature), Is.EqualTo(("Yes, at four.", signature)));
    }

    [TestCase("Sent from my Galaxy", "Sent from my Galaxy")]
    [TestCase("Gesendet von AOL Mobile Mail", "Gesendet von AOL Mobile Mail")]
    [TestCase("Von meinem iPhone gesendet", "Von meinem iPhone gesendet")]
    [TestCase("Von meinem iPhone geht das nicht.", "")]
    [TestCase("Sent from home", "")]
    public void The_line_of_a_telephone_may_stand_directly_below_the_text(string last, string signature)
        => Assert.That(ReplyText.FromText($"Yes, at four.\n{last}\n\n-----Original Message-----\nFrom: Ann <ann@x.example>\nTo: Bob\nSubject: Tea\n\nTea?").Signature, Is.EqualTo(signature));

    [TestCase("Sent by courier yesterday.")]
    [TestCase("Sent via DHL, tracking 123")]
    [TestCase("Von meinem Chef kommt noch eine Antwort.")]
    [TestCase("Envoyé par courrier ce matin.")]
    [TestCase("Lähetetty tänään postissa.")]
    [TestCase("这个我已经发送")]
    [TestCase("Please excuse my brevity in the first answer; here is more.")]
    public void What_was_sent_otherwise_than_by_a_telephone_is_text(string words)
    {
        var text = $"Hello Ann,\n\n{words}\n\nIs it there?\n\nBob";
        Assert.That(ReplyText.FromText(text).Reply, Is.EqualTo(text));
        Assert.That(ReplyText.FromText($"{text}\n\nSent from my cell").Reply, Is.EqualTo(text));
        Assert.That(ReplyText.FromText($"{text}\n\nOn Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Tea?").Reply, Is.EqualTo(text));
    }

    [TestCase("Totals:\n\n--------------------\nTea 200 4.10 820.00\nMilk 300 5.10 1530.00\n--------------------")]
    [TestCase("When:\n\n============\n04.05.2021 10:15\n05.05.2021 - 07.05.2021\n============")]
    [TestCase("The new address\n--------------------\nExample Ltd\n1 High Street\n+44 20 7946 0000")]
    [TestCase("Please ask her.\n\n--------------------\nann@x.example\n\nShe knows it.")]
    public void Totals_and_plans_between_rulers_are_text(string text) => Assert.That(ReplyText.FromText(text).Reply, Is.EqualTo(text));
}
