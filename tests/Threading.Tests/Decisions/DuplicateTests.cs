using System.Globalization;
using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B2.3: Message-ID, content hash, From + Date + Subject.</summary>
[TestFixture]
public sealed class DuplicateTests
{
    private static readonly MailEnvelope Mail = Some.Envelope(to: "jane@acme.example", deliveredTo: Some.Log);

    private static readonly MailEnvelope ToThread = Some.Envelope(to: "jane@acme.example", deliveredTo: Some.ReplyTo(Some.Thread(7)));

    private static IEnumerable<TestCaseData> Rows()
    {
        var footer = Some.Content("Hello.\n-- \nlist footer");
        var noId = Mail with { MessageId = null };

        yield return Row.Of("B2.3 same id, same content; S002 S051", "duplicate 3", Mail, Knows(Some.Stored(3, Mail, threads: 7)));
        yield return Row.Of("B2.3 same id, same content, and it was held", "duplicate 3", Mail, Knows(Some.Stored(3, Mail, state: MailState.Held)));
        yield return Row.Of("B2.3 same id, other content, same header", "duplicate 3 variant", Mail, Knows(Some.Stored(3, Mail, footer)));
        yield return Row.Of("B2.3 same id, other content, other subject; S155", "touchpoint 1 (message id reused)", Mail, Knows(Some.Stored(3, Mail with { Subject = "Scan 2" }, footer)));
        yield return Row.Of("B2.3 same id, other content, other date; S155", "touchpoint 1 (message id reused)", Mail, Knows(Some.Stored(3, Mail with { DateRaw = "yesterday" }, footer)));
        yield return Row.Of("B2.3 same id, other content, other sender", "touchpoint 1 (message id reused)", Mail, Knows(Some.Stored(3, Mail with { From = [Some.Address("x@elsewhere.example")] }, footer)));
        yield return Row.Of("B2.3 no id, same content; S156", "duplicate 3", noId, Knows(Some.Stored(3, noId)));
        yield return Row.Of("B2.3 no id, other content", "touchpoint 1", noId, Knows(Some.Stored(3, noId, footer)));
        yield return Row.Of("B2.3 other id, same content within ten minutes", "touchpoint 1 (possible duplicate)", Mail, Knows(Some.Stored(3, Mail with { MessageId = new MessageId("other@x.example") })));
        yield return Row.Of("B2.3 other id, same content an hour ago", "touchpoint 1", Mail,
            Knows(Some.Stored(3, Mail with { MessageId = new MessageId("other@x.example"), ReceivedAt = Some.Arrival.AddHours(-1) })));
        yield return Row.Of("B2.3 it was attached to a forward that is recorded; S085", "duplicate 5", Mail, Some.Known() with { Forwarded = [Some.Stored(5, Mail with { MessageId = new MessageId("forward@x.example") }, footer, threads: 7)] });
        yield return Row.Of("B2.3 it was attached to a forward that waits", "touchpoint 1", Mail, Some.Known() with { Forwarded = [Some.Stored(5, Mail with { MessageId = new MessageId("forward@x.example") }, footer, MailState.Held)] });
        yield return Row.Of("B2.3 this delivery names a thread: the roles are merged", "duplicate 3 →7", ToThread, Some.Known(Some.Thread(7)) with { Mails = [Some.Stored(3, ToThread, threads: 8)] });
        yield return Row.Of("B2.3 it is in that thread already", "duplicate 3", ToThread, Some.Known(Some.Thread(7)) with { Mails = [Some.Stored(3, ToThread, threads: 7)] });
        yield return Row.Of("B2.3 a tombstone", "ignored tombstone", Mail, Knows(Some.Stored(3, Mail, state: MailState.Tombstone)));
        yield return Row.Of("B2.3 a tombstone with another footer", "ignored tombstone", Mail, Knows(Some.Stored(3, Mail, footer, MailState.Tombstone)));
        yield return Row.Of("B2.3 a tombstone of another mail with a reused id", "touchpoint 1 (message id reused)", Mail, Knows(Some.Stored(3, Mail with { Subject = "Other" }, footer, MailState.Tombstone)));
        yield return Row.Of("B2.3 the oldest of two is the one", "duplicate 3", Mail, Knows(Some.Stored(9, Mail), Some.Stored(3, Mail)));
        yield return Row.Of("B2.3 the case of an id counts", "touchpoint 1 (possible duplicate)", Mail, Knows(Some.Stored(3, Mail with { MessageId = new MessageId("MAIL-1@client.example") })));
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);

    [Test]
    public void The_content_hash_takes_no_transport_header_and_every_part()
    {
        var hash = Hash(Mail, Some.Content("a", "invoice 1"));
        Assert.That(Hash(Mail with { Fields = [new HeaderField("Received", "from x")], To = [] }, Some.Content("a", "invoice 1")), Is.EqualTo(hash));
        Assert.That(Hash(Mail, Some.Content("a", "invoice 2")), Is.Not.EqualTo(hash));
        Assert.That(Hash(Mail, Some.Content("b", "invoice 1")), Is.Not.EqualTo(hash));
        Assert.That(Hash(Mail with { Subject = "x" }, Some.Content("a", "invoice 1")), Is.Not.EqualTo(hash));
        Assert.That(Hash(Mail with { DateRaw = "x" }, Some.Content("a", "invoice 1")), Is.Not.EqualTo(hash));
    }

    [TestCase("1970-01-03T23:00:00-02:00", 3)]
    [TestCase("1969-07-20T00:00:00Z", 0)]
    [TestCase("2400-01-01T00:00:00Z", short.MaxValue)]
    [TestCase(null, 0)]
    public void The_content_hash_begins_with_the_day_of_the_date(string? date, int day)
    {
        var hash = Hash(Mail with { Date = date is null ? null : DateTimeOffset.Parse(date, CultureInfo.InvariantCulture) }, Some.Content("a"));
        Assert.That((hash[0] << 8) | hash[1], Is.EqualTo(day));
        Assert.That(hash[2..], Is.EqualTo(Hash(Mail, Some.Content("a"))[2..]));
    }

    private static byte[] Hash(MailEnvelope envelope, MailContent content) => Known.KeysFor(envelope, content, Some.Policy).ContentHash.ToArray();

    private static Known Knows(params StoredMail[] mails) => Some.Known() with { Mails = mails };
}
