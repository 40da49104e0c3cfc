using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Key records (RFC 6376 §3.6.1) and the keys in them (RFC 8301, RFC 8463).</summary>
public sealed class DkimKeyTests
{
    private const string Mail = "From: jane@brand.example\r\nTo: joe@customer.example\r\nSubject: Hello\r\n\r\nHello\r\n";

    private static readonly string Bits = Signer.Usual.Record.Split("p=")[1];

    [TestCase("p=KEY", AuthenticationResult.Pass, "")]
    [TestCase("v=DKIM1; h=sha1:sha256; k=rsa; n=a note; s=other:email; t=s; x=y; p=KEY;", AuthenticationResult.Pass, "")]
    [TestCase("v=DKIM1; s=*; p=KEY", AuthenticationResult.Pass, "")]
    [TestCase("v=DKIM1; t=y; p=KEY", AuthenticationResult.Pass, "testing")]
    [TestCase("v=DKIM1; t=s:y; p=KEY", AuthenticationResult.Pass, "testing")]
    [TestCase("", AuthenticationResult.PermError, "broken")]
    [TestCase("\"\"", AuthenticationResult.PermError, "broken")]
    [TestCase("v=DKIM1; t; p=KEY", AuthenticationResult.PermError, "broken")]
    [TestCase("v=DKIM1; k=rsa", AuthenticationResult.PermError, "broken")]
    [TestCase("v=spf1 -all", AuthenticationResult.PermError, "broken")]
    [TestCase("v=DKIM2; p=KEY", AuthenticationResult.PermError, "version")]
    [TestCase("p=KEY; v=DKIM1", AuthenticationResult.PermError, "version")]
    [TestCase("v=DKIM1; p=", AuthenticationResult.PermError, "revoked")]
    [TestCase("v=DKIM1; k=ed25519; p=KEY", AuthenticationResult.PermError, "another algorithm")]
    [TestCase("v=DKIM1; h=sha1; p=KEY", AuthenticationResult.PermError, "another algorithm")]
    [TestCase("v=DKIM1; s=web; p=KEY", AuthenticationResult.PermError, "not for mail")]
    [TestCase("v=DKIM1; p=!KEY", AuthenticationResult.PermError, "no base64")]
    [TestCase("v=DKIM1; p=AAAA", AuthenticationResult.PermError, "no RSA key")]
    public void A_record_must_fit_the_signature(string record, AuthenticationResult expected, string reason)
    {
        var result = Verify(Signer.Usual.Sign(Mail), record.Replace("KEY", Bits, StringComparison.Ordinal));

        Assert.That(result.Result, Is.EqualTo(expected), result.Reason);
        Assert.That(result.Reason, Does.Contain(reason));
    }

    [Test]
    public void A_name_without_a_record_has_no_key() => Assert.That(Verify(Signer.Usual.Sign(Mail), null).Reason, Is.EqualTo("there is no key at k1._domainkey.brand.example"));

    [TestCase("", AuthenticationResult.PermError)]
    [TestCase("v=1; ", AuthenticationResult.Pass)]
    public void A_key_that_is_not_for_subdomains_is_not_for_them(string flag, AuthenticationResult expected)
    {
        var signed = Signer.Usual.Sign(Mail, Signer.Tags + "; i=@mail.brand.example");

        Assert.That(Verify(signed, (flag.Length == 0 ? "v=DKIM1; t=y:s; p=" : "v=DKIM1; t=y; p=") + Bits).Result, Is.EqualTo(expected));
        Assert.That(Verify(Signer.Usual.Sign(Mail, Signer.Tags + "; i=a@brand.example"), "t=s; p=" + Bits).Result, Is.EqualTo(AuthenticationResult.Pass));
    }

