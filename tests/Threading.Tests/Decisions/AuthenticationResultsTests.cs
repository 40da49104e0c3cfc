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
