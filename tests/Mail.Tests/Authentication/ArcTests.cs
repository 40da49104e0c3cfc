using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>RFC 8617: chains that are sealed here, whole and broken in every way.</summary>
public sealed class ArcTests
{
    private const string Mail = "From: jane@brand.example\r\nTo: list@lists.example\r\nSubject: The offer\r\n\r\nHello\r\n";
    private const string Results = "lists.example; dkim=pass header.d=brand.example";

    private static readonly Signer Usual = Signer.Usual;

    [Test]
    public void A_whole_chain_passes([Values(1, 2, 3, 10, 50)] int sets)
    {
        var sealedMail = Chain(sets);

        Assert.That(Verify(sealedMail), Is.EqualTo(new ArcResult(AuthenticationResult.Pass, "")));
        Assert.That(Verify(sealedMail.Replace("\r\n", "\n", StringComparison.Ordinal)).Result, Is.EqualTo(AuthenticationResult.Pass), "lone LF");
    }

    [Test]
    public void A_mail_without_ARC_has_no_chain_and_one_without_keys_no_result()
    {
        Assert.That(ArcVerifier.Verify(Encoding.Latin1.GetBytes(Mail), Usual.Keys, Signer.Now), Is.Null);
        Assert.That(ArcVerifier.Verify(Encoding.Latin1.GetBytes(Chain(1)), null, Signer.Now), Is.EqualTo(new ArcResult(AuthenticationResult.None, "no keys were given")));
    }

