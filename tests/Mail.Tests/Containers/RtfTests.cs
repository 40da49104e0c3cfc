using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class RtfTests
{
    private const int Most = 100_000;

    [TestCase(@"{\rtf1\ansi Hello \b world\b0 !\par Next}", "Hello world!\nNext")]
    [TestCase(@"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет")]
    [TestCase(@"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset128 MS Gothic;}}\f0 a {\f1 \'93\'fa\'96\'7b} \'fc}", "a 日本 ü")]
    [TestCase(@"{\rtf1\ansi\uc1 \u8364?5, \uc2\u26085\'93\'fa!}", "€5, 日!")]
    [TestCase(@"{\rtf1{\colortbl;\red1;}{\stylesheet{\s0 Normal;}}{\*\generator Word;}{\pict ffd8}{\field{\*\fldinst HYPERLINK x}{\fldrslt here}}}", "here")]
    [TestCase("{\\rtf1 a\\tab b\\line c\\~d\\_e\\-f\\emdash g \\{h\\}\\\\}", "a\tb\nc\u00A0d-ef—g {h}\\")]
    [TestCase(@"{\rtf1 a{\bin5 }}}}}b}", "ab")]
    [TestCase(@"{\rtf1 a}}} b", "a b")]
    [TestCase(@"{\rtf1 unclosed {\b text", "unclosed text")]
    public void Text_is_what_a_person_sees(string rtf, string text) =>
        Assert.That(RtfReader.Read(Encoding.Latin1.GetBytes(rtf), Most), Is.EqualTo(new RtfContent(text, IsHtml: false)));

    [Test]
    public void Html_that_was_put_into_it_comes_out_again()
    {
        const string Rtf = @"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
            + @"Hello {\*\htmltag84 &lt;}b{\*\htmltag84 &gt;} \'fc\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}{\*\mhtmltag1 no}{\*\htmltag27 </html>}}";
        Assert.That(RtfReader.Read(Encoding.Latin1.GetBytes(Rtf), Most), Is.EqualTo(new RtfContent("<html><p>Hello &lt;b&gt; ü</p></html>", IsHtml: true)));
    }

    // MS-OXRTFCP §3.1.1 and §3.1.2 give these two as examples.
    [TestCase("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0", "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n")]
    [TestCase("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0", "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}")]
    public void Compressed_rtf_is_unpacked(string packed, string rtf) =>
        Assert.That(Encoding.Latin1.GetString(CompressedRtf.Unpack(Convert.FromHexString(packed), Most)), Is.EqualTo(rtf));

    [Test]
    public void No_octets_make_it_throw([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["{", "}", "\\", "\\'", "\\'9", "\\u", "\\u-1 ", "\\uc9 ", "\\*", "\\bin99999999 ", "\\fonttbl", "\\f1", "\\fcharset128 ", "\\ansicpg65001 ", "\\fromhtml1 ", "\\htmltag1 ", "\\htmlrtf ", "text", "\u00FF", "\0"];
        for (var round = 0; round < 2000; round++)
        {
            var rtf = Encoding.Latin1.GetBytes("{\\rtf1" + string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => pieces[random.Next(pieces.Length)])));
            Assert.That(() => RtfReader.Read(rtf, 50), Throws.Nothing, () => Convert.ToBase64String(rtf));
            random.NextBytes(rtf);
            Assert.That(() => CompressedRtf.Unpack([.. "0000"u8, 255, 255, 255, 255, .. "LZFu0000"u8, .. rtf], Most), Throws.Nothing, () => Convert.ToBase64String(rtf));
        }
    }
}
