using System.Text;
using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>behaviour.md B9: the new words of a plain text reply.</summary>
public sealed class ReplyTextTests
{
    [TestCase("On Tue, 4 May 2021 at 10:15, Ann Doe <ann@x.example> wrote:")]
    [TestCase("On Tuesday,\nMay 4, 2021 at 10:15 AM, Ann Doe wrote:")]
    [TestCase("Wiadomość napisana przez Ann Doe\n<ann@x.example> w dniu 4 maj 2021, o godz. 10:15:")]
    [TestCase("On May 4, 2021, at 10:15 AM, Ann Doe wrote:")]
    [TestCase("On Tue, May 4, 2021 at 10:15 AM Ann Doe from the very long department\n<ann@x.example>\nwrote:")]
    [TestCase("At 04.05.2021 10:15, you wrote:")]
    [TestCase("Am 04.05.2021 um 10:15 schrieb Ann Doe <ann@x.example>:")]
    [TestCase("Ann Doe <ann@x.example> schrieb am Di., 4. Mai 2021, 10:15:")]
    [TestCase("Le mar. 4 mai 2021 à 10:15, Ann Doe <ann@x.example> a écrit :")]
    [TestCase("El mar, 4 may 2021 a las 10:15, Ann Doe (<ann@x.example>) escribió:")]
    [TestCase("Em ter., 4 de mai. de 2021 às 10:15, Ann Doe <ann@x.example> escreveu:")]
    [TestCase("Il giorno mar 4 mag 2021 alle ore 10:15 Ann Doe <ann@x.example> ha scritto:")]
    [TestCase("Op di 4 mei 2021 om 10:15 schreef Ann Doe <ann@x.example>:")]
    [TestCase("Den tirs. 4. maj 2021 kl. 10.15 skrev Ann Doe <ann@x.example>:")]
    [TestCase("tir. 4. mai 2021 kl. 10:15 skrev Ann Doe <ann@x.example>:")]
    [TestCase("Den tis 4 maj 2021 kl 10:15 skrev Ann Doe <ann@x.example>:")]
    [TestCase("ti 4. toukok. 2021 klo 10.15 Ann Doe (ann@x.example) kirjoitti:")]
    [TestCase("Þann þri., 4. maí 2021 kl. 10:15 skrifaði Ann Doe <ann@x.example>:")]
    [TestCase("wt., 4 maj 2021 o 10:15 Ann Doe <ann@x.example> napisał(a):")]
    [TestCase("út 4. 5. 2021 v 10:15 odesílatel Ann Doe <ann@x.example> napsal:")]
    [TestCase("Dňa 4. mája 2021 o 10:15 používateľ Ann Doe <ann@x.example> napísal:")]
    [TestCase("Ann Doe <ann@x.example> ezt írta (időpont: 2021. máj. 4., K, 10:15):")]
    [TestCase("Pe mar., 4 mai 2021 la 10:15, Ann Doe <ann@x.example> a scris:")]
    [TestCase("uto, 4. svi 2021. u 10:15 Ann Doe <ann@x.example> napisao je:")]
    [TestCase("V tor., 4. maj 2021 ob 10:15 je oseba Ann Doe <ann@x.example> napisala:")]
    [TestCase("уто, 4. мај 2021. у 10:15 Ann Doe <ann@x.example> је написао/ла:")]
    [TestCase("На вт, 4.05.2021 г. в 10:15 Ann Doe <ann@x.example> написа:")]
    [TestCase("вт, 4 мая 2021 г. в 10:15, Ann Doe <ann@x.example>:")]
    [TestCase("4 мая 2021 г., 10:15, Ann Doe <ann@x.example> написал(а):")]
    [TestCase("вт, 4 трав. 2021 р. о 10:15 Ann Doe <ann@x.example> пише:")]
    [TestCase("Στις Τρί, 4 Μαΐ 2021 στις 10:15 π.μ., ο χρήστης Ann Doe <ann@x.example> έγραψε:")]
    [TestCase("Ann Doe <ann@x.example>, 4 May 2021 Sal, 10:15 tarihinde şunu yazdı:")]
    [TestCase("Kuupäev T, 4. mai 2021 kell 10:15 kirjutas Ann Doe <ann@x.example>:")]
    [TestCase("otrd., 2021. g. 4. maijs plkst. 10:15, lietotājs Ann Doe (<ann@x.example>) rakstīja:")]
    [TestCase("2021-05-04, an, 10:15 Ann Doe <ann@x.example> rašė:")]
    [TestCase("El dia dt., 4 de maig 2021, a les 10:15, Ann Doe (<ann@x.example>) va escriure:")]
    [TestCase("Ann Doe <ann@x.example> 于2021年5月4日周二 上午10:15写道：")]
    [TestCase("Ann Doe <ann@x.example> 於 2021年5月4日 週二 上午10:15寫道：")]
    [TestCase("2021年5月4日(火) 10:15 Ann Doe <ann@x.example>:")]
    [TestCase("2021년 5월 4일 (화) 오전 10:15, Ann Doe <ann@x.example>님이 작성:")]
    [TestCase("في الثلاثاء، 4 مايو 2021 في 10:15 ص تمت كتابة ما يلي بواسطة Ann Doe <ann@x.example> كتب:")]
    [TestCase("בתאריך יום ג׳, 4 במאי 2021 ב-10:15 מאת Ann Doe <ann@x.example>:")]
    [TestCase("در پنجشنبه ۲۲ آبان ۱۴۰۴ ساعت ۱۴:۲۵ Ann Doe <ann@x.example> نوشت:")]
    [TestCase("Ann Doe <ann@x.example> در تاریخ ۲۲ آبان ۱۴۰۴ نوشت:")]
    [TestCase("Vào Th 3, 4 thg 5, 2021 vào lúc 10:15 Ann Doe <ann@x.example> đã viết:")]
    [TestCase("Pada tanggal Sel, 4 Mei 2021 pukul 10.15 Ann Doe <ann@x.example> menulis:")]
    [TestCase("เมื่อ อ. 4 พ.ค. 2021 เวลา 10:15 Ann Doe <ann@x.example> เขียนว่า:")]
    [TestCase("2021-05-04 10:15 GMT+02:00 Ann Doe")]
    [TestCase("2021-05-04 10:15 GMT+02:00 Ann Doe <ann@x.example>:")]
    [TestCase("-----Antwort Nachricht-----")]
    [TestCase("2021/5/4 Ann Doe <ann@x.example>")]
    [TestCase("(2021/05/04 10:15), Ann Doe wrote:")]
    [TestCase("Ann Doe ---05/04/2021 10:15:00 AM---Hello Bob")]
    [TestCase("Zitat von Ann Doe <ann@x.example>:")]
    [TestCase("Quoting Ann Doe <ann@x.example>:")]
    [TestCase("Wiadomość napisana przez Ann Doe <ann@x.example> w dniu 4 maj 2021, o godz. 10:15:")]
    [TestCase("2021년 5월 4일 오전 10:15, Ann Doe <ann@x.example>님의 말:")]
    [TestCase("‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Tuesday, May 4th, 2021 at 10:15 AM, Ann Doe <ann@x.example> wrote:")]
    [TestCase("----- Mail original -----\nDe: \"Ann Doe\" <ann@x.example>\nÀ: \"Bob\" <bob@y.example>\nEnvoyé: Mardi 4 Mai 2021")]
    [TestCase("________________________________\nFrom: Ann Doe\nSent: Tuesday")]
    [TestCase("Gesendet: Dienstag, 04. Mai 2021 um 10:15 Uhr\nVon: \"Ann Doe\" <ann@x.example>\nAn: bob@y.example\nBetreff: Tee")]
    [TestCase("Вторник, 4 мая 2021, 10:15 +03:00 от Ann Doe <ann@x.example>:")]
    [TestCase("2021/05/04 10:15、Ann Doe <ann@x.example>のメール:")]
    [TestCase("Dana 4. 5. 2021. u 10:15, Ann Doe je napisao/la:")]
    [TestCase("در تاریخ سه‌شنبه 4 مه 2021، 10:15 Ann Doe <ann@x.example> نوشت:")]
    [TestCase("4 मई 2021 को 10:15 बजे, Ann Doe <ann@x.example> ने लिखा:")]
    [TestCase("Noong Mar, May 4, 2021 nang 10:15 AM, sumulat si Ann Doe <ann@x.example>:")]
    [TestCase("Pada Sel, 4 Mei 2021 10:15, Ann Doe <ann@x.example> telah menulis:")]
    [TestCase("Op Di. 4 Mei 2021 om 10:15 het Ann Doe <ann@x.example> geskryf:")]
    [TestCase("Më mar., 4 maj 2021 në 10:15, Ann Doe <ann@x.example> ka shkruar:")]
    [TestCase("На вт., 4 мај 2021 во 10:15 Ann Doe <ann@x.example> напиша:")]
    [TestCase("Ar Maw, 4 Mai 2021 am 10:15, ysgrifennodd Ann Doe <ann@x.example>:")]
    [TestCase("Ar Mái 4 Beal 2021 ag 10:15, scríobh Ann Doe <ann@x.example>:")]
    [TestCase("O mar, 4 mai 2021 ás 10:15, Ann Doe (<ann@x.example>) escribiu:")]
    [TestCase("Ann Doe (<ann@x.example>) igorleak hau idatzi du 2021 mai. 4, 10:15:")]
    [TestCase("মঙ্গল, 4 মে, 2021 10:15 এ Ann Doe <ann@x.example> লিখেছেন:")]
    [TestCase("Ann Doe <ann@x.example> skribis 2021-05-04 10:15:")]
    [TestCase("=====\n\nMessage du : 04/05/2021 10:15\nDe : Ann Doe <ann@x.example>\nA : bob@y.example\nSujet : Thé")]
    [TestCase("Date: Tue, 4 May 2021 10:15:00 +0200\nTo: bob@y.example")]
    [TestCase("-----Original Message-----")]
    [TestCase("________________________________\nFrom: Ann Doe <ann@x.example>\nSent: Tuesday, May 4, 2021 10:15\nTo: Bob <bob@y.example>\nSubject: Tea")]
    [TestCase("-----Ursprüngliche Nachricht-----\nVon: Ann Doe")]
    [TestCase("Von: Ann Doe <ann@x.example>\nGesendet: Dienstag, 4. Mai 2021 10:15\nAn: Bob <bob@y.example>\nBetreff: Tee")]
    [TestCase("De : Ann Doe <ann@x.example>\nEnvoyé : mardi 4 mai 2021 10:15\nÀ : Bob <bob@y.example>\nObjet : Thé")]
    [TestCase("*From:* Ann Doe [mailto:\nann@x.example]\n*Sent:* Tuesday, May 4, 2021\n*To:* Bob\n*Subject:* Tea")]
    [TestCase("##- Please type your reply above this line -##")]
    [TestCase("Missatge de Ann Doe <ann@x.example> del dia dt., 4 de maig 2021 a les 10:15:")]
    [TestCase("Mnamo Jum, 4 Mei 2021 10:15 Ann Doe <ann@x.example> aliandika:")]
    [TestCase("செவ்., 4 மே, 2021, முற்பகல் 10:15 அன்று, Ann Doe <ann@x.example> எழுதியது:")]
    [TestCase("మంగళ, 4 మే 2021 10:15న Ann Doe <ann@x.example> ఇలా రాసారు:")]
    [TestCase("मंगळ, ४ मे, २०२१ रोजी १०:१५ म.पू. वाजता Ann Doe\n<ann@x.example> ने लिहिले:")]
    [TestCase("في ٤ مايو ٢٠٢١، الساعة ١٠:١٥ ص، كتب/كتبت Ann Doe <ann@x.example>:")]
    [TestCase("در تاریخ سه‌شنبه ۴ مهٔ ۲۰۲۱،‏ ۱۰:۱۵ Ann Doe <ann@x.example> نوشت:")]
    [TestCase("4. Mai 2021, 10:15 von ann@x.example:")]
    [TestCase("May 4, 2021, 10:15 by ann@x.example:")]
    [TestCase(" ---- Am Di., 04 Mai. 2021 10:15:00 +0200 schrieb Ann Doe <ann@x.example> ----")]
    [TestCase(">>> Ann Doe <ann@x.example> 04.05.2021 10:15 >>>")]
    [TestCase("----------------\nКому: bob@y.example;\nТема: Чай;\n04.05.2021, 10:15, \"Ann Doe\" <ann@x.example>:")]
    [TestCase("---- 回复的原邮件 ----\n| 发件人 | Ann Doe<ann@x.example> |\n| 日期 | 2021年05月04日 10:15 |")]
    [TestCase("Кімнен: Ann Doe <ann@x.example>\nЖіберілді: 2021 ж. 4 мамыр 10:15\nКімге: Bob <bob@y.example>\nТақырып: Шай")]
    [TestCase("Von: Ann Doe\nGesendet: Dienstag, 4. Mai 2021 10:15\nAn: Bob Roe")]
    [TestCase("##- Wpisz swoją odpowiedź powyżej tego wiersza -##")]
    [TestCase("##- 请在此行上方键入您的回复 -##")]
    [TestCase("—-—-—-—\nReply above this line.")]
    [TestCase("---- Ann Doe wrote ----")]
    [TestCase("-------- Брисано хэргэ --------\n\nОт: Ann Doe ann@x.example\n\nОтносно: Чай\n\nДо: bob@y.example")]
    [TestCase("-----Ann Doe/LON/X wrote: -----\nTo: Bob Roe/BER/X@X\nFrom: Ann Doe/LON/X\nDate: 05/04/2021 10:15AM\nSubject: Tea")]
    [TestCase("## In replies all text above this line is added to the ticket ##")]
    [TestCase("--- Bitte antworten Sie oberhalb dieser Linie ---")]
    [TestCase("--- Svar over denne linjen ---")]
    public void Everything_from_the_head_of_the_quotation_on_is_old(string head)
    {
        foreach (var quoted in new[] { "> Shall we have tea?\n>\n> Ann", "Shall we have tea?\n\nAnn" })
        {
            var text = $"Yes, at four.\n\nBob\n\n{head}\n\n{quoted}\n";
            var shown = ReplyText.FromText(text);
            Assert.Multiple(() =>
            {
                Assert.That(shown.Reply, Is.EqualTo("Yes, at four.\n\nBob"));
                Assert.That(shown.Quoted, Does.Contain("Shall we have tea?"));
                Assert.That(shown.CutBy, Is.Not.Empty);
            });
        }
    }