    [Test]
    public void The_order_of_the_fields_in_the_header_does_not_matter()
    {
        var mail = Chain(3);
        var fields = Signer.Fields(mail);

        Assert.That(Verify(string.Concat(fields.Reverse().Select(f => f + "\r\n")) + mail[mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)..][2..]).Result, Is.EqualTo(AuthenticationResult.Pass));
    }

    [Test]
    public void A_mail_changed_between_two_handlers_passes_when_the_later_one_signed_it_again()
    {
        var changed = Chain(1).Replace("Subject: ", "Subject: [list] ", StringComparison.Ordinal);

        Assert.That(Verify(changed).Reason, Does.StartWith("ARC-Message-Signature 1"));
        Assert.That(Verify(Add(changed, 2, "pass")).Result, Is.EqualTo(AuthenticationResult.Pass), "RFC 8617 §5.2: only the newest message signature counts");
    }

    // RFC 8617 §4.2 and §5.2.
    [TestCase("ARC-Seal: i=2", "X-Seal: i=2", "a gap")]
    [TestCase("ARC-Seal: i=1", "X-Seal: i=1", "a gap")]
    [TestCase("ARC-Message-Signature: i=2", "X-Signature: i=2", "a gap")]
    [TestCase("ARC-Authentication-Results: i=1", "X-Results: i=1", "a gap")]
    [TestCase("ARC-Seal: i=2", "ARC-Seal: i=3", "a gap")]
    [TestCase("ARC-Seal: i=2", "ARC-Seal: i=1", "without an i= of its own")]
    [TestCase("ARC-Seal: i=2", "ARC-Seal: i=0", "without an i= of its own")]
    [TestCase("ARC-Seal: i=2", "ARC-Seal: i=51", "without an i= of its own")]
    [TestCase("ARC-Seal: i=2", "ARC-Seal: i=x", "without an i= of its own")]
    [TestCase("ARC-Seal: i=2", "ARC-Seal: j=2", "without an i= of its own")]
    [TestCase("ARC-Seal: i=2", "ARC-Seal: i=2; i=2", "without an i= of its own")]
    [TestCase("ARC-Message-Signature: i=2", "ARC-Message-Signature: i=1", "without an i= of its own")]
    [TestCase("ARC-Message-Signature: i=2", "ARC-Message-Signature: i=", "without an i= of its own")]
    [TestCase("ARC-Authentication-Results: i=2", "ARC-Authentication-Results: i=1", "without an i= of its own")]
    [TestCase("ARC-Authentication-Results: i=2; ", "ARC-Authentication-Results: ", "without an i= of its own")]
    [TestCase("ARC-Authentication-Results: i=2; ", "ARC-Authentication-Results: lists.example; i=2; ", "without an i= of its own")]
    [TestCase("ARC-Authentication-Results: i=2; ", "ARC-Authentication-Results: i=2 ", "without an i= of its own")]
    [TestCase("ARC-Authentication-Results: i=2; ", "ARC-Authentication-Results: i=2; x", "ARC-Seal 2: the signature does not match")]
    [TestCase("ARC-Authentication-Results: i=1; ", "ARC-Authentication-Results: i=1; x", "ARC-Seal 2: the signature does not match")]
    [TestCase("ARC-Seal: i=2", "ARC-Seal: i=2; h=from", "has h=")]
    [TestCase("t=1793000000", "t=1 1", "ARC-Seal 2: t= or x=")]
    [TestCase("t=1793000000", "x=1700000000", "ARC-Seal 2: the signature has expired")]
    [TestCase("ARC-Message-Signature: i=2", "ARC-Message-Signature: i=2; l=1", "ARC-Message-Signature 2: ")]
    [TestCase("cv=pass", "cv=none", "cv= that does not fit")]
    [TestCase("cv=pass", "cv=maybe", "cv= that does not fit")]
    [TestCase("cv=pass", "n=pass", "cv= that does not fit")]
    [TestCase("cv=none", "cv=pass", "cv= that does not fit")]
    [TestCase("cv=pass", "cv=fail", "broken already")]
    [TestCase("Hello", "Hallo", "ARC-Message-Signature 2: the body was changed")]
    [TestCase("From: jane", "From: june", "ARC-Message-Signature 2: the signature does not match")]
    public void A_broken_chain_fails(string text, string instead, string reason)
    {
        var result = Verify(Chain(2).Replace(text, instead, StringComparison.Ordinal));

        Assert.That(result.Result, Is.EqualTo(AuthenticationResult.Fail));
        Assert.That(result.Reason, Does.Contain(reason));
    }

    [TestCase("h=from:to:arc-seal", "signs an ARC-Seal")]
    [TestCase("h=to", "ARC-Message-Signature 1: From is not signed")]
    [TestCase("l=1; h=from", "ARC-Message-Signature 1: l= leaves")]
    [TestCase("q=other; h=from", "ARC-Message-Signature 1: q= names")]
    public void A_message_signature_of_a_wrong_kind_fails_though_it_is_good(string tags, string reason)
    {
        var result = Verify(Add(Mail, 1, "none", messageTags: tags));

        Assert.That(result.Result, Is.EqualTo(AuthenticationResult.Fail));
        Assert.That(result.Reason, Does.Contain(reason));
    }

    [TestCase("t=1793000000", AuthenticationResult.Pass)]
    [TestCase("n=unknown", AuthenticationResult.Pass)]
    [TestCase("h=from", AuthenticationResult.Fail)]
    [TestCase("bh=AAAA", AuthenticationResult.Fail)]
    [TestCase("x=1700000000", AuthenticationResult.Fail)]
    public void A_seal_that_is_good_is_taken_by_its_tags(string tags, AuthenticationResult expected) => Assert.That(Verify(Add(Mail, 1, "none", sealTags: tags)).Result, Is.EqualTo(expected));

    [Test]
    public void A_chain_that_says_fail_is_not_looked_into_even_when_it_is_well_sealed() =>
        Assert.That(Verify(Add(Chain(2), 3, "fail")).Reason, Does.Contain("broken already"));

    [Test]
    public void More_than_fifty_sets_are_no_chain() => Assert.That(Verify(Add(Chain(50), 51, "pass")).Reason, Does.Contain("more than 50"));

    [Test]
    public void No_octet_of_a_seal_can_be_changed()
    {
        var octets = Encoding.Latin1.GetBytes(Chain(2));
        var end = Encoding.Latin1.GetString(octets).IndexOf("From: ", StringComparison.Ordinal);
        var checkedOctets = 0;
        for (var at = 0; at < end; at++)
        {
            // Not white space, and not the padding and last digits of a b=, in which some bits mean nothing.
            if (octets[at] > ' ' && octets[at..(at + 4)].All(o => o is not (byte)'=' and not (byte)'\r'))
            {
                octets[at] ^= 1;
                Assert.That(Verify(octets)?.Result, Is.Not.EqualTo(AuthenticationResult.Pass), () => $"octet {at}: {Encoding.Latin1.GetString(octets)}");
                octets[at] ^= 1;
                checkedOctets++;
            }
        }

        Assert.That(checkedOctets, Is.GreaterThan(1_000));
    }

    private static string Chain(int sets) => Enumerable.Range(1, sets).Aggregate(Mail, (mail, i) => Add(mail, i, i == 1 ? "none" : "pass"));

    private static string Add(string mail, int instance, string cv, string messageTags = "h=from:to:subject", string sealTags = "t=1793000000")
    {
        var results = $"ARC-Authentication-Results: i={instance}; {Results}";
        var message = Usual.Signature("ARC-Message-Signature", mail, $"i={instance}; a=rsa-sha256; c=relaxed/relaxed; d=brand.example; s=k1; {messageTags}");
        var earlier = Signer.Fields(mail).Where(f => f.StartsWith("ARC-", StringComparison.Ordinal)).ToList();
        var covered = Enumerable.Range(1, instance - 1).SelectMany(i => new[] { "ARC-A", "ARC-M", "ARC-S" }.Select(n => earlier.Single(f => f.StartsWith(n, StringComparison.Ordinal) && f.Contains($": i={i};", StringComparison.Ordinal))));
        var seal = Usual.Seal($"i={instance}; a=rsa-sha256; cv={cv}; d=brand.example; s=k1; {sealTags}", [.. covered, results, message]);
        return $"{seal}\r\n{message}\r\n{results}\r\n{mail}";
    }

    private static ArcResult Verify(string mail) => Verify(Encoding.Latin1.GetBytes(mail))!;

    private static ArcResult? Verify(byte[] mail) => ArcVerifier.Verify(mail, Usual.Keys, Signer.Now);
}
