using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using NUnit.Framework;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

/// <summary>Whatever a mail carries stays text (reliability.md C22, C23): every payload in every place, read back by a parser of HTML.</summary>
public sealed class OpsInertTests
{
    private static readonly HashSet<string> s_elements = new(
        "html head meta title link body a header img nav span main h1 h2 h3 small b bdi p section article aside div ul ol li dl dt dd time code details summary form input button label table thead tbody tr th td svg rect datalist option q".Split(' '),
        StringComparer.Ordinal);

    private static readonly string[] s_payloads =
    [
        "<script>alert(1)</script>", "<ScRiPt >alert(1)</sCrIpT>", "<script/src=//evil.example/x.js></script>", "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>", "<img/src=`x`onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><animate onbegin=alert(1) attributeName=x>",
        "<math><mi xlink:href=\"javascript:alert(1)\">", "<iframe src=javascript:alert(1)>", "<object data=x>", "<embed src=x>", "<base href=//evil.example/>",
        "<meta http-equiv=refresh content=0;url=//evil.example>", "<link rel=stylesheet href=//evil.example/x.css>", "<style>*{display:none}</style>",
        "<form action=//evil.example><input name=a>", "<button formaction=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>", "<body onload=alert(1)>",
        "<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<xmp><script>alert(1)</script></xmp>",
        "<plaintext>", "<textarea>", "<title></title><script>alert(1)</script>", "</title><script>alert(1)</script>", "<!--", "--><script>alert(1)</script>",
        "<![CDATA[<script>alert(1)</script>]]>", "<?xml version=1?>", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "\"><script>alert(1)</script>",
        "'><img src=x onerror=alert(1)>", "\" autofocus onfocus=alert(1) x=\"", "` onerror=alert(1)", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "&quot; onclick=alert(1) &quot;", "</bdi></span><script>alert(1)</script>",
        "</summary></details><script>alert(1)</script>", "</option></datalist><script>alert(1)</script>", "\u2028<script>alert(1)</script>", "＜script＞alert(1)＜/script＞",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "\uFEFF<script>alert(1)</script>", "<\u200Bscript>alert(1)</script>", "{{constructor.constructor('alert(1)')()}}", "${alert(1)} @Html.Raw(x) @(1+1)",
        "<scr<script>ipt>alert(1)</scr</script>ipt>", "<img src=\"x\" style=\"background:url(//evil.example)\">",
    ];

    [Test]
    public async Task Every_payload_in_every_place_stays_text()
    {
        Assert.That(s_payloads, Has.Length.AtLeast(40));
        await using var house = await OpsHouse.OpenAsync();
        house.Database.Directory.Import(new DirectoryImport { Accounts = [.. s_payloads.Select((p, i) => new AccountRow($"p{i} {p}", p, []))] });
        var accounts = house.Database.Reports.Accounts().Where(a => a.Key.StartsWith('p')).ToDictionary(a => a.Name, a => a.Id);
        foreach (var payload in s_payloads)
        {
            var account = accounts[payload];
            var recorded = house.AddTouchpoint(Mail(payload), account);
            house.AddReply(Mail(payload), house.Database.Reports.Timeline(account, 1)[0].Id);
            var held = house.AddHeld(Mail(payload), HoldReason.Ambiguous, account);
            var encoded = Uri.EscapeDataString(payload);
            string[] pages =
            [
                $"/ledger?text={encoded}", $"/ledger?outcome={encoded}", $"/held?reason={encoded}", $"/held?done={held.Value}", $"/accounts?text={encoded}",
                $"/accounts/{account.Value}", $"/mails/{recorded.Value}", $"/mails/{held.Value}",
            ];
            foreach (var page in pages)
            {
                CheckInert(await house.GetAsync(page), $"{payload} on {page}");
            }

            var shown = new HtmlParser().ParseDocument(await house.GetAsync($"/mails/{recorded.Value}"));
            Assert.That(shown.QuerySelector("h1 bdi")!.TextContent, Is.EqualTo(Shown.Line(payload)), "the reader sees what was written");
            Assert.That(shown.QuerySelector(".text")!.TextContent, Is.EqualTo(Shown.Lines(payload)));
        }

        foreach (var page in (string[])["/", "/ledger", "/held", "/accounts", "/status"])
        {
            CheckInert(await house.GetAsync(page), page);
        }
    }

    [Test]
    public void No_template_writes_markup_that_was_not_encoded()
    {
        var templates = Directory.EnumerateFiles(Repository.File("src/Ingest.Worker/Ops"), "*.razor", SearchOption.AllDirectories).ToList();

        Assert.That(templates, Has.Count.GreaterThan(15));
        foreach (var template in templates)
        {
            Assert.That(File.ReadAllText(template), Does.Not.Contain("MarkupString").And.Not.Contain("style=").And.Not.Contain("<script").And.Not.Contain("onclick"), template);
        }
    }

    private static OpsMail Mail(string payload) => new(payload)
    {
        FromName = payload,
        FromAddress = payload + "@evil.example",
        Text = payload,
        Signature = payload,
        Quoted = payload,
        Evidence = payload,
        Flags = [payload],
        Files = [OpsFile.Base64(payload, [1], payload)],
        People = [new Participant(new MailAddress(payload, payload + "@evil.example"), "to", ParticipantSide.Outside)],
        Trace = new DecisionTrace([new TraceStep(payload, Hit: true, payload)]),
    };

    private static void CheckInert(string html, string where)
    {
        Assert.That(html, Does.Not.Contain("<script").IgnoreCase, where);
        foreach (var element in new HtmlParser().ParseDocument(html).All)
        {
            Assert.That(s_elements, Does.Contain(element.LocalName), where);
            foreach (var attribute in element.Attributes)
            {
                Assert.That(attribute.Name, Does.Not.StartWith("on").And.Not.EqualTo("style").And.Not.EqualTo("formaction").And.Not.EqualTo("srcdoc"), where);
                if (attribute.Name is "href" or "src" or "action")
                {
                    Assert.That(attribute.Value, Does.StartWith("/").Or.StartWith("#"), where);
                    Assert.That(attribute.Value, Does.Not.StartWith("//"), where);
                }
            }
        }
    }
}
