using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Octets above 127 that nothing declares, or declares wrongly.</summary>
public sealed class CharsetGuessTests
{
    private const string Russian = "Здравствуйте! Высылаем счёт за июль, просим оплатить до пятницы.";
    private const string Ukrainian = "Доброго дня! Надсилаємо рахунок за липень, просимо сплатити його до п'ятниці.";
    private const string Bulgarian = "Здравейте, изпращаме ви фактурата за юли и очакваме плащане до петък.";
    private const string Greek = "Καλημέρα σας, σας στέλνουμε το τιμολόγιο για τον Ιούλιο.";
    private const string Hebrew = "שלום רב, אנו שולחים לכם את החשבונית עבור חודש יולי.";
    private const string Arabic = "السلام عليكم، نرسل لكم الفاتورة الخاصة بشهر يوليو.";
    private const string Thai = "สวัสดีครับ เราขอส่งใบแจ้งหนี้สำหรับเดือนกรกฎาคม";
    private const string Chinese = "您好，请查收附件中的七月份发票，谢谢。";
    private const string Traditional = "您好，請查收附件中的七月份發票，謝謝。";
    private const string Japanese = "お世話になっております。請求書をお送りしますのでご確認ください。";
    private const string Korean = "안녕하세요. 칠월 청구서를 보내 드립니다. 확인 부탁드립니다.";

    private static readonly (string Charset, string Text)[] Texts =
    [
        ("windows-1251", Russian), ("koi8-r", Russian), ("cp866", Russian), ("iso-8859-5", Russian), ("windows-1251", Ukrainian), ("koi8-u", Ukrainian), ("windows-1251", Bulgarian),
        ("windows-1251", Russian.ToUpperInvariant()), ("windows-1251", "Re: Оплата счёта"), ("koi8-r", "Re: Оплата счёта"),
        ("windows-1251", $"<p>{Russian}</p> see http://x.example and the other English words of this mail"), ("windows-1253", Greek), ("iso-8859-7", "Καλημέρα, το τιμολόγιο"), ("windows-1255", Hebrew),
        ("windows-1256", Arabic), ("windows-874", Thai), ("gb18030", Chinese), ("gb18030", "发票已收到"), ("big5", Traditional), ("big5", "請查收發票"), ("shift_jis", Japanese), ("shift_jis", "ご確認ください"),
        ("euc-jp", Japanese), ("euc-jp", "ご確認ください"), ("euc-kr", Korean), ("euc-kr", "안녕하세요 청구서"),
        ("windows-1252", "Schöne Grüße aus Köln, die Änderung der Ärztin über Öl ist fällig."), ("windows-1252", "Ça a été créée à l’été – “voilà” … naïve œuvre"), ("windows-1252", "¿Qué pasó mañana? Ñandú, acción."),
        ("windows-1252", "Não há informações, atenção à situação."), ("windows-1252", "Hyvää päivää, lähetän tämän myöhemmin. Hääyöaie ääänellä."), ("windows-1252", "På fredag går vi över ån, ærlig talt, ØRÅD Æ Ø Å."),
        ("windows-1252", "Þetta er íslenska, það er víst. ÞÆÖ"), ("windows-1252", "Umlaute: äöüßÄÖÜ, Akzente: àâäéèêëïîôöùûüÿç ÀÂÄÉÈÊËÏÎÔÖÙÛÜÇ"), ("windows-1252", "100 €, 20 °C, ½ × ¾ § 5 © ™ ®"), ("windows-1252", "“Quoted” — it’s £5"),
        ("windows-1252", "ÄRZTE ÜBER ÄPFEL, GRÖßE ÄÖÜ"), ("windows-1252", "*****§§§§§*****"), ("windows-1252", "ÉTÉ À L’ÉCOLE"), ("windows-1252", "«»«»«» ©©©© °°°° ······"), ("windows-1252", "Größe"), ("windows-1252", "é"),
    ];

    private static IEnumerable<TestCaseData> Undeclared()
    {
        foreach (var (charset, text) in Texts)
        {
            foreach (var declared in new[] { "", "us-ascii", "x-unknown", "unknown-8bit", "utf-8", "no-such-set" })
            {
                yield return new TestCaseData(declared, charset, text).SetArgDisplayNames(charset, declared, text[..Math.Min(text.Length, 12)]);
            }
        }
    }

    [TestCaseSource(nameof(Undeclared))]
    public void What_nothing_declares_is_read_where_its_octets_leave_no_doubt(string declared, string charset, string text)
    {
        var field = declared.Length == 0 ? "Content-Type: text/plain\n\n" : $"Content-Type: text/plain; charset={declared}\n\n";
        Assert.That(Some.Mail([.. Some.Octets(field), .. Octets(charset, text)]).Text, Is.EqualTo(text));
    }

