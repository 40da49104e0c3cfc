using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>RFC 6376 on mail that is signed here; what is changed afterwards must be noticed, what may change on the way must not.</summary>
public sealed class DkimTests
{
    private const string Mail =
        "Received: from a.example by b.example; Mon, 2 Nov 2026 09:00:00 +0100\r\n" +
        "From: Jane Doe <jane@brand.example>\r\nTo: joe@customer.example,\r\n  kim@customer.example\r\nSubject: The  offer\r\n\r\n" +
        "Hello  Joe,\r\n\r\nhere it is. \r\n\r\nJane\r\n";

    private static readonly Signer Usual = Signer.Usual;

    [TestCase("simple/simple")]
    [TestCase("simple/relaxed")]
    [TestCase("relaxed/simple")]
    [TestCase("relaxed/relaxed")]
    [TestCase("relaxed")]
    [TestCase("simple")]
    public void A_good_signature_passes(string c)
    {
        var signed = Usual.Sign(Mail, Signer.Tags.Replace("relaxed/relaxed", c, StringComparison.Ordinal));

        Assert.That(One(signed), Is.EqualTo(new DkimResult("brand.example", "k1", AuthenticationResult.Pass, "")));
        Assert.That(One(signed.Replace("\r\n", "\n", StringComparison.Ordinal)).Result, Is.EqualTo(AuthenticationResult.Pass), "lone LF");
        Assert.That(One("Received: later\r\n" + signed + "\r\n\r\n").Result, Is.EqualTo(AuthenticationResult.Pass), "a trace field above, empty lines at the end");
        Assert.That(One("From a@b Mon Nov  2\r\n" + signed).Result, Is.EqualTo(AuthenticationResult.Pass), "a line of mbox above");
    }

    [Test]
    public void A_signature_that_was_folded_anew_passes_when_relaxed()
    {
        var signed = Usual.Sign(Mail).Replace("; h=", ";\r\n\t h=", StringComparison.Ordinal);

        Assert.That(One(signed).Result, Is.EqualTo(AuthenticationResult.Pass));
        Assert.That(One(signed.Insert(signed.IndexOf(" b=", StringComparison.Ordinal) + 30, "\r\n  ")).Result, Is.EqualTo(AuthenticationResult.Pass), "inside b=");
    }

    [TestCase("relaxed/relaxed", AuthenticationResult.Pass)]
    [TestCase("simple/simple", AuthenticationResult.Fail)]
    public void White_space_may_change_only_when_relaxed(string c, AuthenticationResult expected)
    {
        var signed = Usual.Sign(Mail, Signer.Tags.Replace("relaxed/relaxed", c, StringComparison.Ordinal));

        Assert.That(One(signed.Replace("The  offer", " The\r\n\toffer ", StringComparison.Ordinal)).Result, Is.EqualTo(expected), "Subject");
        Assert.That(One(signed.Replace("Subject:", "SUBJECT :", StringComparison.Ordinal)).Result, Is.EqualTo(expected), "name");
        Assert.That(One(signed.Replace("here it is. ", "here\tit   is.", StringComparison.Ordinal)).Result, Is.EqualTo(expected), "body");
    }

    [TestCase("simple/simple")]
    [TestCase("relaxed/relaxed")]
    public void No_octet_of_what_is_signed_can_be_changed(string c)
    {
        var octets = Encoding.Latin1.GetBytes(Usual.Sign(Mail, Signer.Tags.Replace("relaxed/relaxed", c, StringComparison.Ordinal)));
        var text = Encoding.Latin1.GetString(octets);
        var received = text.IndexOf("Received", StringComparison.Ordinal);
        var from = text.IndexOf("From:", StringComparison.Ordinal);
        for (var at = 0; at < octets.Length; at++)
        {
            // Not white space; not the unsigned field; not the last digits of b=, in which some bits mean nothing.
            if (octets[at] > ' ' && (at < received - 6 || at >= from))
            {
                octets[at] ^= 1;
                Assert.That(One(octets).Result, Is.Not.EqualTo(AuthenticationResult.Pass), () => $"octet {at}: {Encoding.Latin1.GetString(octets)}");
                octets[at] ^= 1;
            }
        }
    }

