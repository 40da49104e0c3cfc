using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>The reader takes any octets: it never throws, it tells the truth about ranges, and it does not run away.</summary>
public sealed class AnyOctetsTests
{
    private static readonly string[] Pieces =
    [
        "Content-Type: multipart/mixed; boundary=\"b\"\r\n", "Content-Type: multipart/alternative; boundary=c\r\n", "Content-Type: message/rfc822\r\n", "Content-Type: text/html; charset=",
        "iso-2022-jp", "utf-7", "utf-16", "gb2312", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Disposition: attachment; filename*0*=utf-8''%C3",
        "; filename*1*=%A9", "\r\n--b\r\n", "\r\n--b--\r\n", "\r\n--c\r\n", "\r\n\r\n", "\r\n", "\n", "\r", "\0", "--", "=?utf-8?B?", "=?utf-8?Q?", "?=", "=", "<", ">", "\"", "(", ")", "\\", ";", ",", ":", "@",
        "From: ", "To: ", "Subject: ", "Date: ", "Mon, 12 Jan 2026 09:14:58 +0100", "References: ", "a@x.example", " ", "\t", "\u00FF", "\u001B$B", "begin 644 x\r\n", "#0V%T\r\n", "end\r\n", "From a@x.example\r\n", "<img src=\"cid:a\">", "format=flowed", "=ybegin line=1 name=x\r\n", "=yend\r\n", "begin-base64 644 x\r\n", "====\r\n", "-----BEGIN PGP SIGNED MESSAGE-----\r\n", "-----BEGIN PGP MESSAGE-----\r\n", "-----END PGP MESSAGE-----\r\n",
        "Content-Type: application/ms-tnef\r\n", "Content-Type: application/pkcs7-mime\r\n", "eJ8+IgEA", "MIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwGggCSABAh", "\u000E", "\u000F", "\u001B$)C", "iso-2022-kr",
    ];

    [Test]
    public void No_octets_make_it_throw([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var until = Stopwatch.StartNew();
        for (var round = 0; round < 1500 && until.ElapsedMilliseconds < 1500; round++)
        {
            var octets = Mutant(random);
            Assert.That(() => Check(octets), Throws.Nothing, () => $"seed {seed}, round {round}: {Convert.ToBase64String(octets)}");
        }
    }

    private static void Check(byte[] octets)
    {
        if (MailReader.Read(octets, MailLimits.Default) is not MailReading.Readable { Mail: var mail })
        {
            Assert.That(octets, Is.Empty);
            return;
        }

        foreach (var part in mail.Parts)
        {
            Assert.That(part.Start >= 0 && part.Length >= 0 && part.Start + part.Length <= octets.Length);
            Assert.That(part.Digest().Octets, Is.EqualTo(part.Decode().Length));
            _ = part.DecodeText(100);
            _ = part.Nested?.Subject;
        }

        Assert.That(mail.Fields.All(field => !field.Value.AsSpan().ContainsAny('\r', '\n', '\0')));
        Assert.That(mail.From.Concat(mail.To).All(address => !string.Concat(address.Name, address.Address).AsSpan().ContainsAny('\r', '\n', '\0')));
        Assert.That(mail.Subject is null || !mail.Subject.AsSpan().ContainsAny('\r', '\n', '\0'));
    }

    private static byte[] Mutant(Random random)
    {
        var text = new StringBuilder();
        for (var pieces = random.Next(1, 60); pieces > 0; pieces--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        var octets = Encoding.Latin1.GetBytes(text.ToString());
        for (var changes = random.Next(0, 6); changes > 0 && octets.Length > 0; changes--)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return octets;
    }
}