    [TestCase("windows-1251", Russian, "windows-1251", "счёт", Description = "the body tells what the subject is")]
    [TestCase("gb18030", Chinese, "gb18030", "发票")]
    [TestCase("euc-kr", Korean, "euc-kr", "청구서")]
    [TestCase("windows-1252", "Größe", "windows-1252", "Größe")]
    public void A_raw_subject_is_read_as_the_text_below_it(string bodyCharset, string body, string subjectCharset, string subject) =>
        Assert.That(Some.Mail([.. Some.Octets("Subject: "), .. Octets(subjectCharset, subject), .. Some.Octets("\n\n"), .. Octets(bodyCharset, body)]).Subject, Is.EqualTo(subject));

    [TestCase("Subject: =?koi8-r?B?8NLJ18XU?=", "koi8-r", "Да")]
    [TestCase("Subject: Hello\nFrom: =?iso-8859-2?Q?=B3?= <a@x.example>", "iso-8859-2", "Łódź")]
    [TestCase("Subject: =?gb2312?B?xOPN?=", "gb18030", "你好")]
    [TestCase("Subject: =?big5?B?pkE=?=", "big5", "你好")]
    [TestCase("Subject: =?windows-1257?Q?=F0?=", "windows-1257", "šiandien ačiū")]
    [TestCase("Content-Language: pl", "windows-1250", "Zażółć gęślą jaźń")]
    [TestCase("Content-Language: tr-TR", "windows-1254", "Şu işler")]
    [TestCase("Content-Language: cs, en", "windows-1250", "Příliš žluťoučký kůň")]
    [TestCase("Content-Language: ru", "windows-1252", "é", Description = "the octets tell of that language")]
    [TestCase("Content-Language: plt", "windows-1252", "é")]
    public void What_the_mail_names_elsewhere_comes_first(string header, string charset, string text) =>
        Assert.That(Some.Mail([.. Some.Octets($"{header}\nContent-Type: text/plain\n\n"), .. Octets(charset, text)]).Text, Is.EqualTo(text));

    [Test]
    public void A_part_without_a_charset_is_read_as_its_sibling()
    {
        var mail = Some.Mail([.. Some.Octets("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=us-ascii\n\n"), .. Octets("koi8-r", "Да"), .. Some.Octets("\n--b\nContent-Type: text/html; charset=koi8-r\n\nx\n--b--\n")]);
        Assert.That(mail.Text?.Trim(), Is.EqualTo("Да"));
    }

    [TestCase("=?us-ascii?B?{0}?=")]
    [TestCase("=?x-unknown?B?{0}?=")]
    [TestCase("=?utf-8?B?{0}?=")]
    [TestCase("=?default?B?{0}?=")]
    public void Encoded_words_under_a_wrong_name_are_read_too(string word)
    {
        foreach (var (charset, text) in new[] { ("windows-1251", "Оплата счёта"), ("koi8-r", "Оплата счёта"), ("gb18030", "发票已收到"), ("euc-kr", "안녕하세요 청구서"), ("windows-1252", "Größe") })
        {
            Assert.That(Some.Mail($"Subject: {word.Replace("{0}", Convert.ToBase64String(Octets(charset, text)), StringComparison.Ordinal)}\n\nx").Subject, Is.EqualTo(text), charset);
        }
    }

    [Test]
    public void Damaged_utf8_stays_utf8()
    {
        byte[] octets = [.. Encoding.UTF8.GetBytes(Russian), 0xD0, (byte)' ', 0xFF];
        Assert.That(Some.Mail([.. Some.Octets("Content-Type: text/plain; charset=utf-8\n\n"), .. octets]).Text, Is.EqualTo($"{Russian}\uFFFD \uFFFD"));
    }

    [Test]
    public void No_text_of_a_latin_script_is_taken_for_another()
    {
        foreach (var (charset, letters) in new[] { ("windows-1252", "aeinrstouäöüßéèêàçñåøæíóúãõ"), ("windows-1250", "aeiouznscłąęśćżźńáéěšřůőűăţ"), ("windows-1254", "aeinlrkdmışğüöç"), ("windows-1257", "aeistulnšžėąčūķļņõ") })
        {
            // Any order of these letters, and every third one plain: more above 127 than any language has.
            var random = new Random(7);
            for (var run = 0; run < 500; run++)
            {
                var text = new string([.. Enumerable.Range(0, random.Next(1, 200)).Select(i => i % 7 == 6 ? ' ' : i % 3 == 0 ? letters[random.Next(8)] : letters[random.Next(letters.Length)])]);
                Assert.That(CharsetGuess.Of(Octets(charset, text)), Is.Null, text);
            }
        }
    }

    private static byte[] Octets(string charset, string text) => CodePagesEncodingProvider.Instance.GetEncoding(charset)?.GetBytes(text) ?? Encoding.GetEncoding(charset).GetBytes(text);
}