    // RFC 6376 §6.1.1: a signature whose tags are odd is void, however good it is.
    [TestCase("v=1; ", "", AuthenticationResult.Neutral, "v= is not 1")]
    [TestCase("v=1", "v=2", AuthenticationResult.Neutral, "v= is not 1")]
    [TestCase("v=1", "V=1", AuthenticationResult.Neutral, "v= is not 1")]
    [TestCase("v=1;", "v=1;;", AuthenticationResult.Neutral, "no list")]
    [TestCase("v=1;", "v=1; v=1;", AuthenticationResult.Neutral, "no list")]
    [TestCase("d=brand.example; ", "", AuthenticationResult.Neutral, "d= is missing")]
    [TestCase("s=k1; ", "", AuthenticationResult.Neutral, "s= is missing")]
    [TestCase("s=k1", "s=", AuthenticationResult.Neutral, "s= is missing")]
    [TestCase("d=brand.example", "d=brand..example", AuthenticationResult.Neutral, "no domain name")]
    [TestCase("s=k1", "s=k 1", AuthenticationResult.Neutral, "no domain name")]
    [TestCase("a=rsa-sha256; ", "", AuthenticationResult.Neutral, "a= is missing")]
    [TestCase("a=rsa-sha256", "a=rsa-md5", AuthenticationResult.Neutral, "no algorithm")]
    [TestCase("a=rsa-sha256", "a=rsa-sha1", AuthenticationResult.Policy, "RFC 8301")]
    [TestCase("c=relaxed/relaxed", "c=", AuthenticationResult.Neutral, "c= names")]
    [TestCase("c=relaxed/relaxed", "c=relaxed/later", AuthenticationResult.Neutral, "c= names")]
    [TestCase("c=relaxed/relaxed", "c=relaxed/relaxed/relaxed", AuthenticationResult.Neutral, "c= names")]
    [TestCase("; h=from:to:subject", "", AuthenticationResult.Neutral, "h= is missing")]
    [TestCase("h=from:to:subject", "h=", AuthenticationResult.Neutral, "h= is missing")]
    [TestCase("h=from:to:subject", "h=from::to", AuthenticationResult.Neutral, "h= is missing")]
    [TestCase("h=from:to:subject", "h=from:to subject", AuthenticationResult.Neutral, "h= is missing")]
    [TestCase("h=from:to:subject", "h=to:subject", AuthenticationResult.PermError, "From is not signed")]
    [TestCase("h=from:to:subject", "h=FROM : to : Subject : x-none : x-none", AuthenticationResult.Pass, "")]
    [TestCase("v=1;", "v=1; l=100000;", AuthenticationResult.Fail, "shorter than l=")]
    [TestCase("v=1;", "v=1; l=99999999999999999999999999;", AuthenticationResult.Fail, "shorter than l=")]
    [TestCase("v=1;", "v=1; l=-1;", AuthenticationResult.Neutral, "l= is no number")]
    [TestCase("v=1;", "v=1; l=5;", AuthenticationResult.Policy, "leaves 30 octets")]
    [TestCase("v=1;", "v=1; l=0;", AuthenticationResult.Policy, "leaves 35 octets")]
    [TestCase("v=1;", "v=1; l=35;", AuthenticationResult.Pass, "")]
    [TestCase("v=1;", "v=1; q=dns/txt;", AuthenticationResult.Pass, "")]
    [TestCase("v=1;", "v=1; q=http : dns/txt;", AuthenticationResult.Pass, "")]
    [TestCase("v=1;", "v=1; q=http;", AuthenticationResult.Neutral, "q= names")]
    [TestCase("v=1;", "v=1; i=@brand.example;", AuthenticationResult.Pass, "")]
    [TestCase("v=1;", "v=1; i=Jane=20Doe@Mail.Brand.example;", AuthenticationResult.Pass, "")]
    [TestCase("v=1;", "v=1; i=brand.example;", AuthenticationResult.Neutral, "i= is not")]
    [TestCase("v=1;", "v=1; i=jane@other.example;", AuthenticationResult.Neutral, "i= is not")]
    [TestCase("v=1;", "v=1; i=jane@otherbrand.example;", AuthenticationResult.Neutral, "i= is not")]
    [TestCase("v=1;", "v=1; t=1793000000;", AuthenticationResult.Pass, "")]
    [TestCase("v=1;", "v=1; t=;", AuthenticationResult.Neutral, "t= or x=")]
    [TestCase("v=1;", "v=1; t=1 793;", AuthenticationResult.Neutral, "t= or x=")]
    [TestCase("v=1;", "v=1; t=1793000000; x=1793000000;", AuthenticationResult.Neutral, "x= is not after t=")]
    [TestCase("v=1;", "v=1; x=1893456000;", AuthenticationResult.Pass, "")]
    [TestCase("v=1;", "v=1; x=1700000000;", AuthenticationResult.Policy, "expired")]
    [TestCase("v=1;", "v=1; z=From:jane|To:joe; odd=x y=z;", AuthenticationResult.Pass, "")]
    public void Tags_decide_before_the_key_does(string tag, string instead, AuthenticationResult expected, string reason)
    {
        var result = One(Usual.Sign(Mail, Signer.Tags.Replace(tag, instead, StringComparison.Ordinal)));

        Assert.That(result.Result, Is.EqualTo(expected), result.Reason);
        Assert.That(result.Reason, Does.Contain(reason));
    }

    [TestCase(" b=", " n=", "b= is missing")]
    [TestCase(" b=", " b=!", "b= is no base64")]
    [TestCase("bh=", "bh=!", "bh= is")]
    [TestCase("bh=", "bi=", "bh= is")]
    public void A_signature_without_its_hashes_is_void(string tag, string instead, string reason)
    {
        var signed = Usual.Sign(Mail, Signer.Tags + "; x=1893456000");
        var result = One(signed[..signed.IndexOf("Received", StringComparison.Ordinal)].Replace(tag, instead, StringComparison.Ordinal) + Mail);

        Assert.That(result.Result, Is.EqualTo(AuthenticationResult.Neutral));
        Assert.That(result.Reason, Does.Contain(reason));
    }

