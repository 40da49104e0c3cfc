using System.Globalization;
using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Automatic replies in the languages of automatic-replies.tsv: every subject, and the day of return.</summary>
public sealed class AutomaticReplyLanguageTests
{
    private static IEnumerable<TestCaseData> Subjects()
        => DataFile.Rows("automatic-replies", 3).Where(r => r[1] == "subject").SelectMany(r => DataFile.Values(r[2]).Select(w => new TestCaseData(w).SetArgDisplayNames(r[0], w)));

    [TestCaseSource(nameof(Subjects))]
    public void Every_subject_of_the_table_makes_an_automatic_reply_with_one_more_sign_and_none_alone(string words)
    {
        var subject = $"{char.ToUpper(words[0], CultureInfo.InvariantCulture)}{words[1..]}{(words.EndsWith(':') ? "" : ":")} x";
        Assert.That(Read(subject, "x", ("X-Auto-Response-Suppress", "All")).Kind, Is.EqualTo("auto-reply"));
        Assert.That(Read(subject, "x").Kind, Is.EqualTo("normal"));
    }

    [TestCase("Out of Office: Tea", "I am out of the office until Friday.", "auto-reply")]
    [TestCase("Out of Office", "Thank you for your email. I am out of the office.", "auto-reply")]
    [TestCase("Ann Doe is out of the office.", "I will be out of the office starting today.", "auto-reply")]
    [TestCase("Out of office", "Hi Bob, I am out of the office until Friday, so please send the contract to Dora today.", "normal")]
    [TestCase("On holiday", "Hi Bob, we met on holiday in Spain. I would like to order the wine you told me about.", "normal")]
    [TestCase("Urlaub im Juli: Zimmer", "Wir möchten im Juli im Urlaub zu Ihnen kommen. Haben Sie ein Zimmer frei?", "normal")]
    [TestCase("Out of office: 20 to 24 October", "Hi Bob,\n\njust so that you know: I am on vacation next week. Dora will take care of the offer.", "normal")]
    [TestCase("Absence : Carl", "Bonjour Bob,\n\nCarl est absent cette semaine, je le remplace. Envoyez-moi le devis.", "normal")]
    [TestCase("Abwesenheit: Herr Doe", "Sehr geehrte Frau Roe,\n\nHerr Doe ist diese Woche abwesend. Ich vertrete ihn und nehme Ihr Angebot an.", "normal")]
    [TestCase("Automatische Antwort: Tee", "Sehr geehrte Damen und Herren,\n\nich bin nicht im Büro.", "auto-reply")]
    public void The_words_of_an_absence_make_an_automatic_reply_only_as_programs_write_them(string subject, string text, string kind)
        => Assert.That(Read(subject, text).Kind, Is.EqualTo(kind));

    [TestCase("I am out of the office until Friday, May 21, 2021.")]
    [TestCase("I'm on annual leave and will return on 21st May.")]
    [TestCase("I will be away from 05/17/2021 through 05/21/2021.")]
    [TestCase("Ich bin vom 10.05.2021 bis einschließlich 21.05.2021 im Urlaub.")]
    [TestCase("Ab dem 21. Mai 2021 bin ich wieder erreichbar.")]
    [TestCase("Je suis en congé jusqu'au vendredi 21 mai 2021 inclus.")]
    [TestCase("Je serai de retour le 21 mai.")]
    [TestCase("Estaré fuera de la oficina hasta el 21/05/2021.")]
    [TestCase("Estarei ausente até 21/05/2021.")]
    [TestCase("Sono in ferie fino al 21 maggio.")]
    [TestCase("Ik ben met vakantie t/m 21 mei 2021.")]
    [TestCase("Jeg er på ferie til og med 21. maj 2021.")]
    [TestCase("Jeg er fraværende frem til 21. mai 2021.")]
    [TestCase("Jag är på semester till och med 21 maj 2021.")]
    [TestCase("Olen lomalla 21.5.2021 asti.")]
    [TestCase("Jestem na urlopie do 21.05.2021 r.")]
    [TestCase("Jsem na dovolené do 21. května 2021.")]
    [TestCase("Som na dovolenke do 21. mája 2021.")]
    [TestCase("Szabadságon vagyok 2021. május 21-ig.")]
    [TestCase("Sunt în concediu până pe 21 mai 2021.")]
    [TestCase("Na godišnjem odmoru sam do 21. svibnja 2021.")]
    [TestCase("Na dopustu sem do 21. maja 2021.")]
    [TestCase("Я в отпуске по 21.05.2021 включительно.")]
    [TestCase("Я у відпустці до 21 травня 2021 року.")]
    [TestCase("В отпуск съм до 21 май 2021 г.")]
    [TestCase("Είμαι σε άδεια έως 21 Μαΐου 2021.")]
    [TestCase("21 Mayıs 2021 tarihine kadar izindeyim.")]
    [TestCase("Olen puhkusel kuni 21. mai 2021.")]
    [TestCase("Esmu atvaļinājumā līdz 21.05.2021.")]
    [TestCase("Atostogauju iki 2021-05-21.")]
    [TestCase("Estic de vacances fins al 21 de maig de 2021.")]
    [TestCase("我正在休假，至2021年5月21日。")]
    [TestCase("5月21日まで休暇をいただいております。")]
    [TestCase("2021년 5월 21일까지 휴가입니다.")]
    [TestCase("אני בחופשה עד 21 במאי 2021.")]
    [TestCase("أنا في إجازة حتى 21 مايو 2021.")]
    public void The_day_of_return_is_found_in_every_language(string text)
        => Assert.That(Read("x", text, ("Auto-Submitted", "auto-replied")).Until, Is.EqualTo(new DateOnly(2021, 5, 21)));

    [TestCase("Unser Büro ist bis 18:00 Uhr besetzt.")]
    [TestCase("Call 555 21 05 or write to room 521.")]
    [TestCase("I am away until further notice.")]
    [TestCase("I will be back on 04/05.")]
    public void No_day_is_made_up(string text) => Assert.That(Read("x", text, ("Auto-Submitted", "auto-replied")).Until, Is.Null);

    private static MachineReading Read(string subject, string text, params (string Name, string Value)[] fields) => MachineMail.Read(
        Some.Envelope("ann@x.example", "us@us.example", subject: subject) with
        {
            Date = new DateTimeOffset(2021, 5, 4, 10, 0, 0, TimeSpan.Zero),
            Fields = [.. fields.Select(f => new HeaderField(f.Name, f.Value))],
        },
        new MailContent { Text = text });
}
