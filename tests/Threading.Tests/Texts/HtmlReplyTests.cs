using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>behaviour.md B9: the new words of an HTML reply, by the mark-up of mail programs first.</summary>
public sealed class HtmlReplyTests
{
    private const string Quote = "<div>Shall we have tea?</div><div>Ann</div>";

    public static IEnumerable<TestCaseData> QuoteMarks()
        => DataFile.Rows("client-marks", 4)
            .Where(r => r[3] is "quote" or "container" or "cut" && r[1] != "tag")
            .SelectMany(r => new[] { r[2], r[1] is "id" or "class" ? $"x_{r[2]}" : r[2] }.Distinct().Select(v => new TestCaseData(r[1], v).SetArgDisplayNames(r[0], v)));

    public static IEnumerable<TestCaseData> SignatureMarks()
        => DataFile.Rows("client-marks", 4).Where(r => r[3] == "signature" && r[1] != "tag").Select(r => new TestCaseData(r[1], r[2]).SetArgDisplayNames(r[0], r[2]));

    [TestCaseSource(nameof(QuoteMarks))]
    public void The_mark_of_every_program_in_the_table_hides_what_it_quotes(string attribute, string value)
    {
        var shown = ReplyText.FromHtml($"<html><body><div>Yes, at four.</div><div {attribute}=\"{value}\">{Quote}</div></body></html>");
        Assert.That((shown.Reply, shown.Quoted, shown.CutBy), Is.EqualTo(("Yes, at four.", "Shall we have tea?\nAnn", "client-mark")));
    }

    [TestCaseSource(nameof(SignatureMarks))]
    public void The_signature_mark_of_every_program_in_the_table_is_known(string attribute, string value)
    {
        var shown = ReplyText.FromHtml($"<div>Yes, at four.</div><div {attribute}='{value}'>Bob Roe<br>Example Ltd</div>");
        Assert.That((shown.Reply, shown.Signature), Is.EqualTo(("Yes, at four.", "Bob Roe\nExample Ltd")));
    }

    [TestCase("<div class=gmail_quote><div class=gmail_attr>On Tue, 4 May 2021, Ann wrote:<br></div><blockquote class=gmail_quote>" + Quote + "</blockquote></div>")]
    [TestCase("<blockquote type=cite><div>On 4 May 2021, at 10:15, Ann &lt;ann@x.example&gt; wrote:</div><br>" + Quote + "</blockquote>")]
    [TestCase("<div class=moz-cite-prefix>On 04.05.21 10:15, Ann wrote:</div><blockquote type=cite cite='mid:a@x.example'>" + Quote + "</blockquote>")]
    [TestCase("<hr><div id=divRplyFwdMsg><b>From:</b> Ann<br><b>Sent:</b> Tuesday<br><b>To:</b> Bob<br><b>Subject:</b> Tea</div>" + Quote)]
    [TestCase("<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Von:</b> Ann &lt;ann@x.example&gt;<br><b>Gesendet:</b> Dienstag, 4. Mai 2021<br><b>An:</b> Bob<br><b>Betreff:</b> Tee</p></div>" + Quote)]
    [TestCase("<p>04.05.2021, 10:15, \"Ann\" &lt;ann@x.example&gt;:</p><blockquote>" + Quote + "</blockquote>")]
    [TestCase("<blockquote>" + Quote + "</blockquote>")]
    public void The_quotation_of_a_real_reply_is_hidden(string below)
    {
        var shown = ReplyText.FromHtml($"<body><p>Yes, at four.</p>{below}</body>");
        Assert.That(shown.Reply, Is.EqualTo("Yes, at four."));
        Assert.That(shown.Quoted, Does.Contain("Shall we have tea?"));
    }

    [Test]
    public void An_indented_paragraph_of_the_writer_is_not_a_quotation()
        => Assert.That(ReplyText.FromHtml("Look:<blockquote class=gmail_quote>my own words</blockquote>").Reply, Is.EqualTo("Look:\n\nmy own words"));

    [Test]
    public void What_a_person_cites_between_own_words_is_kept()
    {
        Assert.That(ReplyText.FromHtml("<p>The law says:</p><blockquote>All are equal.</blockquote><p>Do you agree?</p>").Reply, Is.EqualTo("The law says:\n\nAll are equal.\n\nDo you agree?"));
        Assert.That(ReplyText.FromHtml("<div>The minister said:</div><blockquote>All are equal.</blockquote><div>Do you agree?</div>").Reply, Is.EqualTo("The minister said:\n\nAll are equal.\n\nDo you agree?"));
        Assert.That(ReplyText.FromHtml("<p>Yes.</p><div>Ann wrote:</div><blockquote>Tea?</blockquote>").Reply, Is.EqualTo("Yes."));
        Assert.That(ReplyText.FromHtml("<p>Yes.</p><blockquote>Tea?</blockquote><div>Example Ltd</div>").Reply, Is.EqualTo("Yes.\n\nExample Ltd"));
        Assert.That(ReplyText.FromHtml("<p>Yes.</p><blockquote>On 4 May 2021, at 10:15, Ann &lt;ann@x.example&gt; wrote:<p>Tea?</p></blockquote><p>Bob</p>").Reply, Is.EqualTo("Yes.\n\nBob"));
    }