    public static IEnumerable<string> Openings()
        => DataFile.Rows("attributions", 4).SelectMany(r => DataFile.Values(r[1])).Distinct();

    [TestCaseSource(nameof(Openings))]
    public void Last_words_that_begin_as_an_attribution_does_are_kept_above_one(string opening)
    {
        string[] heads = ["On Tue, 4 May 2021 at 10:15, Ann Doe <ann@x.example> wrote:", "Ann Doe <ann@x.example> schrieb am Di., 4. Mai 2021, 10:15:", "вт, 4 мая 2021 г. в 10:15, Ann Doe <ann@x.example>:", "2021年5月4日(火) 10:15 Ann Doe <ann@x.example>:", "Zitat von Ann Doe <ann@x.example>:"];
        foreach (var (words, head) in heads.SelectMany(h => new[] { $"{opening} it!", $"{opening} Klara", $"{opening} 5.3. 10:00." }.Select(w => (w, h))))
        {
            Assert.That(ReplyText.FromText($"Yes.\n\n{words}\n\n{head}\n\n> Tea?").Reply, Is.EqualTo($"Yes.\n\n{words}"));
            Assert.That(ReplyText.FromText($"{words}\n\n{head}\n\n> Tea?").Reply, Is.EqualTo(words));
        }
    }

