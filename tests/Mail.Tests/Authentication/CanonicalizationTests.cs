using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class CanonicalizationTests
{
    // RFC 6376 §3.4.5, examples 1 and 2.
    [TestCase("A: X", true, "a:X")]
    [TestCase("B : Y\t\r\n\tZ  ", true, "b:Y Z")]
    [TestCase("A: X", false, "A: X")]
    [TestCase("B : Y\t\r\n\tZ  ", false, "B : Y\t\r\n\tZ  ")]
    // Our own.
    [TestCase("Subject:", true, "subject:")]
    [TestCase("Subject: \r\n ", true, "subject:")]
    [TestCase("SUBJECT:a\n b", true, "subject:a b")]
    [TestCase("Subject: a\n b", false, "Subject: a\r\n b")]
    [TestCase("Subject: a\rb \r c", true, "subject:a\rb \r c")]
    [TestCase("Subject: \u00E4\0", true, "subject:\u00E4\0")]
    public void A_field_has_the_form_of_the_RFC(string field, bool relaxed, string expected)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var name = field[..colon].TrimEnd();

        Assert.That(Hashed(digest =>
        {
            if (relaxed)
            {
                Canonicalization.RelaxedField(digest, Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(field[(colon + 1)..]));
            }
            else
            {
                Canonicalization.SimpleField(digest, Encoding.Latin1.GetBytes(field));
            }
        }), Is.EqualTo(Hash(expected)));
    }

    // RFC 6376 §3.4.5, examples 1 and 2.
    [TestCase(" C \r\nD \t E\r\n\r\n\r\n", true, " C\r\nD E\r\n")]
    [TestCase(" C \r\nD \t E\r\n\r\n\r\n", false, " C \r\nD \t E\r\n")]
    // RFC 6376 §3.4.3 and §3.4.4: empty bodies, and ones without a line end.
    [TestCase("", false, "\r\n")]
    [TestCase("", true, "")]
    [TestCase("\r\n\r\n", false, "\r\n")]
    [TestCase("\r\n \t\r\n", true, "")]
    [TestCase("x", false, "x\r\n")]
    [TestCase("x", true, "x\r\n")]
    // Lone LF and lone CR.
    [TestCase("a\n\nb\n\n", false, "a\r\n\r\nb\r\n")]
    [TestCase("a\rb\r\r\nc", false, "a\rb\r\r\nc\r\n")]
    [TestCase("a\r\n\r\n\r\n b", true, "a\r\n\r\n\r\n b\r\n")]
    public void A_body_has_the_form_of_the_RFC(string body, bool relaxed, string expected) =>
        Assert.That(Hashed(digest => Canonicalization.Body(digest, Encoding.Latin1.GetBytes(body), relaxed)), Is.EqualTo(Hash(expected)));

    // RFC 6376 §3.4.3 and §3.4.4 give the hashes of an empty body.
    [TestCase(false, "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=")]
    [TestCase(true, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    public void An_empty_body_has_the_hash_of_the_RFC(bool relaxed, string expected) =>
        Assert.That(Hashed(digest => Canonicalization.Body(digest, [], relaxed)), Is.EqualTo(expected));

    [Test]
    public void Pieces_of_any_size_give_the_same_hash([Values(0, 1, 4095, 8191, 8192, 8193, 30_000)] int piece)
    {
        var octets = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Range(0, 9_000).Select(i => $"{i} ")));

        Assert.That(Hashed(digest =>
        {
            digest.Append(octets.AsSpan(0, piece));
            digest.Append(octets.AsSpan(piece));
        }), Is.EqualTo(Convert.ToBase64String(SHA256.HashData(octets))));
    }

    private static string Hashed(Action<DigestWriter> write)
    {
        using var digest = new DigestWriter();
        write(digest);
        return Convert.ToBase64String(digest.Finish());
    }

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.Latin1.GetBytes(text)));
}
