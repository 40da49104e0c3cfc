using System.Diagnostics;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Twice the input takes about twice the time, on the shapes that make readers quadratic.</summary>
[NonParallelizable]
public sealed class LinearTimeTests
{
    private const int Size = 150_000;

    private static readonly (string Name, string Before, string Repeated)[] Shapes =
    [
        ("commas and brackets in To", "To: ", "<,"), ("open brackets in To", "To: ", "<"), ("open quotes in To", "To: ", "\",<"), ("open comments in To", "To: ", "(,"), ("nested comments", "To: ", "(a"),
        ("groups", "To: ", "a:"), ("colons after an at", "To: ", "a@:"), ("addresses", "To: ", "a@x.example,"), ("folded To", "To: ", "a@x.example,\r\n "),
        ("encoded words", "Subject: ", "=?utf-8?Q?x?= "), ("open encoded words", "Subject: ", "=?utf-8?Q?x "), ("encoded word starts", "Subject: ", "=?"), ("folds", "Subject: x", "\r\n x"), ("controls", "Subject: ", "\0\r"),
        ("parameters", "Content-Type: text/plain", "; a=b"), ("open quotes", "Content-Type: text/plain", "; a=\"b"), ("inner quotes", "Content-Type: text/plain; name=\"", "a\"b"), ("continuations", "Content-Type: text/plain", "; a*0*=utf-8''%41"),
        ("references", "References: ", "<a@x.example> "), ("open ids", "References: ", "<a "), ("fields", "", "X: y\r\n"), ("junk in the header", "X: y\r\n", "junk \r\n"), ("junk before the header", "", "junk \r\n"), ("blank lines", "", "\r\n"),
        ("parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n"), ("unclosed multiparts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"),
        ("wrong boundaries", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--c\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n"), ("lines like boundaries", "Content-Type: multipart/mixed; boundary=bbbbbbbb\r\n\r\n--bbbbbbbb\r\n\r\n", "--bbbbbbbx\r\n"),
        ("ends", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b--\r\n"), ("nested mails", "", "Content-Type: message/rfc822\r\n\r\n"), ("base64 with junk", "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n", "A="),
        ("equals signs", "Content-Transfer-Encoding: quoted-printable\r\n\r\n", "="), ("soft breaks with blanks", "Content-Transfer-Encoding: quoted-printable\r\n\r\n", "=  "), ("uuencode starts", "Subject: x\r\n\r\n", "begin 644 x\r\n"),
        ("yenc starts", "Subject: x\r\n\r\n", "=ybegin line=1 name=x\r\n"), ("base64 file starts", "Subject: x\r\n\r\n", "begin-base64 644 x\r\n"), ("signed armour", "Subject: x\r\n\r\n", "-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nx\r\n"),
        ("armour", "Subject: x\r\n\r\n", "-----BEGIN PGP MESSAGE-----\r\n-----END PGP MESSAGE-----\r\n"), ("escapes", "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n", "\u001B$B$\"\u001B(B"),
        ("flowed quotes", "Content-Type: text/plain; format=flowed\r\n\r\n", "> x \r\n"), ("cids", "Content-Type: text/html\r\n\r\n", "<img src=cid:x"), ("carriage returns", "Subject: x\r\n\r\n", "\r"),
    ];

    [TestCaseSource(nameof(Names))]
    public void Twice_the_input_takes_twice_the_time(string name)
    {
        var shape = Shapes.Single(s => s.Name == name);
        var once = Octets(shape, Size);
        var twice = Octets(shape, Size * 2);
        Time(once);

        // The bound is wide and may be missed twice: other work on the machine must not fail a build, a quadratic reader always does.
        for (var attempt = 1; ; attempt++)
        {
            var (one, two) = (Time(once), Time(twice));
            if (two < one * 3 || two < TimeSpan.FromMilliseconds(10))
            {
                return;
            }

            Assert.That(attempt, Is.LessThan(5), $"{name}: {one.TotalMilliseconds:F1} ms, then {two.TotalMilliseconds:F1} ms for twice as much.");
        }
    }

    private static IEnumerable<string> Names() => Shapes.Select(s => s.Name);

    private static byte[] Octets((string Name, string Before, string Repeated) shape, int size) =>
        System.Text.Encoding.Latin1.GetBytes(shape.Before + string.Concat(Enumerable.Repeat(shape.Repeated, size / shape.Repeated.Length)) + "\r\n\r\nHello\r\n");

    private static TimeSpan Time(byte[] octets)
    {
        // The limits that hide a quadratic reader are out of the way; depth and parts stay, they bound the tree.
        var limits = new MailLimits { HeaderFieldOctets = int.MaxValue, PartHeaderOctets = int.MaxValue, AllHeaderOctets = int.MaxValue, HeaderFields = int.MaxValue, Addresses = int.MaxValue, Parameters = int.MaxValue, EncodedWords = int.MaxValue };
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var watch = Stopwatch.StartNew();
            foreach (var part in Some.Mail(octets, limits).Attachments)
            {
                part.Digest();
            }

            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        return best;
    }
}