    [TestCase("Am Freitag passt es.", "Am 04.05.2021 um 10:15 schrieb Ann Doe <ann@x.example>:")]
    [TestCase("Le mieux", "Le mar. 4 mai 2021 à 10:15, Ann Doe <ann@x.example> a écrit :")]
    [TestCase("On 5.3. at 10:00.", "On Tue, 4 May 2021 at 10:15, Ann Doe\n<ann@x.example> wrote:")]
    [TestCase("На связи", "вт, 4 мая 2021 г. в 10:15, Ann Doe <ann@x.example>:")]
    [TestCase("Den tar vi", "4 maj 2021 kl. 10:15 skrev Ann Doe <ann@x.example>:")]
    public void Last_words_may_stand_directly_above_an_attribution(string words, string head)
        => Assert.That(ReplyText.FromText($"{words}\n{head}\n\n> Tea?").Reply, Is.EqualTo(words));

    [TestCase("On page 3 the contract says 2021.\nPlease look at it:\n\nThe price is wrong.")]
    [TestCase("As our manager wrote:\n\nWe need the invoice by Friday.")]
    [TestCase("----- Message from Ann -----\n\nShe says yes.")]
    [TestCase("Totals\n\n________________\n\nCoffee 4")]
    [TestCase("Date: 4 May 2021 10:15\nTo: meeting room 4")]
    [TestCase("Sent from my desk, this is much easier than my telephone.")]
    [TestCase("I met her on Monday. On Tuesday she said:\n\nNo.")]
    [TestCase("Totals\n----------------\nTea 3\n________________\nCoffee 4")]
    [TestCase("From: the list you can see that it is done.\nThanks")]
    [TestCase("```\nFrom: a@x.example\nTo: b@x.example\nSubject: code\n-- \n> no quote\n```\nThat was code.")]
    [TestCase("It starts at 10:15:\n\n4 May 2021\n\nSee you.")]
    [TestCase("Date: 4 May\nTime: 10:15\nPlace: office")]
    [TestCase("The settings:\n\nserver:\n  from: 10.0.0.1\n  to: 10.0.0.9\nsubject: test\ndate: 2021-05-04\n\nWhat is wrong?")]
    [TestCase("Hallo,\n\ndiese E-Mail ist nur zur Info.\n\nDiese Nachricht enthält drei Fragen.\n\nBob")]
    [TestCase("Hello,\n\nThe contents of this e-mail are for Carl too.\n\nIf you have received this letter, call me.\n\nBob")]
    [TestCase("The plan:\n\nEverything above this line is done.\nThe rest is not.")]
    [TestCase("Points:\n-- first\n-- second\n\nThanks")]
    [TestCase("Visit us\n>>> http://x.example <<<\ntoday")]
    [TestCase("| a | b |\n|---|---|\n| 1 | 2 |")]
    [TestCase("a > b\nb > c")]
    [TestCase("Please book:\n\nFrom: Berlin\nTo: Paris\nDate: 5 March 2024 10:12\nClass: second")]
    [TestCase("Hola,\n\nEste correo es para decirle que el lunes no estaremos.\n\nBob")]
    [TestCase("Hoi,\n\nDeze e-mail stuur ik ook naar Carl.\n\nBob")]
    [TestCase("Ahoj,\n\nTento e-mail posílám podruhé.\n\nBob")]
    public void Nothing_is_cut_at_rulers_tables_code_colons_and_dates(string text)
    {
        var shown = ReplyText.FromText(text);
        Assert.That((shown.Reply, shown.Signature, shown.Quoted), Is.EqualTo((text, "", "")));
    }