    [TestCase(512, AuthenticationResult.Policy)]
    [TestCase(1016, AuthenticationResult.Policy)]
    [TestCase(1024, AuthenticationResult.Pass)]
    public void A_short_key_is_refused(int bits, AuthenticationResult expected)
    {
        using var key = RSA.Create(bits);
        var signer = new Signer(key);

        Assert.That(Verify(signer.Sign(Mail), signer.Record).Result, Is.EqualTo(expected));
    }

    [Test]
    public void A_key_in_the_form_that_the_RFC_names_is_taken_too()
    {
        using var key = RSA.Create(2048);

        Assert.That(Verify(new Signer(key).Sign(Mail), "p=" + Convert.ToBase64String(key.ExportRSAPublicKey())).Result, Is.EqualTo(AuthenticationResult.Pass));
    }

    [Test]
    public void Another_key_does_not_match()
    {
        using var key = RSA.Create(2048);

        Assert.That(Verify(Signer.Usual.Sign(Mail), new Signer(key).Record), Is.EqualTo(new DkimResult("brand.example", "k1", AuthenticationResult.Fail, "the signature does not match")));
    }

    [Test]
    public void Names_are_asked_for_in_ASCII_and_lower_case()
    {
        var asked = new List<string>();
        var mail = "DKIM-Signature: v=1; a=rsa-sha256; d=B\u00C3\u00BCcher.example; s=K1; h=from; bh=AAAA; b=AAAA\r\n" + Mail;

        DkimVerifier.Verify(Encoding.Latin1.GetBytes(mail), name => { asked.Add(name); return null; }, Signer.Now);

        Assert.That(asked, Is.EqualTo(new[] { "k1._domainkey.xn--bcher-kva.example" })); // RFC 8616
    }

    // RFC 8032 §7.1, tests 2 and 3.
    [TestCase("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [TestCase("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_is_that_of_the_RFC_where_the_platform_has_it(string key, string message, string signature)
    {
        var (bits, text, proof) = (Convert.FromHexString(key), Convert.FromHexString(message), Convert.FromHexString(signature));
        var expected = OperatingSystem.IsLinux() ? true : (bool?)null;

        Assert.That(Ed25519.Verify(bits, text, proof), Is.EqualTo(expected));
        proof[5] ^= 1;
        Assert.That(Ed25519.Verify(bits, text, proof), Is.EqualTo(!expected));
        Assert.That(Ed25519.Verify(bits, text, []), Is.EqualTo(!expected));
    }

    // Signed with the private key of RFC 8463 §A.2 by another program.
    [TestCase("Hello", AuthenticationResult.Pass)]
    [TestCase("Hallo", AuthenticationResult.Fail)]
    public void A_signature_by_Ed25519_is_verified_or_unsupported_but_never_fails_for_want_of_it(string word, AuthenticationResult expected)
    {
        const string Signature = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=brand.example; s=k1; h=from:to:subject; bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=; b=xJzEVpvfCS3ypfZw/fIaMHleW2pteSX1JRh0DV2R0LW4ZVvjiFIG4UjvgCwKffH8p55A78NZ0/axrWnA+qvNCQ==\r\n";
        var result = Verify(Signature + Mail.Replace("Hello", word, StringComparison.Ordinal), "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");

        Assert.That(result.Result, Is.EqualTo(OperatingSystem.IsLinux() || expected == AuthenticationResult.Fail ? expected : AuthenticationResult.Neutral), result.Reason);
    }

    [Test]
    public void An_Ed25519_key_has_32_octets() =>
        Assert.That(Verify("DKIM-Signature: v=1; a=ed25519-sha256; d=brand.example; s=k1; h=from; bh=VGs6i/zYTBRLmd2dgZtTcsGzNy0MlK9+lRTyCTFO/Jw=; b=AAAA\r\n" + Mail, "k=ed25519; p=AAAA").Result, Is.Not.EqualTo(AuthenticationResult.Pass));

    private static DkimResult Verify(string mail, string? record) =>
        DkimVerifier.Verify(Encoding.Latin1.GetBytes(mail), name => name == Signer.KeyName ? record : null, Signer.Now)[0];
}
