using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>RFC 8601 as servers write it, and as forgers do.</summary>
[TestFixture]
public sealed class AuthenticationResultsTests
{
    [TestCase("mx.vendor.example; dmarc=pass (p=none dis=none) header.from=acme.example", "Pass")]
    [TestCase("MX.Vendor.Example 1; DMARC=Pass header.from=ACME.example", "Pass")]
    [TestCase("mx.vendor.example; spf=fail smtp.mailfrom=list.example; dkim=pass header.d=acme.example header.s=a header.b=\"abc=\"", "Pass")]
    [TestCase("mx.vendor.example; dkim=pass header.i=@mail.acme.example header.b=x/y=", "Pass")]
    [TestCase("mx.vendor.example; dkim=fail (bad signature) header.d=acme.example; dkim=pass header.d=acme.example", "Pass")]
    [TestCase("mx.vendor.example; spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=jane@acme.example", "Pass")]
    [TestCase("mx.vendor.example (a comment; dmarc=fail) 1; spf=pass smtp.mailfrom=acme.example", "Pass")]
    [TestCase("mx.vendor.example; dmarc=fail (p=reject) header.from=acme.example; dkim=pass header.d=acme.example", "Fail")]
    [TestCase("mx.vendor.example; spf=fail smtp.mailfrom=acme.example; dkim=fail header.d=acme.example", "Fail")]
    [TestCase("mx.vendor.example; dkim=pass header.d=evil.example; dmarc=fail action=none header.from=acme.example", "Fail")]
    [TestCase("mx.vendor.example; spf=fail smtp.mailfrom=acme.example", "None", Description = "forwarding breaks SPF alone")]
    [TestCase("mx.vendor.example; none", "None")]
    [TestCase("mx.vendor.example; dmarc=pass header.from=evil.example", "None", Description = "not for this From")]
    [TestCase("mx.vendor.example; dkim=pass header.d=evilacme.example", "None", Description = "not at a label's boundary")]
    [TestCase("mx.vendor.example; dkim=pass header.d=example", "None", Description = "a registry's name aligns with nothing")]
    [TestCase("mx.vendor.example; x=y (dmarc=pass header.from=acme.example)", "None", Description = "in a comment")]
    [TestCase("mx.vendor.example; spf=none reason=\"; dmarc=pass header.from=acme.example\"", "None", Description = "in a quoted string")]
    [TestCase("mx.elsewhere.example; dmarc=pass header.from=acme.example", "None", Description = "S063")]
    [TestCase("mx.vendor.example.evil.example; dmarc=pass header.from=acme.example", "None")]
    [TestCase("mx.vendor.example; dmarc = pass (p = none) header . from = acme.example", "Pass", Description = "blanks where the grammar has them")]
    [TestCase("mx.vendor.example;dkim / 1 = pass header.d=acme.example", "Pass")]
    [TestCase("\"mx.vendor.example\"; dmarc=pass header.from=\"acme.example\"", "Pass")]
    [TestCase("mx.vendor.example; spf=pass smtp.mailfrom=bounces+jane=customer.example@acme.example", "Pass", Description = "VERP")]
    [TestCase("mx.vendor.example; spf=pass smtp.mailfrom=<jane@acme.example>", "Pass")]
    [TestCase("mx.vendor.example; spf=pass smtp.mailfrom=\"jane doe\"@acme.example", "Pass")]
    [TestCase("mx.vendor.example; spf=pass smtp.mailfrom=\"jane@acme.example\"@evil.example", "None", Description = "an address of evil.example")]
    [TestCase("mx.vendor.example; spf=pass smtp.mailfrom=jane@acme.example\"x\"@evil.example", "None")]
    [TestCase("mx.vendor.example; dkim/2=pass header.d=acme.example", "None", Description = "a version that is not known")]
    [TestCase("mx.vendor.example 2; dmarc=pass header.from=acme.example", "None")]
    [TestCase("mx.vendor.example x; dmarc=pass header.from=acme.example", "None")]
    [TestCase("mx.vendor.example dmarc=pass header.from=acme.example", "None", Description = "no semicolon: no id")]
    [TestCase("mx.vendor.example; auth=pass smtp.auth=jane@acme.example; iprev=pass policy.iprev=192.0.2.1; arc=pass", "None", Description = "methods that say nothing about From")]
    [TestCase("spf=pass smtp.mailfrom=acme.example; dmarc=pass header.from=acme.example", "None", Description = "no name, and unnamed fields are not trusted")]
    [TestCase("mx.vendor.example; spf=pass (google.com: domain of jane@acme.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=jane@acme.example; dmarc=pass (p=QUARANTINE sp=NONE dis=NONE) header.from=acme.example", "Pass", Description = "Gmail")]
    [TestCase("mx.vendor.example; dmarc=pass (p=none dis=none) header.from=acme.example", "Pass", Description = "OpenDMARC")]
    [TestCase("mx.vendor.example; dkim=pass reason=\"2048-bit key; unprotected key\" header.d=acme.example header.i=@acme.example header.b=a1b2c3; dkim-atps=neutral", "Pass", Description = "OpenDKIM")]
    [TestCase("", "None")]
    [TestCase("((((", "None")]
    [TestCase("mx.vendor.example; \"", "None")]
    [TestCase("mx.vendor.example; dmarc=", "None")]
    public void One_field_gives(string field, string expected) => Assert.That(Read(field), Is.EqualTo(expected));