    [Test]
    public void An_answer_below_the_quotation_is_kept_and_the_quotation_is_not()
    {
        var shown = ReplyText.FromText("On Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Shall we have tea?\n\nYes, at four.\n\n-- \nBob");
        Assert.That((shown.Reply, shown.Signature, shown.CutBy), Is.EqualTo(("Yes, at four.", "-- \nBob", "attribution")));
    }

    [Test]
    public void Words_that_share_a_line_with_the_attribution_are_kept()
    {
        var shown = ReplyText.FromText("Yes, at four.--- On Tue, 4 May 2021 at 10:15, ann@x.example wrote:\n> Tea?");
        Assert.That((shown.Reply, shown.Quoted), Is.EqualTo(("Yes, at four.", "--- On Tue, 4 May 2021 at 10:15, ann@x.example wrote:\n> Tea?")));
    }

    [Test]
    public void Answers_between_the_quoted_lines_are_kept_with_the_lines_they_answer()
    {
        var shown = ReplyText.FromText("On Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> Tea?\n\nYes.\n\n> At four?\n\nAt five.\n");
        Assert.That(shown.Reply, Is.EqualTo("> Tea?\n\nYes.\n\n> At four?\n\nAt five."));
        Assert.That(shown.CutBy, Is.EqualTo("interleaved"));
    }