    [TestCase("id=emailSignature")]
    [TestCase("class='x_hs_signature'")]
    [TestCase("class='text mail-signature'")]
    public void What_a_program_names_a_signature_is_one(string attribute)
    {
        var shown = ReplyText.FromHtml($"<div>Yes, at four.</div><div {attribute}>Bob Roe<br>Example Ltd</div>");
        Assert.That((shown.Reply, shown.Signature), Is.EqualTo(("Yes, at four.", "Bob Roe\nExample Ltd")));
    }

    [TestCase("class='has-signature'")]
    [TestCase("class='signature-request'")]
    [TestCase("class='no_signature'")]
    public void What_only_speaks_of_a_signature_is_none(string attribute)
        => Assert.That(ReplyText.FromHtml($"<div>Yes, at four.</div><div {attribute}>Bob Roe<br>Example Ltd</div>").Reply, Is.EqualTo("Yes, at four.\nBob Roe\nExample Ltd"));

    [TestCase("<blockquote><div>----- Original Message -----</div><div><b>From:</b> Ann</div><div>Tea?</div></blockquote><p>Yes, at four.</p>")]
    [TestCase("<blockquote type=cite><b>From:</b> Ann &lt;ann@x.example&gt;<br><b>Sent:</b> Tuesday<br><b>To:</b> Bob<br><b>Subject:</b> Tea<p>Tea?</p></blockquote><p>Yes, at four.</p>")]
    public void An_answer_below_a_quotation_with_header_lines_is_kept(string html) => Assert.That(ReplyText.FromHtml(html).Reply, Is.EqualTo("Yes, at four."));

    [TestCase("<div class=moz-cite-prefix>On 04.05.21 10:15, Ann wrote:</div><blockquote type=cite>Tea?</blockquote><p>Yes.</p><blockquote type=cite>At four?</blockquote><p>At five.</p>")]
    [TestCase("<blockquote type=cite><div><br></div><div>On 4 May 2021, at 10:15, Ann &lt;ann@x.example&gt; wrote:</div><div>Tea?</div></blockquote><p>Yes.</p><blockquote type=cite>At four?</blockquote><p>At five.</p>")]
    public void Every_piece_that_is_answered_is_kept_and_the_attribution_is_not(string html)
    {
        var shown = ReplyText.FromHtml(html);
        Assert.That(shown.Reply.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "Tea?", "Yes.", "At four?", "At five." }));
        Assert.That(shown.CutBy, Is.EqualTo("interleaved"));
    }

    [Test]
    public void Answers_between_the_pieces_of_a_quotation_are_kept()
    {
        var shown = ReplyText.FromHtml("<div class=gmail_quote><div class=gmail_attr>On Tue, 4 May 2021, Ann wrote:</div><blockquote>Tea?</blockquote><div>Yes.</div><blockquote>At four?</blockquote><div>At five.</div></div>");
        Assert.That(shown.Reply, Does.Contain("Yes.").And.Contain("At five."));
    }

    [Test]
    public void Every_visible_character_of_html_is_in_exactly_one_span()
    {
        string[] pieces =
        [
            "<p>Yes.</p>", "<div>", "</div>", "<blockquote>", "</blockquote>", "<div class=gmail_quote>", "<div class=gmail_attr>On 4 May 2021 at 10:15, Ann &lt;ann@x.example&gt; wrote:</div>", "Tea?<br>",
            "<b>From:</b> Ann &lt;ann@x.example&gt;<br><b>Sent:</b> 4 May 2021<br><b>To:</b> Bob<br><b>Subject:</b> Tea<br>", "<hr id=stopSpelling>", "<div id=appendonsend></div>", "<div class=moz-signature>-- <br>Bob</div>",
            "Sent from my iPhone", "<table><tr><td>a<td>b</table>", "&nbsp;", "<br>", "&gt; quoted<br>", "________________<br>", "-----Original Message-----<br>", "<pre>x\ny</pre>",
        ];
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var html = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => pieces[random.Next(pieces.Length)]));
            var shown = ReplyText.FromHtml(html);
            var all = string.Concat(HtmlRenderer.Lines(html).Select(l => l.Raw.ToString()));
            Assert.That(Visible(shown.Reply + shown.Signature + shown.Quoted), Is.EqualTo(Visible(all)), $"seed {seed}: {html}");
        }
    }

    private static string Visible(string text) => string.Concat(text.Where(c => !TextLine.IsInvisible(c)).Order());
}
