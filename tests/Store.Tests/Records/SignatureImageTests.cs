using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

/// <summary>Behaviour.md B9, the logo rule; S130.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class SignatureImageTests(TestEngine engine) : StoreFixture(engine)
{
    private static readonly byte[] s_logo = Some.Hash("logo");

    [TestCase(true)]
    [TestCase(false)]
    public void The_same_logo_in_four_mails_is_hidden_from_the_fourth_on_and_stillStored_S130(bool inOneBatch)
    {
        var mails = Store.Deliveries(5).Select((delivery, i) => Mail(delivery, $"{i}@ours.example")).ToList();
        var recorded = inOneBatch ? Store.Recorder.Record(mails, Decide) : [.. mails.SelectMany(mail => Store.Recorder.Record([mail], Decide))];

        var files = recorded.Select(mail => Store.Reports.Mail(mail.Mail)!.Attachments.Single()).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(files.Select(file => file.IsAsset), Is.EqualTo(new[] { false, false, false, true, true }));
            Assert.That(files.Select(file => file.Sha256), Is.All.EqualTo(Convert.ToHexStringLower(s_logo)));
            Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10).Sum(item => item.Attachments.Count), Is.EqualTo(3));
        }
    }

    [Test]
    public void What_was_replaced_by_its_content_is_stored_and_not_shown_B9()
    {
        var mail = Some.Mail(Store.Deliveries(1)[0], "1@ours.example");
        var parts = new MailPart[] { new() { MediaType = "application/ms-tnef", Name = "winmail.dat", IsHidden = true, IsReplaced = true }, new() { MediaType = "application/pdf", Name = "offer.pdf" }, new() { MediaType = "application/pgp-signature", IsHidden = true } };
        var recorded = Store.Recorder.Record([mail with { Content = mail.Content with { Parts = parts } }], Decide)[0];

        Assert.That(Store.Reports.Mail(recorded.Mail)!.Attachments.Select(file => (file.Name, file.IsHidden)), Is.EqualTo(new[] { ("winmail.dat", true), ("offer.pdf", false) }));
        Assert.That(Store.Reports.Timeline(Store.Account("acme"), 10).Single().Attachments.Select(file => file.Name), Is.EqualTo(new[] { "offer.pdf" }));
    }

    [Test]
    public void Another_senders_logo_is_counted_for_that_sender_and_held_mail_counts_for_nobody()
    {
        foreach (var id in new[] { "1@x.example", "2@x.example" })
        {
            Store.Recorder.Record([Mail(Store.Deliveries(1)[0], id)], Decide);
        }

        Store.Recorder.Record([Mail(Store.Deliveries(1)[0], "3@x.example")], (_, _) => Some.Hold(HoldReason.NoMatch));
        Assert.That(Store.Recorder.LookUp(Keys("ann@ours.example")).SeenImages.Single().Mails, Is.EqualTo(2));
        Assert.That(Store.Recorder.LookUp(Keys("ben@ours.example")).SeenImages, Is.Empty);
    }

    private static MailKeys Keys(string author) => new() { ContentHash = Some.Hash("x"), TextHash = Some.Hash("x"), Author = author, SmallImages = [s_logo], ReceivedAt = DateTimeOffset.UnixEpoch };

    private Decided Decide(MailToDecide mail, Known known)
    {
        var images = known.SeenImages.Where(seen => seen.Mails >= 3).Select(seen => seen.Sha256).ToList();
        return Some.Touchpoint(Store.Account("acme"), Store.Clock.GetUtcNow()) with { SignatureImages = images };
    }

    private static MailToDecide Mail(Delivery delivery, string id)
    {
        var mail = Some.Mail(delivery, id);
        return mail with
        {
            Keys = mail.Keys with { SmallImages = [s_logo] },
            Content = mail.Content with { Parts = [new MailPart { MediaType = "image/png", Name = "logo.png", Sha256 = s_logo, DecodedOctets = 1000 }] },
        };
    }
}
