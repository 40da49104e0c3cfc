using System.Text;
using NUnit.Framework;
using Touchpoints.Tests;

namespace Touchpoints.Mail.Tests;

/// <summary>Whoever sends a mail writes its signatures: they can be anything, and must cost little.</summary>
[NonParallelizable]
public sealed class HostileSignatureTests
{
    private const string Tags = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=brand.example; s=k1; bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; b=AAAA; h=from";
    private const string Set = "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=brand.example; s=k1; b=AAAA\r\nARC-Message-Signature: i=1; a=rsa-sha256; d=brand.example; s=k1; h=from; bh=AAAA; b=AAAA\r\nARC-Authentication-Results: i=1; x\r\n";

    private static readonly string[] Pieces =
    [
        "DKIM-Signature: ", "ARC-Seal: ", "ARC-Message-Signature: ", "ARC-Authentication-Results: ", Tags, Set, "From: a@b.example\r\n", "v=1", "a=rsa-sha256", "a=ed25519-sha256", "b=", "bh=", "c=relaxed", "d=brand.example",
        "h=from:dkim-signature", "i=1", "i=2", "i=@", "l=3", "q=dns/txt", "s=k1", "t=1", "x=99999999999", "cv=pass", "z=", ";", "; ", "=", ":", " ", "\t", "\r\n", "\r\n ", "\n", "\r", "\0", "\u00FF", "\r\n\r\n", "Hello",
    ];

    private static readonly (string Name, string Before, string Repeated, string After)[] Shapes =
    [
        ("signatures", "", $"DKIM-Signature: {Tags}\r\n", ""), ("sets", "", Set, ""), ("seals", "", "ARC-Seal: i=1; cv=none\r\n", ""), ("From fields", $"DKIM-Signature: {Tags}\r\n", "From: a@b.example\r\n", ""),
        ("one long field", "DKIM-Signature: v=1; z=", "aaaaaaaaaa", "\r\n"), ("folds in a field", "DKIM-Signature: v=1; z=a", "\r\n a", "\r\n"), ("blanks in a field", "DKIM-Signature: v=1;", "          ", "\r\n"),
        ("tags", "DKIM-Signature: v=1", "; a=1", "\r\n"), ("semicolons", "DKIM-Signature: ", ";;;;;;;;;;", "\r\n"), ("names in h=", $"DKIM-Signature: {Tags}", ":from:to:x", "\r\n"), ("results", "ARC-Authentication-Results: i=1; ", "a; b; c;  ", "\r\n"),
        ("empty lines in the body", $"DKIM-Signature: {Tags}\r\nFrom: a@b.example\r\n\r\n", "\r\n", "x"), ("blanks in the body", $"DKIM-Signature: {Tags}\r\nFrom: a@b.example\r\n\r\n", "a \t  ", "x"),
        ("lengths of the body", string.Concat(Enumerable.Range(1, 9).Select(l => $"DKIM-Signature: {Tags}; l={l}\r\n")) + "From: a@b.example\r\n\r\n", "Hello Joe,\r\n", "x"),
    ];

    [Test]
    public void No_octets_make_it_throw([Range(1, 6)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1_000; round++)
        {
            var octets = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Pieces[random.Next(Pieces.Length)])));
            for (var changes = random.Next(0, 4); changes > 0 && octets.Length > 0; changes--)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            Assert.That(() => Verify(octets), Throws.Nothing, () => $"seed {seed}, round {round}: {Convert.ToBase64String(octets)}");
        }
    }

    [Test]
    public void No_key_record_makes_it_throw([Range(1, 3)] int seed)
    {
        var random = new Random(seed);
        var mail = Encoding.Latin1.GetBytes($"DKIM-Signature: {Tags}\r\nFrom: a@b.example\r\n\r\n");
        for (var round = 0; round < 1_000; round++)
        {
            var record = Signer.Usual.Record.ToCharArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                record[random.Next(record.Length)] = (char)random.Next(0, random.Next(2) == 0 ? 128 : char.MaxValue);
            }

            var text = new string(record, 0, random.Next(record.Length + 1));
            Assert.That(() => DkimVerifier.Verify(mail, _ => text, Signer.Now)[0].Result, Is.Not.EqualTo(AuthenticationResult.Pass), () => $"seed {seed}, round {round}: {text}");
        }
    }

    [Test]
    public void Ten_thousand_signatures_ask_for_five_keys()
    {
        var asked = 0;
        var mail = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat($"DKIM-Signature: {Tags}\r\n", 1_000)) + "From: a@b.example\r\n" + string.Concat(Enumerable.Repeat($"DKIM-Signature: {Tags}\r\n", 9_000)) + "\r\n");

        Assert.That(DkimVerifier.Verify(mail, _ => { asked++; return null; }, Signer.Now), Has.Count.EqualTo(DkimVerifier.MostSignatures));
        Assert.That(asked, Is.EqualTo(DkimVerifier.MostSignatures));
    }

    [TestCaseSource(nameof(Names))]
    public void More_input_takes_no_more_than_its_share_of_time(string name)
    {
        var shape = Shapes.Single(s => s.Name == name);
        var (octets, more) = (Octets(shape, 250_000), Octets(shape, Growth.Times * 250_000));
        Assert.That(Growth.PerDoubling(() => Verify(octets), () => Verify(more)), Is.LessThan(Growth.Most));
    }

    private static IEnumerable<string> Names() => Shapes.Select(s => s.Name);

    private static byte[] Octets((string Name, string Before, string Repeated, string After) shape, int size) =>
        Encoding.Latin1.GetBytes(shape.Before + string.Concat(Enumerable.Repeat(shape.Repeated, size / shape.Repeated.Length)) + shape.After + "From: a@b.example\r\n\r\nHello\r\n");

    private static void Verify(byte[] octets)
    {
        DkimVerifier.Verify(octets, _ => Signer.Usual.Record, Signer.Now);
        ArcVerifier.Verify(octets, _ => Signer.Usual.Record, Signer.Now);
    }
}
