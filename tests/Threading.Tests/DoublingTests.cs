using System.Globalization;
using System.Text;
using NUnit.Framework;
using Touchpoints.Tests;

namespace Touchpoints.Threading.Tests;

/// <summary>
/// Time and memory grow with the text and no faster, whatever it is made of (reliability.md C21); bench/doubling.sh prints the figures.
/// </summary>
[NonParallelizable]
public sealed class DoublingTests
{
    private const int Length = 50_000;
    private const int LengthForMemory = 100_000;

    private static readonly MailEnvelope Bounce = Some.Envelope("MAILER-DAEMON@mx.example", "us@us.example", subject: "failure notice") with { Fields = [new HeaderField("Return-Path", "<>")] };
    private static readonly MailEnvelope Answer = Some.Envelope("ann@x.example", "us@us.example", subject: "Automatic reply: x") with { Fields = [new HeaderField("Auto-Submitted", "auto-replied")] };

    private static readonly (string Art, Action<string> Read)[] Arts =
    [
        ("new words, text", text => ReplyText.FromText(text)),
        ("new words, html", text => ReplyText.FromHtml(text)),
        ("forward, text", text => Forwards.ReadInline("Fwd: x", text, null)),
        ("forward, html", text => Forwards.ReadInline("Fwd: x", null, text)),
        ("machine, words", text => MachineMail.Read(Bounce, new MailContent { Text = text })),
        ("machine, html", text => MachineMail.Read(Bounce, new MailContent { Html = text })),
        ("machine, report", text => MachineMail.Read(Bounce, new MailContent { MediaType = "multipart/report", Text = text, Parts = [new MailPart { MediaType = "message/delivery-status", Text = text }] })),
        ("machine, answer", text => MachineMail.Read(Answer, new MailContent { Text = text })),
        ("machine, calendar", text => MachineMail.Read(new MailEnvelope(), new MailContent { Parts = [new MailPart { MediaType = "text/calendar", Text = text }] })),
    ];

    private static readonly string[] Pieces =
    [
        "a", "\n", "> a\nb\n", ">", ">\n", "-- \n", "__\n", "________________\n", "__\n\nSent from my iPhone\n\n", "Sent from my iPhone\n", "```\n", "***\n\n", "*****\n\nThis email and any\n\n",
        "On 1 May 2021 <", "On Tue, 4 May 2021 at 10:15, Ann <ann@x.example> wrote:\n> a\nb\n", "Yes On 4 May 2021 at 10:15, ann@x.example wrote:\n> a\n", "wrote:\n", "schrieb ", "2021-05-04 10:15 GMT+02:00 A\n",
        "From: a@x.example\n", "To: a,\n", "Date: 4 May 2021 10:15\nTo: a@x.example\n\n", "-----Original Message-----", "-----a b-----\n", "---------- Forwarded message ----------\n", "----- a ----- From: a@x.exampleTo: b",
        "<div>", "<blockquote>", "<blockquote>a</blockquote>b", "<p class=gmail_quote>x", "a<br>", "<table><tr><td>a", "&nbsp;", "<b", "</div>",
        "To\n", "To\n\ncc\n\n", "[EXTERNAL]\n", "CAUTION: This email originated from outside. ", "Do not click ", "\n\nCAUTION:\n",
        "ann@x.example 550 5.1.1 unknown\n", "2.0.0 ", "550 ", "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.0.0\n\n", "<a@x.example>\n", "until 3. ", "bis 3.5. ", "could not be delivered ", "{\"notificationType\":", "BEGIN:VEVENT\r\n", "ATTENDEE:mailto:a@x.example\r\n", "\r\n ",
    ];

    private static IEnumerable<TestCaseData> Cases() => Arts.Select(a => new TestCaseData(a.Read).SetArgDisplayNames(a.Art));

    [TestCaseSource(nameof(Cases))]
    public void More_text_takes_no_more_than_its_share_of_time_and_memory(Action<string> read)
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var piece in Pieces)
            {
                var (text, longer) = (Of(piece, Length), Of(piece, Growth.Times * Length));
                var time = Growth.PerDoubling(() => read(text), () => read(longer));
                var (once, twice) = (Of(piece, LengthForMemory), Of(piece, 2 * LengthForMemory));
                var memory = Growth.OfMemory(() => read(once), () => read(twice), once.Length);
                TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time x {time:0.00}  memory x {memory:0.00}  {piece.ReplaceLineEndings("|")}"));
                Assert.That(time, Is.LessThan(Growth.Most), $"time, made of {piece}");
                Assert.That(memory, Is.LessThan(Growth.Most), $"memory, made of {piece}");
            }
        }
    }

    private static string Of(string piece, int length)
    {
        var text = new StringBuilder(length + piece.Length);
        while (text.Length < length)
        {
            text.Append(piece);
        }

        return text.ToString();
    }
}