    [Test]
    public void An_answer_needs_no_blank_line_around_it()
    {
        const string Answers = "> Do you come on Monday?\nYes.\n> And on Tuesday, when the others are all at the fair in Berlin?\nNo.";
        Assert.That(ReplyText.FromText($"See below.\n\nAm 04.05.21 um 10:15 schrieb Ann Doe:\n{Answers}").Reply, Is.EqualTo($"See below.\n\n{Answers}"));
    }

    [TestCase("* Ann Doe <ann@x.example> [2021-05-04 10:15]:")]
    [TestCase("Ann Doe <ann@x.example>:")]
    [TestCase("Ann Doe <ann@x.example>\nwrites:")]
    [TestCase("On Tue, 4 May 2021 10:15:00 +0200\nAnn Doe <ann@x.example> wrote:")]
    public void Directly_above_quoted_lines_a_name_with_an_address_is_enough(string head)
        => Assert.That(ReplyText.FromText($"Yes, at four.\n\n{head}\n\n> Tea?").Reply, Is.EqualTo("Yes, at four."));

    [TestCase("> Only what somebody else wrote.\n> Really.")]
    [TestCase("On Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n\n> Tea?")]
    [TestCase("-----Original Message-----\nFrom: Ann\n\nTea?")]
    public void A_mail_without_new_words_is_shown_whole(string text)
    {
        var shown = ReplyText.FromText(text);
        Assert.That((shown.Reply, shown.Quoted, shown.CutBy), Is.EqualTo((text, "", "nothing-new")));
    }

