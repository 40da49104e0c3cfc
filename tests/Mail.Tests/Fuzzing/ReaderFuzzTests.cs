using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using Touchpoints.Fuzzing;

namespace Touchpoints.Mail.Tests;

/// <summary>reliability.md F: whatever the octets, the reader keeps its promises.</summary>
public sealed class ReaderFuzzTests
{
    private static readonly MailLimits s_small = new()
    {
        HeaderFieldOctets = 300, PartHeaderOctets = 1_000, AllHeaderOctets = 3_000, HeaderFields = 20, Addresses = 3, References = 4, Depth = 4, Parts = 6, Parameters = 3, EncodedWords = 2,
        TextCharacters = 200, HtmlCharacters = 200,
    };

    [Test]
    public async Task Every_promise_of_the_reader_holds_for_any_mail()
    {
        var composed = new List<byte[]>
        {
            Contained("application/pkcs7-mime; smime-type=signed-data", CmsTests.Signed(Encoding.ASCII.GetBytes(CmsTests.Entity), indefinite: true, pieces: 40)),
            Contained("application/pkcs7-mime; smime-type=signed-data", CmsTests.Signed(Encoding.ASCII.GetBytes(CmsTests.Entity), indefinite: false, pieces: 0)),
            Contained("application/ms-tnef; name=winmail.dat", SomeTnef.Stream(
                SomeTnef.Message(SomeTnef.Text(0x1000, "Hello"), SomeTnef.Rtf("{\\rtf1\\ansi Hello \\u8364?}")),
                SomeTnef.File("a.txt", "one"u8.ToArray()),
                SomeTnef.Mail("inner", SomeTnef.Stream(SomeTnef.Message(SomeTnef.Text(0x37, "inner")))))),
        };
        foreach (var seed in Enumerable.Range(1, 20))
        {
            composed.Add(await Composed.OctetsAsync(new RandomDraft(seed).Next()));
        }

        var found = FuzzLoop.Run(FuzzLoop.Mails(4_000), FuzzLoop.Mutator(FuzzLoop.Seed, composed), Check);
        TestContext.Out.WriteLine($"{found} kinds of mail");
        Assert.That(found, Is.GreaterThan(500), "the changes no longer reach much of the reader");
    }

    // Not encoded, so that changes reach the container's own structure.
    private static byte[] Contained(string type, byte[] container) => [.. Encoding.ASCII.GetBytes($"Subject: x\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: binary\r\n\r\n"), .. container];

    private static string Check(byte[] octets)
    {
        var before = SHA256.HashData(octets);
        var news = Shown(octets, MailLimits.Default);
        Same(Shown(octets, s_small), Shown([.. octets], s_small), "read twice");
        DkimVerifier.Verify(octets, _ => "v=DKIM1; p=AAAA", DateTimeOffset.UnixEpoch);
        ArcVerifier.Verify(octets, _ => null, DateTimeOffset.UnixEpoch);
        True(SHA256.HashData(octets).AsSpan().SequenceEqual(before), "the octets were changed");
        return news;
    }

    // All that can be read of the mail is looked at; what tells one kind of mail from another is the answer.
    private static string Shown(byte[] octets, MailLimits limits)
    {
        if (MailReader.Read(octets, limits) is not MailReading.Readable { Mail: var mail })
        {
            True(octets.Length == 0, "only no octets at all are unreadable");
            return "";
        }

        var shown = new StringBuilder();
        Mail(mail, octets, limits, shown, depth: 0);
        return shown.ToString();
    }

    private static void Mail(ReadMail mail, ReadOnlyMemory<byte> octets, MailLimits limits, StringBuilder shown, int depth)
    {
        True(mail.Fields.Count <= limits.HeaderFields, "header fields");
        True(mail.Fields.All(f => OneLine(f.Name) && OneLine(f.Value)), "a field is one line");
        True(mail.References.Count <= limits.References && mail.InReplyTo.Count <= limits.References, "references");
        foreach (var list in new[] { mail.From, mail.Sender, mail.ReplyTo, mail.To, mail.Cc, mail.Bcc })
        {
            True(list.Count <= limits.Addresses, "addresses");
            True(list.All(a => OneLine(a.Name) && OneLine(a.Address)), "an address is one line");
        }

        True(OneLine(mail.Subject ?? "") && OneLine(mail.MessageId ?? "") && OneLine(mail.DateRaw), "a value is one line");
        True((mail.Text?.Length ?? 0) <= limits.TextCharacters + 2 && (mail.Html?.Length ?? 0) <= limits.HtmlCharacters + 2, "bodies");
        True(!(mail.Text ?? "").Contains('\r', StringComparison.Ordinal) && !(mail.Html ?? "").Contains('\r', StringComparison.Ordinal), "line ends of bodies");
        True(mail.Parts.Count is > 0 && mail.Parts.Count <= limits.Parts + 1, "parts");
        True(mail.Defects.Distinct(StringComparer.Ordinal).Count() == mail.Defects.Count, "defects once each");
        shown.AppendJoin(' ', mail.Defects.Order(StringComparer.Ordinal)).Append('|');
        foreach (var part in mail.Parts.Take(12))
        {
            Part(part, octets, shown);
            if (part.MediaType == "text/calendar")
            {
                var calendar = part.DecodeText(100_000);
                True(Equals(CalendarReader.Read(calendar)?.ToString(), CalendarReader.Read(calendar)?.ToString()), "a calendar reads the same twice");
            }

            shown.Append(part.MediaType.Length < 30 ? part.MediaType : "").Append(part.IsBody ? '!' : ' ');
            if (part.Nested is { } nested && depth < 3)
            {
                shown.Append('{');
                Mail(nested, part.Decode(), limits, shown, depth + 1);
                shown.Append('}');
            }
        }
    }

    private static void Part(MimePart part, ReadOnlyMemory<byte> octets, StringBuilder shown)
    {
        True(part.Start >= 0 && part.Length >= 0 && part.Start <= octets.Length - part.Length, "a part's range is inside the mail");
        True(OneLine(part.MediaType) && OneLine(part.FileName) && OneLine(part.ContentId), "a part's fields are one line each");
        var decoded = part.Decode();
        var digest = part.Digest();
        True(digest.Octets == decoded.Length && digest.Sha256.Span.SequenceEqual(SHA256.HashData(decoded)), "the digest is that of the content");
        using var again = TransferDecoder.Open(new MemoryStream(octets.Slice(part.Start, part.Length).ToArray()), part.Coding);
        True(digest.Sha256.Span.SequenceEqual(SHA256.HashData(again)), "the range decodes to the content");
        True(part.DecodeText(50).Length <= 50, "a text is no longer than was asked");
        shown.Append(part.Encoding == TransferEncoding.None ? "" : "=");
    }

    private static bool OneLine(string text) => !text.AsSpan().ContainsAny('\r', '\n', '\0');

    private static void Same(string one, string other, string what) => True(one == other, what);

    private static void True(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException("This does not hold: " + what);
        }
    }
}
