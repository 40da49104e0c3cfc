using System.Net;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

public sealed class OpsSecurityTests
{
    private OpsHouse _house = null!;
    private MailId _recorded;
    private MailId _held;

    [SetUp]
    public async Task Open()
    {
        _house = await OpsHouse.OpenAsync();
        _recorded = _house.AddTouchpoint(new OpsMail("Renewal") { Files = [OpsFile.Base64("offer.pdf", [1, 2, 3])] });
        _held = _house.AddHeld(new OpsMail("Waits") { Files = [OpsFile.Base64("x.pdf", [4])] }, HoldReason.Ambiguous, _house.Acme);
    }

    [TearDown]
    public async Task Close() => await _house.DisposeAsync();

    [Test]
    public async Task Every_answer_forbids_scripts_frames_and_guessing_of_types()
    {
        foreach (var path in Paths().Append("/nowhere").Append("/mails/1/attachments/999"))
        {
            using var answer = await _house.Browser.GetAsync(path);

            var policy = string.Join(';', answer.Headers.GetValues("Content-Security-Policy"));
            Assert.That(policy, Does.StartWith("default-src 'none'").And.Contain("base-uri 'none'").And.Contain("frame-ancestors 'none'").And.Not.Contain("unsafe"), path);
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }), path);
            Assert.That(answer.Headers.Contains("Server"), Is.False, path);
        }
    }

    [TestCase("evil.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("10.0.0.1", HttpStatusCode.MisdirectedRequest)]
    [TestCase("localhost", HttpStatusCode.OK)]
    [TestCase("127.0.0.2", HttpStatusCode.OK)]
    [TestCase("[::1]", HttpStatusCode.OK)]
    public async Task The_page_answers_to_its_own_host_only(string host, HttpStatusCode expected)
    {
        foreach (var path in (string[])["/", "/livez", "/metrics", "/ops.css", "/nowhere"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var answer = await _house.Browser.SendAsync(request);

            Assert.That(answer.StatusCode, Is.EqualTo(expected == HttpStatusCode.OK && path == "/nowhere" ? HttpStatusCode.NotFound : expected), path);
        }
    }

    [TestCase("http://ops.vendor.example:8025", "ops.vendor.example", true)]
    [TestCase("http://ops.vendor.example:8025", "10.0.0.1", false)]
    [TestCase("http://0.0.0.0:8025", "10.0.0.1", true)]
    [TestCase("http://0.0.0.0:8025", "evil.example", false)]
    [TestCase("http://[::1]:8025", "::1", true)]
    public void A_host_is_ours_when_it_is_loopback_or_the_one_of_the_settings(string configured, string host, bool expected)
        => Assert.That(Guard.IsOurHost(host, new Uri(configured)), Is.EqualTo(expected));

    [Test]
    public async Task Reading_every_page_changes_nothing()
    {
        var before = Fingerprint();

        foreach (var path in Paths())
        {
            using var get = await _house.Browser.GetAsync(path);
            using var head = await _house.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.That(get.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        }

        foreach (var action in Actions())
        {
            using var get = await _house.Browser.GetAsync(action);
            Assert.That(get.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed), action);
        }

        Assert.That(Fingerprint(), Is.EqualTo(before));
        Assert.That(_house.Redecided, Is.Empty);
    }

    [Test]
    public async Task An_action_without_the_token_of_its_form_is_refused()
    {
        foreach (var action in Actions())
        {
            using var answer = await _house.Browser.PostAsync(action, new FormUrlEncodedContent([new("account", "acme"), new("why", "x"), new("__RequestVerificationToken", "forged")]));

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), action);
        }

        Assert.That(_house.Redecided, Is.Empty);
        Assert.That(_house.Database.Reports.Mail(_held)!.Outcome, Is.EqualTo("held"));
    }

    [TestCase("Origin", "https://evil.example")]
    [TestCase("Origin", "null")]
    [TestCase("Origin", "http://127.0.0.1:1")]
    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    public async Task An_action_that_another_site_sends_is_refused(string header, string value)
    {
        _house.Browser.DefaultRequestHeaders.Add(header, value);

        using var answer = await _house.SubmitAsync("/held", $"/held/{_held.Value}/retry");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(_house.Redecided, Is.Empty);
    }

    [Test]
    public async Task An_attachment_is_reached_through_its_own_mail_only()
    {
        var own = _house.Database.Reports.Mail(_recorded)!.Attachments[0].Id;

        using var through = await _house.Browser.GetAsync($"/mails/{_recorded.Value}/attachments/{own}");
        using var around = await _house.Browser.GetAsync($"/mails/{_held.Value}/attachments/{own}");

        Assert.That(through.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(around.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("", HttpStatusCode.Unauthorized)]
    [TestCase("Bearer wrong", HttpStatusCode.Unauthorized)]
    [TestCase(OpsHouse.Token, HttpStatusCode.Unauthorized)]
    [TestCase("Bearer " + OpsHouse.Token, HttpStatusCode.OK)]
    public async Task A_command_is_run_for_who_has_the_token(string authorization, HttpStatusCode expected)
    {
        using var answer = await CommandAsync(authorization);

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        if (expected == HttpStatusCode.OK)
        {
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("""{"exitCode":2,"output":"held|list","errors":"talk"}"""));
        }
    }

    [Test]
    public async Task A_command_is_never_run_for_a_browser()
    {
        _house.Browser.DefaultRequestHeaders.Add("Origin", _house.Address.GetLeftPart(UriPartial.Authority));

        using var answer = await CommandAsync("Bearer " + OpsHouse.Token);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task<HttpResponseMessage> CommandAsync(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/commands");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Content = new StringContent("""{"arguments":["held","list"]}""", Encoding.UTF8, "application/json");
        return await _house.Browser.SendAsync(request);
    }

    private string[] Actions() => [$"/held/{_held.Value}/assign", $"/held/{_held.Value}/retry", $"/held/{_held.Value}/dismiss", "/touchpoints/1/delete", "/touchpoints/1/restore"];

    private IEnumerable<string> Paths() =>
    [
        "/", "/ledger", "/ledger?outcome=held&text=a&before=99", $"/mails/{_recorded.Value}", $"/mails/{_held.Value}", $"/mails/{_recorded.Value}/source", $"/mails/{_recorded.Value}/source.eml",
        $"/mails/{_recorded.Value}/attachments/{_house.Database.Reports.Mail(_recorded)!.Attachments[0].Id}", "/held", "/held?reason=ambiguous", $"/held?done={_held.Value}", "/accounts",
        $"/accounts/{_house.Acme.Value}", "/status", "/livez", "/readyz", "/healthz", "/metrics", "/ops.css", "/favicon.svg",
    ];

    // The database and its write-ahead log as they lie on the disk: reading adds nothing to either.
    private string Fingerprint() => string.Join(' ', Directory.GetFiles(_house.Folder, "touchpoints.db*")
        .Where(f => Path.GetExtension(f) is ".db" or ".db-wal").Order(StringComparer.Ordinal).Select(Hash));

    private static string Hash(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