    [Test]
    public void Every_visible_character_is_in_exactly_one_span_and_reading_the_reply_again_changes_nothing()
    {
        string[] lines = ["Yes.", "", "> quoted", ">> deeper", "-- ", "Bob", "Sent from my iPhone", "On Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:", "-----Original Message-----",
            "From: Ann <ann@x.example>", "To: Bob", "Subject: Tea", "Date: 4 May 2021 10:15", "________________", "```", "wrote:", "Le 4 mai 2021, Ann", "<ann@x.example>", "a écrit :", "\u200B", "\uFEFFx", "##- reply above this line -##"];
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = string.Join('\n', Enumerable.Range(0, random.Next(1, 14)).Select(_ => lines[random.Next(lines.Length)]));
            var shown = ReplyText.FromText(text);
            Assert.That(Visible(shown.Reply + shown.Signature + shown.Quoted), Is.EqualTo(Visible(text)), $"seed {seed}:\n{text}");
        }
    }

    [TestCase("On 1 May 2021 <")]
    [TestCase("> a\nb\n")]
    [TestCase("From: a@x.example\n")]
    [TestCase("To: a,\n")]
    [TestCase("On Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> a\nb\n")]
    [TestCase("-----Original Message-----")]
    [TestCase("```\n")]
    [TestCase("-- \n")]
    [TestCase(">")]
    [TestCase("a\n\n")]
    [TestCase("schrieb ")]
    public void Hostile_text_of_many_pieces_is_read_in_linear_time(string piece)
    {
        var text = new StringBuilder();
        while (text.Length < 300_000)
        {
            text.Append(piece);
        }

        var time = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(() => (ReplyText.FromText(text.ToString()), Forwards.ReadInline("Fwd: x", text.ToString(), null)), Throws.Nothing);
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void S123_the_shown_part_ends_between_two_characters_as_people_see_them()
    {
        var family = "👨‍👩‍👧e\u0301";
        var shown = ReplyText.Of(new MailContent { Text = string.Concat(Enumerable.Repeat(family, 10)) }, 3);
        Assert.That((shown.Reply, shown.Shortened), Is.EqualTo(("👨‍👩‍👧e\u0301👨‍👩‍👧", true)));
    }

    [Test]
    public void A_mail_whose_text_part_is_empty_is_read_from_its_html()
        => Assert.That(ReplyText.Of(new MailContent { Text = " \n", Html = "<p>Yes.</p>" }, 100).Reply, Is.EqualTo("Yes."));

    private static string Visible(string text) => string.Concat(text.Where(c => !TextLine.IsInvisible(c)).Order());
}