    // RFC 6376 §5.4.2: repeated names are taken from the bottom; §8.15: a second From would be the one that is shown.
    [TestCase("h=from", "From: evil@x.example\r\n", "", AuthenticationResult.PermError)]
    [TestCase("h=from", "", "From: evil@x.example\r\n", AuthenticationResult.PermError)]
    [TestCase("h=from:from", "From: evil@x.example\r\n", "", AuthenticationResult.Fail)]
    [TestCase("h=from:subject", "Subject: Another\r\n", "", AuthenticationResult.Pass)]
    [TestCase("h=from:subject:subject", "Subject: Another\r\n", "", AuthenticationResult.Fail)]
    [TestCase("h=from:subject", "", "Subject: Another\r\n", AuthenticationResult.Fail)]
    [TestCase("h=from:reply-to", "Reply-To: evil@x.example\r\n", "", AuthenticationResult.Fail)]
    public void A_field_that_was_added_is_noticed_where_its_name_was_signed_once_more(string h, string above, string below, AuthenticationResult expected)
    {
        var signed = Usual.Sign(Mail, Signer.Tags.Replace("h=from:to:subject", h, StringComparison.Ordinal));

        Assert.That(One(above + signed.Replace("\r\n\r\nHello", "\r\n" + below + "\r\nHello", StringComparison.Ordinal)).Result, Is.EqualTo(expected));
    }

    [Test]
    public void Repeated_fields_are_signed_from_the_bottom()
    {
        var mail = "Received: three\r\nReceived: two\r\n" + Mail;
        var signed = Usual.Sign(mail, Signer.Tags.Replace("h=", "h=received:received:", StringComparison.Ordinal));

        Assert.That(One(signed).Result, Is.EqualTo(AuthenticationResult.Pass));
        Assert.That(One(signed.Replace("three", "THREE", StringComparison.Ordinal)).Result, Is.EqualTo(AuthenticationResult.Pass), "not signed");
        Assert.That(One(signed.Replace("two", "TWO", StringComparison.Ordinal)).Result, Is.EqualTo(AuthenticationResult.Fail), "signed");
    }

    [Test]
    public void A_signature_may_sign_an_earlier_one_but_never_itself()
    {
        var twice = Usual.Sign(Usual.Sign(Mail), Signer.Tags.Replace("h=", "h=dkim-signature:dkim-signature:", StringComparison.Ordinal));

        Assert.That(All(twice).Select(r => r.Result), Is.EqualTo(new[] { AuthenticationResult.Pass, AuthenticationResult.Pass }));
    }

    [Test]
    public void Five_signatures_are_verified_from_the_top()
    {
        var mail = Enumerable.Range(1, 7).Aggregate(Mail, (m, n) => Usual.Sign(m, Signer.Tags + $"; n={n}; i={n}@brand.example"));

        Assert.That(All(mail).Select(r => r.Result), Is.EqualTo(Enumerable.Repeat(AuthenticationResult.Pass, 5)));
    }

    [Test]
    public void Without_keys_every_signature_is_none()
    {
        var results = DkimVerifier.Verify(Encoding.Latin1.GetBytes(Usual.Sign(Mail)), null, Signer.Now);

        Assert.That(results, Is.EqualTo(new[] { new DkimResult("brand.example", "k1", AuthenticationResult.None, "no keys were given") }));
        Assert.That(All(Mail), Is.Empty);
        Assert.That(All(""), Is.Empty);
    }

    [Test]
    public void A_mail_without_a_body_has_an_empty_one([Values("simple", "relaxed")] string body)
    {
        var signed = Usual.Sign("From: jane@brand.example\r\n\r\n", Signer.Tags.Replace("relaxed/relaxed", "relaxed/" + body, StringComparison.Ordinal));

        Assert.That(One(signed).Result, Is.EqualTo(AuthenticationResult.Pass));
        Assert.That(One(signed[..^2]).Result, Is.EqualTo(AuthenticationResult.Pass), "not even the empty line");
    }

    [Test]
    public void A_mail_without_From_never_passes() =>
        Assert.That(One(Usual.Sign("To: joe@customer.example\r\n\r\nHello\r\n")).Result, Is.EqualTo(AuthenticationResult.PermError));

    private static DkimResult One(string mail) => One(Encoding.Latin1.GetBytes(mail));

    private static DkimResult One(byte[] mail) => DkimVerifier.Verify(mail, Usual.Keys, Signer.Now) is [var first, ..] ? first : new DkimResult("", "", AuthenticationResult.None, "no signature");

    private static IReadOnlyList<DkimResult> All(string mail) => DkimVerifier.Verify(Encoding.Latin1.GetBytes(mail), Usual.Keys, Signer.Now);
}
