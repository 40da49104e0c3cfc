using System.Text;
using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>Behaviour.md B9 and S134: what becomes of a sender's signature image when a touchpoint goes that carried it.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class KeptAssetTests(TestEngine engine) : StoreFixture(engine)
{
    private const string Octets = "the octets of a logo";

    private static readonly byte[] s_logo = Some.Hash(Octets);

    [Test]
    public void Given_an_attachment_marked_as_asset_when_the_touchpoint_is_deleted_then_the_asset_stays_S134()
    {
        var mails = Enumerable.Range(1, 5).Select(i => Record(i, Some.Jane)).ToList();
        var deleted = mails[3].Touchpoints.Single();

        Assert.That(Store.Database.Touchpoints.Delete(deleted, "ann", "logged by mistake"), Is.True);
        Assert.That(Store.Database.Touchpoints.Delete(deleted, "ann", "again"), Is.False);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10).Select(item => item.Id), Has.None.EqualTo(deleted));
            Assert.That(Files(mails), Is.EqualTo("file file file asset asset"), "of the deleted one too: it can be restored");
            Assert.That(Record(6, Some.Jane) is var next && Files([next]) == "asset", "the next mail of the sender");
            Assert.That(Store.Reports.Mail(mails[3].Mail)!.Audit.Single(), Is.EqualTo(new AuditRow(Now, "ann", "deleted the thread", "logged by mistake")));
            Assert.That(Store.Database.Touchpoints.StateOf(deleted), Is.EqualTo(TouchpointState.Deleted));
        }
    }

    [Test]
    public void Given_mails_of_a_person_are_erased_then_the_senders_asset_stays_with_the_others_S134()
    {
        var jane = Enumerable.Range(1, 3).Select(i => Record(i, Some.Jane)).ToList();
        var others = Enumerable.Range(4, 3).Select(i => Record(i, new MailAddress("Gus", "gus@globex.example"))).ToList();

        Erase("jane@acme.example");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(jane.Select(mail => Store.Reports.Mail(mail.Mail)!.Outcome), Is.All.EqualTo("tombstone"));
            Assert.That(Files(others), Is.EqualTo("asset asset asset"));
            Assert.That(Record(7, Some.Jane) is var next && Files([next]) == "asset", "three mails that are left carry it");
        }
    }

    [Test]
    public void Erased_with_the_sender_nothing_of_the_image_is_left()
    {
        var mails = Enumerable.Range(1, 4).Select(i => Record(i, Some.Ann, from: "jane@acme.example")).ToList();

        Erase("jane@acme.example");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(mails.SelectMany(mail => Store.Reports.Mail(mail.Mail)!.Attachments), Is.Empty);
            Assert.That(Store.Recorder.LookUp(Keys("jane@acme.example")).SeenImages, Is.Empty);
            Assert.That(Store.Reports.KeptMails(), Is.Empty);
        }
    }

    private void Erase(string address)
    {
        var eraser = Store.Database.Eraser;
        eraser.Run(eraser.PlanPerson(address, CancellationToken.None), "ann", "asked for", CancellationToken.None);
    }

    /// <summary>"file" or "asset" of each mail, when its octets are what they were.</summary>
    private string Files(IReadOnlyList<Recorded> mails) => string.Join(' ', mails.Select(mail =>
    {
        var detail = Store.Reports.Mail(mail.Mail)!;
        var file = detail.Attachments.Single();
        using var stored = new StreamReader(Store.Database.Octets.Open(detail.Place, file.Start, file.Length), Encoding.UTF8);
        return stored.ReadToEnd() != Octets ? "changed" : file.IsAsset ? "asset" : "file";
    }));

    private Recorded Record(int number, MailAddress to, string from = "ann@ours.example")
    {
        var delivery = Store.Receive(Store.Ledger.OpenEpoch("INBOX", 1, 0), ((uint)number, Octets + $" and the rest of mail {number}"))[0];
        var mail = Some.Mail(delivery, $"{number}@ours.example", from: from);
        mail = mail with
        {
            Keys = mail.Keys with { SmallImages = [s_logo] },
            Content = mail.Content with { Parts = [new MailPart { MediaType = "image/png", Name = "logo.png", Sha256 = s_logo, DecodedOctets = Octets.Length, Length = Octets.Length }] },
        };
        return Store.Recorder.Record([mail], (_, known) =>
        {
            var item = Some.Item(Now) with { Participants = [new Participant(new MailAddress("", from), "from", ParticipantSide.Outside), new Participant(to, "to", ParticipantSide.Outside)] };
            var images = known.SeenImages.Where(seen => seen.Mails >= 3).Select(seen => seen.Sha256).ToList();
            return Some.Decided(new Decision.NewTouchpoints([new TouchpointDraft(Store.Account("acme"), item)])) with { SignatureImages = images };
        })[0];
    }

    private static MailKeys Keys(string author) => new() { ContentHash = Some.Hash("x"), TextHash = Some.Hash("x"), Author = author, SmallImages = [s_logo], ReceivedAt = DateTimeOffset.UnixEpoch };
}
