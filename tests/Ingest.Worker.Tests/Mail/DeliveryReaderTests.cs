using System.Security.Cryptography;
using System.Text;
using Touchpoints.Mail;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

public sealed class DeliveryReaderTests
{
    private static readonly DateTimeOffset s_arrival = new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(1));

    // B2.2: this order, and no other.
    [Test]
    public void Addresses_of_ours_are_looked_for_in_the_order_of_the_law()
    {
        var (envelope, _) = Read(
            "Received: from a by b for <r1@v.example>; Mon, 5 Jan 2026 10:00:00 +0100",
            "Received: from c by a for <r2@v.example>; Mon, 5 Jan 2026 09:00:00 +0100",
            "Bcc: bcc@v.example", "Cc: cc@v.example", "To: To <to@v.example>, to2@v.example", "Resent-Cc: rc@v.example", "Resent-To: rt@v.example",
            "X-Forwarded-To: xf@v.example", "Envelope-To: et@v.example", "X-Envelope-To: xe@v.example", "Delivered-To: dt@v.example",
            "X-Original-To: xo@v.example", "X-Gm-Original-To: xg@v.example");
        Assert.That(envelope.OwnAddressEvidence.Select(e => e.Address), Is.EqualTo(new[]
        {
            "xg@v.example", "xo@v.example", "dt@v.example", "xe@v.example", "et@v.example", "xf@v.example", "rt@v.example", "rc@v.example",
            "to@v.example", "to2@v.example", "cc@v.example", "bcc@v.example", "r1@v.example",
        }));
    }

    [TestCase("from a by b with ESMTP id 1 for <log@v.example>; Mon, 5 Jan 2026", "log@v.example")]
    [TestCase("from a by b for log@v.example; Mon", "log@v.example")]
    [TestCase("from waiting for you by b; Mon", null)]
    [TestCase("by b (for me) ; for <x@v.example>", null)]
    [TestCase("", null)]
    public void The_for_of_the_topmost_received_is_read(string received, string? address)
        => Assert.That(Read("Received: " + received).Envelope.OwnAddressEvidence.Select(e => e.Address).FirstOrDefault(), Is.EqualTo(address));

    [Test]
    public void A_domain_is_compared_in_its_a_label_form()
        => Assert.That(Read("From: =?utf-8?q?J=C3=BCrgen?= <j@Müller.example>").Envelope.From.Single(), Is.EqualTo(new Threading.MailAddress("Jürgen", "j@xn--mller-kva.example")));

    [Test]
    public void Parts_have_safe_names_hashes_and_ranges()
    {
        var octets = Mail("Content-Type: multipart/mixed; boundary=b", "", "--b", "", "Hello", "--b",
            "Content-Type: application/pdf; name=\"../offer.pdf\"", "Content-Disposition: attachment", "Content-Transfer-Encoding: base64", "", "AAEC", "--b--", "");
        var part = Convert(octets).Content.Parts[1];
        Assert.Multiple(() =>
        {
            Assert.That((part.Name, part.DecodedOctets, part.TransferEncoding), Is.EqualTo(("offer.pdf", 3L, "base64")));
            Assert.That(part.Sha256.ToArray(), Is.EqualTo(SHA256.HashData([0, 1, 2])));
            Assert.That(Encoding.ASCII.GetString(octets, (int)part.Start, (int)part.Length).Trim(), Is.EqualTo("AAEC"));
        });
    }

    // B9: what cannot be read says so, and is kept.
    [Test]
    public void An_encrypted_mail_has_a_note_in_the_place_of_its_words()
    {
        var content = Convert(Mail("Content-Type: multipart/encrypted; boundary=b", "", "--b", "Content-Type: application/pgp-encrypted", "", "Version: 1", "--b",
            "Content-Type: application/octet-stream; name=encrypted.asc", "", "abc", "--b--", "")).Content;
        Assert.That(content.Text, Does.StartWith("(This mail is encrypted."));
        Assert.That((content.IsEncrypted, content.IsSigned, string.Join('|', content.Parts.Where(p => p.IsAttachment).Select(p => p.Name))), Is.EqualTo((true, false, "|encrypted.asc")));
    }

    // S126
    [Test]
    public void A_signature_is_no_attachment()
    {
        var content = Convert(Mail("Content-Type: multipart/signed; boundary=b", "", "--b", "", "Hello", "--b", "Content-Type: application/pgp-signature; name=signature.asc", "", "abc", "--b--", "")).Content;
        Assert.That((content.Text, content.IsSigned, content.Parts.Count(p => p.IsAttachment), content.Parts[1].IsHidden), Is.EqualTo(("Hello", true, 0, true)));
    }

    [Test]
    public void An_invitation_of_whole_days_has_dates()
    {
        var calendar = Convert(Mail("Content-Type: text/calendar; method=REQUEST", "", "BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:u", "DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260107", "COMMENT:two days",
            "END:VEVENT", "END:VCALENDAR", "")).Content.Calendar!;
        Assert.That(
            (calendar.Method, calendar.IsAllDay, calendar.Start, calendar.End, calendar.Comment),
            Is.EqualTo(("REQUEST", true, new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 7, 0, 0, 0, TimeSpan.Zero), "two days")));
    }

    [Test]
    public void What_rules_read_of_a_report_is_there_as_text()
    {
        var content = Convert(Mail("Content-Type: multipart/report; report-type=Delivery-Status; boundary=b", "", "--b", "", "failed", "--b",
            "Content-Type: message/delivery-status", "", "Action: failed", "--b", "Content-Type: message/rfc822", "", "Subject: inner", "", "text", "--b--", "")).Content;
        Assert.That(
            (content.ReportType, content.Parts[1].Text?.Trim(), content.Parts[2].Nested?.Envelope.Subject, content.Parts[0].Text),
            Is.EqualTo(("delivery-status", (string?)"Action: failed", (string?)"inner", (string?)null)));
    }

    [Test]
    public void Mails_inside_mails_are_followed_only_so_far()
    {
        var mail = "Subject: 0\r\n\r\nend";
        for (var i = 1; i < 40; i++)
        {
            mail = $"Subject: {i}\r\nContent-Type: message/rfc822\r\n\r\n{mail}";
        }

        var depth = 0;
        for (var content = Convert(Encoding.ASCII.GetBytes(mail)).Content; content.Parts.Count > 0 && content.Parts[0].Nested is { } nested; content = nested.Content)
        {
            depth++;
        }

        Assert.That(depth, Is.EqualTo(3));
    }

    [Test]
    public void A_mail_without_octets_is_held_and_not_thrown()
    {
        var delivery = new Store.Delivery(new(1), "m", 1, 1, "", default, new byte[32], s_arrival, 1);
        Assert.That(DeliveryReader.Read(delivery, default, new Policy()).Failure?.Reason, Is.EqualTo(HoldReason.Unparseable));
    }

    private static (MailEnvelope Envelope, MailContent Content) Read(params string[] header) => Convert(Mail([.. header, "", "text"]));

    private static byte[] Mail(params string[] lines) => Encoding.UTF8.GetBytes(string.Join("\r\n", lines));

    private static (MailEnvelope Envelope, MailContent Content) Convert(byte[] octets)
        => DeliveryReader.Convert(((MailReading.Readable)MailReader.Read(octets, MailLimits.Default)).Mail, s_arrival);
}
