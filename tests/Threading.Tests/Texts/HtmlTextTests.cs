using System.Text;
using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

public sealed class HtmlTextTests
{
    [TestCase("<p>One</p><p>Two</p>", "One\n\nTwo")]
    [TestCase("<div>One</div><div>Two</div>", "One\nTwo")]
    [TestCase("One<br>Two<br/><br>Three", "One\nTwo\n\nThree")]
    [TestCase("a  \n  b\t<b> c</b>", "a b c")]
    [TestCase("<pre>a\n  b</pre>", "a\n  b")]
    [TestCase("<ul><li>One<li>Two</ul>", "• One\n• Two")]
    [TestCase("<table><tr><td>Item</td><td>Price</td></tr><tr><td>Tea</td><td>3</td></tr></table>", "Item\tPrice\nTea\t3")]
    [TestCase("Tom&nbsp;&amp;&#160;J&eacute;r&ocirc;me &lt;x&gt;", "Tom & Jérôme <x>")]
    [TestCase("<head><title>T</title><style>p{}</style></head><body>Text<script>alert(1)</script></body>", "Text")]
    [TestCase("<!-- c --><!--[if mso]><p>only Word</p><![endif]-->Text<!DOCTYPE x>", "Text")]
    [TestCase("<div style=\"display: none\">preview</div><span hidden>x</span>Text", "Text")]
    [TestCase("<p style='mso-hide:all'>preview<p>Text", "Text")]
    [TestCase("2 < 3 and <ann@x.example> wrote", "2 < 3 and <ann@x.example> wrote")]
    [TestCase("<a title=\"a > b\">link</a>", "link")]
    [TestCase("<b>never closed", "never closed")]
    [TestCase("</div></p>text</b>", "text")]
    [TestCase("<a href=\"never closed>text</a> more", "text more")]
    [TestCase("<a href='never closed>text</a> more \"<b title=\"nor this>end", "text more \"end")]
    [TestCase("<svg><text>drawn</text></svg>Text", "Text")]
    [TestCase("<title>never closed<p>Text", "never closed\n\nText")]
    [TestCase("<title>a <b></title><textarea></p></textarea>Text", "Text")]
    [TestCase("<style><!-- p{} --></style>A<!-->B<!-- x --!>C<!--->D<?xml x?>E</ x>F</>G", "ABCDEFG")]
    [TestCase("&copy 2026 &euro;5 &#x80; &notanentity; AT&T a&b", "© 2026 €5 € ¬anentity; AT&T a&b")]
    [TestCase("<p HIDDEN>preview</p><P Style='Display: None'>preview</P>Text", "Text")]
    [TestCase("", "")]
    public void Html_becomes_the_text_that_a_person_sees(string html, string text) => Assert.That(HtmlText.From(html), Is.EqualTo(text));

    [TestCase("<div>", "")]
    [TestCase("<b><i>", "</b>")]
    [TestCase("<a href=\"", "")]
    [TestCase("<!--", "")]
    [TestCase("<table><tr><td>", "</table>")]
    [TestCase("</p>", "")]
    [TestCase("<", "")]
    [TestCase("<title>", "")]
    [TestCase("<blockquote class='gmail_quote' x_id=\"", "'")]
    public void Hostile_html_of_many_pieces_is_read_in_linear_time(string piece, string between)
    {
        var html = new StringBuilder();
        while (html.Length < 300_000)
        {
            html.Append(piece).Append("x ").Append(between);
        }

        // A quadratic reader takes minutes here; a linear one well below a second.
        var time = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(() => ReplyText.FromHtml(html.ToString()), Throws.Nothing);
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [TestCase("<!--", "--!")]
    [TestCase("", "</>")]
    [TestCase("<a ", "/ ")]
    [TestCase("<!DOCTYPE a ", "\"")]
    [TestCase("", "&amp")]
    [TestCase("<title>", "</titlex ")]
    [TestCase("<script><!--", "<script>")]
    public void A_run_of_one_piece_is_read_without_deep_recursion(string start, string piece)
    {
        var html = start + string.Concat(Enumerable.Repeat(piece, 300_000 / piece.Length));
        string? text = null;
        var reader = new Thread(() => text = HtmlText.From(html), maxStackSize: 256 * 1024);
        reader.Start();
        reader.Join();
        Assert.That(text, Is.Not.Null);
    }

    [Test]
    public void A_hundred_thousand_attributes_on_one_tag_are_read_in_linear_time()
    {
        var html = $"<p {string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i} "))}>Text";
        var time = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(HtmlText.From(html), Is.EqualTo("Text"));
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void Any_mixture_of_tags_is_read_without_an_error()
    {
        string[] pieces = ["<", ">", "</", "div", " class=", "\"", "'", "gmail_quote", "<p>", "</p>", "<!--", "-->", "&", "&#x110000;", "&#0;", "\0", "\uD800", "<br", "/>", "blockquote", "<li>", "<td>", "<pre>", "\n", "text ", "=", "<style>", "</style>"];
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var html = string.Concat(Enumerable.Range(0, 30).Select(_ => pieces[random.Next(pieces.Length)]));
            Assert.That(() => (HtmlText.From(html), ReplyText.FromHtml(html), Forwards.ReadInline("Fwd: x", null, html)), Throws.Nothing, $"seed {seed}");
        }
    }
}
