namespace Touchpoints.Ingest.Tests;

public sealed class SafeNamesTests
{
    [TestCase("offer.pdf", "offer.pdf")]
    [TestCase("../../etc/passwd", "passwd")]
    [TestCase(@"C:\Users\me\offer.pdf", "offer.pdf")]
    [TestCase("a\r\nb\0.txt", "ab.txt")]
    [TestCase("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [TestCase("a\u200Bb\u2028c.txt", "abc.txt")]
    [TestCase("name. . ", "name")]
    [TestCase("..", "")]
    [TestCase("folder/", "")]
    [TestCase("Grüße 日本.pdf", "Grüße 日本.pdf")]
    public void A_name_is_safe_to_show_and_to_save(string name, string safe) => Assert.That(SafeNames.Of(name), Is.EqualTo(safe));

    [Test]
    public void A_long_name_keeps_its_extension()
    {
        var safe = SafeNames.Of(new string('x', 400) + ".pdf");
        Assert.That((safe.Length, safe[^4..]), Is.EqualTo((150, ".pdf")));
    }

    [Test]
    public void A_long_name_is_not_cut_within_a_character()
        => Assert.That(SafeNames.Of(string.Concat(Enumerable.Repeat("\U0001F600", 200))).EnumerateRunes().All(r => r.Value == 0x1F600));

    // B9: double names get a number.
    [Test]
    public void A_name_that_the_mail_had_already_gets_a_number()
    {
        var names = new SafeNames();
        Assert.That(new[] { "a.pdf", "A.pdf", "a.pdf", "b", "b", "", "" }.Select(names.Next), Is.EqualTo(new[] { "a.pdf", "A (2).pdf", "a (3).pdf", "b", "b (2)", "", "" }));
    }
}
