using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class CharsetTests
{
    [TestCase("utf-8", "C3 A9", "é")]
    [TestCase("utf8mb4", "C3 A9", "é")]
    [TestCase("\"UTF-8\"", "EF BB BF C3 A9", "é")]
    [TestCase("utf-8", "E9", "é", "wrong-charset")]
    [TestCase("utf-8", "C3 A9 E9", "é\uFFFD", "wrong-charset")]
    [TestCase("us-ascii", "C3 A9", "é", "undeclared-charset")]
    [TestCase("us-ascii", "E9 80", "é€", "undeclared-charset")]
    [TestCase("iso-8859-1", "93 78 94", "“x”")]
    [TestCase("ISO_8859-1:1987", "E9", "é")]
    [TestCase("iso-8859-15", "A4", "€")]
    [TestCase("iso-8859-16", "AA", "Ș")]
    [TestCase("iso-8859-10", "BD", "―")]
    [TestCase("cp1251", "CF F0", "Пр")]
    [TestCase("WIN-1251", "CF F0", "Пр")]
    [TestCase("X-CP1252", "93 78 94", "“x”")]
    [TestCase("CP-1252", "93 78 94", "“x”")]
    [TestCase("iso-ir-101", "A3", "Ł")]
    [TestCase("koi8-r", "F0 D2", "Пр")]
    [TestCase("gb2312", "C4 E3 94 E7", "你旂")]
    [TestCase("big5", "A7 41", "你")]
    [TestCase("cp932", "82 A0", "あ")]
    [TestCase("iso-2022-jp", "1B 24 42 24 22 1B 28 42", "あ")]
    [TestCase("iso-2022-jp", "A4 A2", "あ", "wrong-charset")]
    [TestCase("iso-2022-jp", "1B 28 49 36 45 1B 28 42 21", "ｶﾅ!")]
    [TestCase("iso-2022-jp", "1B 24 42 2D 21 1B 28 42", "①")]
    [TestCase("iso-2022-jp-1", "1B 24 28 44 30 21 1B 28 42", "丂")]
    [TestCase("iso-2022-jp-2", "1B 24 28 43 47 51 1B 24 41 56 50 1B 28 42 1B 2E 41 1B 4E 69", "한中é")]
    [TestCase("iso-2022-kr", "1B 24 29 43 0E 47 51 0F 61 0A 0E 47 51", "한a\n한")]
    [TestCase("iso-2022-cn", "1B 24 29 41 0E 56 50 0F 21 1B 24 29 47 0E 44 63 0F", "中!中")]
    [TestCase("us-ascii", "1B 24 29 41 0E 56 50 0F", "中")]
    [TestCase("hz-gb-2312", "61 7E 7B 56 50 7E 7D 7E 7E", "a中~")]
    [TestCase("euc-jp", "C6 FC 8F B0 A1 8E B6", "日丂ｶ")]
    [TestCase("EUC_JP", "C6 FC", "日")]
    [TestCase("Big5-ETen", "A7 41", "你")]
    [TestCase("EUC_KR", "B0 A1", "가")]
    [TestCase("euc-tw", "C4 E3 8E A2 A4 A1", "中忣")]
    [TestCase("utf-32", "FF FE 00 00 E9 00 00 00", "é")]
    [TestCase("utf-16", "4E 2D 00 61 00 62", "中ab")]
    [TestCase("us-ascii", "1B 24 42 24 22 1B 28 42", "あ")]
    [TestCase("ks_c_5601-1987", "B0 A1", "가")]
    [TestCase("utf-7", "2B 41 4F 6B 2D", "é")]
    [TestCase("utf-16", "FF FE E9 00", "é")]
    [TestCase("utf-16", "00 E9 00 78", "éx")]
    [TestCase("x-mac-roman", "8E", "é")]
    [TestCase("no-such-set", "C3 A9", "é", "unknown-charset")]
    public void A_charset_is_believed_as_far_as_the_octets_allow(string charset, string octets, string expected, string? defect = null)
    {
        var mail = Some.Mail([.. Some.Octets($"Content-Type: text/plain; charset={charset}\n\n"), .. Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal))]);
        Assert.That(mail.Text, Is.EqualTo(expected));
        Assert.That(defect is null || mail.Defects.Contains(defect), Is.True, string.Join(' ', mail.Defects));
    }

    [Test]
    public void Html_may_name_its_charset_itself() =>
        Assert.That(Some.Mail("Content-Type: text/html\n\n<meta charset=\"windows-1251\"><p>\u00CF\u00F0\n").Html, Does.EndWith("<p>Пр\n"));

    [Test]
    public void No_name_of_a_charset_throws()
    {
        string[] names = ["", "=", "99999999999", "cp0", "cp65536", "windows-", "unicode", "utf-32", "x" + new string('y', 5000), "\u00FF\u00FE", "iso-2022-cn", "hz", "ibm37"];
        foreach (var name in names)
        {
            Assert.That(() => Some.Mail([.. Some.Octets($"Content-Type: text/plain; charset={name}\n\n"), .. Enumerable.Range(0, 512).Select(n => (byte)n)]), Throws.Nothing, name);
        }
    }

    [Test]
    public void Text_stops_at_its_limit_and_not_inside_a_character()
    {
        var part = Some.Mail(Encoding.UTF8.GetBytes("Content-Type: text/plain; charset=utf-8\r\n\r\nab👍cd")).Parts[0];
        Assert.That((part.DecodeText(3), part.DecodeText(4)), Is.EqualTo(("ab", "ab👍")));
    }
}
