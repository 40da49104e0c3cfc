using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>behaviour.md B9: what a gateway wrote above a mail is nobody's words, and whatever may be a person's stays.</summary>
public sealed class BannerTests
{
    private const string Words = "Hello Bob,\n\nthe order is wrong. Do not click on it yet.";

    private static IEnumerable<string> Known()
        => DataFile.Rows("banners", 3).Where(r => r[1] == "alone").SelectMany(r => DataFile.Values(r[2])).Select(p => $"{p} ...").Append("[External]").Append("*** EXTERNAL EMAIL ***");

    [TestCase("CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you recognize the sender and know the content is safe.")]
    [TestCase("CAUTION: This email originated from outside of the organization. Do not click\nlinks or open attachments unless you recognize the sender and know the content\nis safe.")]
    [TestCase("*CAUTION:* This email originated from outside of your organization. Exercise caution when opening attachments or clicking links, especially from unknown senders.")]
    [TestCase("[EXTERNAL]")]
    [TestCase("[EXTERNAL EMAIL]")]
    [TestCase("**EXTERNAL SENDER**")]
    [TestCase("EXTERNAL EMAIL: Do not click any links or open any attachments unless you trust the sender and know the content is safe.")]
    [TestCase("External email: Use caution before opening attachments or clicking links.")]
    [TestCase("[EXTERNAL EMAIL] CAUTION: This message came from outside the company. Do not click on links.")]
    [TestCase("WARNING: This email was sent from an external address. Please be careful.")]
    [TestCase("You don't often get email from ann@x.example. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>")]
    [TestCase("[You don't often get email from ann@x.example. Learn why this is important at https://aka.ms/LearnAboutSenderIdentification ]")]
    [TestCase("Some people who received this message don’t often get email from ann@x.example. Learn why this is important")]
    [TestCase("You don't often get email from ann@x.example. Learn why this is important\n\nCAUTION: This email originated from outside of the organization. Do not click links.")]
    [TestCase("ZjQcmQRYFpfptBannerStart\nThis Message Is From an External Sender\nThis message came from outside your organization.\nReport Suspicious <https://phish.example/?a=1>\n\nZjQcmQRYFpfptBannerEnd")]
    [TestCase("This Message originated outside your organization.")]
    [TestCase("________________________________\nCAUTION: This message was sent from outside of your organization. Please do not click links or open attachments unless you recognize the source of this email and know the content is safe.\n________________________________")]
    [TestCase("⚠ External sender. Use caution.")]
    [TestCase("CAUTION\nThis email originated from outside the organisation. Do not reply.")]
    [TestCase("ACHTUNG: Diese E-Mail stammt von einem externen Absender. Bitte öffnen Sie keine Anhänge und klicken Sie auf keine Links.")]
    [TestCase("Sie erhalten nicht oft E-Mails von ann@x.example. Erfahren Sie, warum dies wichtig ist")]
    [TestCase("Externe E-Mail! Klicken Sie nicht auf Links und öffnen Sie keine Anhänge.")]
    [TestCase("[EXTERN]")]
    [TestCase("ATTENTION : Cet e-mail provient de l’extérieur de l'organisation. Ne cliquez pas sur les liens.")]
    [TestCase("Vous ne recevez pas souvent de courriers de ann@x.example. Découvrez pourquoi ceci est important")]
    [TestCase("PRECAUCIÓN: Este correo electrónico se originó fuera de la organización. No haga clic en los enlaces.")]
    [TestCase("ATENÇÃO: Este e-mail foi originado fora da organização. Não clique em links.")]
    [TestCase("ATTENZIONE: Questa email proviene dall'esterno dell'organizzazione. Non cliccare sui link.")]
    [TestCase("LET OP: Deze e-mail is afkomstig van buiten de organisatie. Klik niet op links.")]
    [TestCase("UWAGA: Ta wiadomość pochodzi spoza organizacji. Nie klikaj w linki.")]
    [TestCase("ВНИМАНИЕ: Это письмо отправлено внешним отправителем. Не переходите по ссылкам.")]
    [TestCase("【注意】このメールは社外から送信されています。添付ファイルにご注意ください。", Description = "the second sentence is known by how it begins")]
    [TestCase("注意：此邮件来自外部。请勿点击链接。")]
    [TestCaseSource(nameof(Known))]
    public void A_banner_at_the_top_is_not_the_writers(string banner)
    {
        var lines = banner.Split('\n').Select(l => System.Net.WebUtility.HtmlEncode(l)).ToArray();
        string[] htmls =
        [
            $"<div style='background:#ff9'>{string.Join("<br>", lines)}</div><br><div>Hello Bob,</div><br><div>the order is wrong. Do not click on it yet.</div>",
            $"<table><tr><td bgcolor=red>{string.Join("<br>", lines)}</td></tr></table><p>Hello Bob,</p><p>the order is wrong. Do not click on it yet.</p>",
            $"<p><b>{string.Join("<br>", lines)}</b></p><hr><p>Hello Bob,</p><p>the order is wrong. Do not click on it yet.</p>",
        ];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReplyText.FromText($"{banner}\n\n{Words}").Reply, Is.EqualTo(Words));
            Assert.That(ReplyText.FromText($"\n{banner}\n{Words}\n\nOn 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Tea?").Reply, Is.EqualTo(Words), "no blank line below");
            Assert.That(htmls.Select(h => ReplyText.FromHtml(h).Reply), Is.All.EqualTo(Words));
        }
    }

    [TestCase("Caution: the valve is hot.")]
    [TestCase("Warning: do not open the attachments, they are the old ones.")]
    [TestCase("External email is down again.")]
    [TestCase("External")]
    [TestCase("External: Ann, Bob\nInternal: Carl")]
    [TestCase("Note: This email was sent from outside the office.")]
    [TestCase("This email is for the external auditors.")]
    [TestCase("This email is from an external lawyer. He wants to see the contract.")]
    [TestCase("This email originated from outside of the organization, is that so?")]
    [TestCase("[External] Hello Bob, the order is wrong.")]
    [TestCase("CAUTION: This email originated from outside of the organization. Hello Bob, the order is wrong.")]
    [TestCase("You don't often get praise. Learn why this is important.")]
    [TestCase("Do not click links.")]
    [TestCase("Achtung: die Lieferung kommt morgen.")]
    [TestCase("注意：明天开会。")]
    public void What_a_person_may_have_written_stays(string words)
    {
        Assert.That(ReplyText.FromText($"{words}\n\nAnn").Reply, Is.EqualTo($"{words}\n\nAnn"));
        Assert.That(ReplyText.FromHtml($"<p>{words.Replace("\n", "<br>", StringComparison.Ordinal)}</p><p>Ann</p>").Reply, Is.EqualTo($"{words}\n\nAnn"));
    }

    [Test]
    public void A_paragraph_below_a_banner_is_the_writers_even_where_a_banner_could_go_on_so()
        => Assert.That(ReplyText.FromText("[EXTERNAL]\n\nDo not click the link in my last mail.\n\nAnn").Reply, Is.EqualTo("Do not click the link in my last mail.\n\nAnn"));

    [Test]
    public void A_banner_further_down_stays_where_it_does_not_stand_above_a_quotation()
    {
        const string Banner = "CAUTION: This email originated from outside of the organization.";
        Assert.That(ReplyText.FromText($"What is this?\n\n{Banner}\n\nIt stands in every mail.").Reply, Does.Contain(Banner));
        Assert.That(ReplyText.FromText($"Yes.\n\n{Banner}\n\nFrom: Ann <ann@x.example>\nSent: 4 May 2021 10:15\nTo: Bob\nSubject: Tea\n\nTea?").Reply, Is.EqualTo("Yes."));
        Assert.That(ReplyText.FromText($"Yes.\n\n{Banner}\n\nOn 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Tea?").Reply, Is.EqualTo("Yes."));
    }

    [Test]
    public void A_mail_that_is_nothing_but_a_banner_is_shown_whole()
        => Assert.That(ReplyText.FromText("[EXTERNAL]\n\n> Tea?").Reply, Does.StartWith("[EXTERNAL]"));

    [Test]
    public void A_banner_hinders_no_forward()
    {
        const string Banner = "CAUTION: This email originated from outside of the organization.\nDo not click links.";
        var read = Forwards.ReadInline("", $"{Banner}\n\nSee below.\n\n---------- Forwarded message ---------\n\n\n{Banner}\n\nFrom: Ann Doe <ann@x.example>\nSubject: Tea\n\nShall we?", null);
        Assert.That((read?.Note, read?.From[0].Address, read?.Subject, read?.Body), Is.EqualTo(("See below.", "ann@x.example", "Tea", "Shall we?")));
    }
}