    [Test]
    public void Only_the_topmost_field_of_the_trusted_server_is_believed()
    {
        const string Pass = "mx.vendor.example; dmarc=pass header.from=acme.example";
        const string Fail = "mx.vendor.example; dmarc=fail header.from=acme.example";
        Assert.That(Read(Fail, Pass), Is.EqualTo("Fail"));
        Assert.That(Read("mx.elsewhere.example; dmarc=fail header.from=acme.example", Pass), Is.EqualTo("Pass"));
        Assert.That(Read("mx.vendor.example; none", Pass), Is.EqualTo("None"));
    }

    [TestCase("unnamed", "Pass")]
    [TestCase("mx.vendor.example", "None")]
    public void A_field_without_a_name_counts_only_where_that_is_trusted_and_at_the_top(string trusted, string expected)
    {
        const string Exchange = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=acme.example; dkim=pass (signature was verified) header.d=acme.example;dmarc=pass action=none header.from=acme.example;compauth=pass reason=100";
        var policy = Some.Policy with { TrustedAuthServers = [trusted] };
        Assert.That(AuthenticationResults.Read(Mail(Exchange), policy).ToString(), Is.EqualTo(expected));
        Assert.That(AuthenticationResults.Read(Mail("mx.elsewhere.example; none", Exchange), policy), Is.EqualTo(AuthenticationVerdict.None));
    }

    [TestCase("mx.vendor.example", "Pass", "from x.example by mx.vendor.example with ESMTPS", "=")]
    [TestCase("mx.vendor.example", "Pass", "from mx.vendor.example by store.vendor.example (Dovecot; by=x) with LMTP", "from x.example by mx.vendor.example", "=", "from y.example by x.example")]
    [TestCase("mx.vendor.example", "Pass", "from localhost by mx.vendor.example", "from x.example (by x) by MX.vendor.example", "=")]
    [TestCase("mx.vendor.example", "None", "from by (x.example) by mx.vendor.example", "from y.example by x.example", "=")]
    [TestCase("mx.vendor.example", "Pass", "from x.example by other-name.vendor.example", "from y.example by x.example", "=", Description = "its Received fields have another name: only the name of the results counts")]
    public void What_stood_there_before_the_trusted_server_took_the_mail_is_not_believed(string server, string expected, params string[] received)
    {
        // "=" is where the results stand among the fields.
        var fields = received.Select(r => r == "=" ? new HeaderField("Authentication-Results", $"{server}; dmarc=pass header.from=acme.example") : new HeaderField("Received", r + "; Mon, 12 Jan 2026 09:00:00 +0000"));
        Assert.That(AuthenticationResults.Read(Some.Envelope("jane@acme.example") with { Fields = [.. fields] }, Some.Policy).ToString(), Is.EqualTo(expected));
    }

    [TestCase("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example", "None", Description = "who forges Jane names himself beside her")]
    [TestCase("dmarc=pass header.from=evil.example", "None")]
    [TestCase("dmarc=pass header.from=acme.example", "None")]
    [TestCase("dmarc=fail header.from=acme.example; dkim=pass header.d=evil.example", "Fail")]
    [TestCase("dkim=pass header.d=evil.example; dkim=fail header.d=acme.example; spf=fail smtp.mailfrom=acme.example", "Fail")]
    [TestCase("dkim=pass header.d=evil.example; dkim=pass header.d=acme.example", "Pass", Description = "both signed it")]
    public void Of_several_people_in_From_each_has_to_be_proven(string results, string expected)
    {
        var mail = Mail("mx.vendor.example; " + results);
        var jane = mail.From[0];
        var both = mail with { From = [jane, new MailAddress("", "eve@evil.example")] };
        Assert.That(AuthenticationResults.Read(both, Some.Policy).ToString(), Is.EqualTo(expected));
        Assert.That(AuthenticationResults.Read(both with { From = [both.From[1], jane] }, Some.Policy).ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void A_name_without_an_address_in_From_proves_nothing_and_needs_no_proof()
    {
        var mail = Mail("mx.vendor.example; dmarc=pass header.from=acme.example");
        var name = new MailAddress("Jane", "");
        Assert.That(AuthenticationResults.Read(mail with { From = [name, mail.From[0]] }, Some.Policy), Is.EqualTo(AuthenticationVerdict.Pass));
        Assert.That(AuthenticationResults.Read(mail with { From = [name] }, Some.Policy), Is.EqualTo(AuthenticationVerdict.None));
    }

    [Test]
    public void Without_a_trusted_server_nothing_is_believed() =>
        Assert.That(AuthenticationResults.Read(Mail("mx.vendor.example; dmarc=pass header.from=acme.example"), new Policy()), Is.EqualTo(AuthenticationVerdict.None));

    [Test]
    public void Any_text_at_all_ends_with_a_verdict()
    {
        var random = new Random(8601);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => "()\\\";= dmarc=pass./ \t"[random.Next(21)]));
            Assert.That(Read("mx.vendor.example;" + text), Is.Not.Null);
        }
    }

    private static string Read(params string[] fields) => AuthenticationResults.Read(Mail(fields), Some.Policy).ToString();

    private static MailEnvelope Mail(params string[] fields) =>
        Some.Envelope("jane@acme.example") with { Fields = [.. fields.Select(f => new HeaderField("Authentication-Results", f))] };
}
