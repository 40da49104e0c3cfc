namespace Touchpoints.Ingest.Tests;

public sealed class LogTextTests
{
    [TestCase("a@b.example", "a@b.example")]
    [TestCase("a\r\nFAKE LINE", "a??FAKE LINE")]
    [TestCase("\u001b[31mred\u202e", "?[31mred?")]
    public void Text_of_others_cannot_write_lines_of_its_own(string text, string logged) => Assert.That(LogText.Of(text), Is.EqualTo(logged));

    [Test]
    public void Text_of_others_is_cut() => Assert.That(LogText.Of(new string('x', 5_000)), Has.Length.EqualTo(256));
}
