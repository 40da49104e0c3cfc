using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B9, the logo rule; S130.</summary>
[TestFixture]
public sealed class SignatureImagesTests
{
    private static readonly MailEnvelope Mail = Some.Envelope(to: "jane@acme.example", deliveredTo: Some.Log);

    [TestCase(0, false)]
    [TestCase(2, false)]
    [TestCase(3, true)]
    [TestCase(9, true)]
    public void An_image_that_came_with_three_mails_of_the_sender_is_part_of_the_signature_S130(int earlier, bool isPart)
    {
        var seen = earlier == 0 ? [] : new[] { new SeenImage(Some.Hash("logo"), earlier) };
        var decided = Some.Decide(Mail, Some.Known() with { SeenImages = seen }, With("image/png", 1000, "logo"));
        Assert.That(decided.SignatureImages, Has.Count.EqualTo(isPart ? 1 : 0));
        Assert.That(decided.Trace.DecidedBy, Is.EqualTo("B7.3"), "what is shown decides nothing");
    }

    [Test]
    public void Of_held_mail_nothing_is_hidden()
        => Assert.That(Some.Decide(Some.Envelope(to: "x@elsewhere.example"), Some.Known() with { SeenImages = [new SeenImage(Some.Hash("logo"), 9)] }, With("image/png", 1000, "logo")).SignatureImages, Is.Empty);

    [TestCase("image/png", 20_479, true)]
    [TestCase("image/png", 20_480, false, Description = "20 kB")]
    [TestCase("image/gif", 43, true)]
    [TestCase("image/png", 0, false)]
    [TestCase("application/pdf", 1000, false)]
    public void Only_small_images_are_asked_for(string type, long octets, bool isAsked)
        => Assert.That(Known.KeysFor(Mail, With(type, octets, "file"), Some.Policy).SmallImages, Has.Count.EqualTo(isAsked ? 1 : 0));

    [Test]
    public void An_image_that_is_in_a_mail_twice_is_asked_for_once()
    {
        var content = With("image/png", 1000, "logo");
        Assert.That(Known.KeysFor(Mail, content with { Parts = [.. content.Parts, content.Parts[^1]] }, Some.Policy).SmallImages, Has.Count.EqualTo(1));
    }

    private static MailContent With(string type, long octets, string file)
    {
        var text = Some.Content();
        return text with { Parts = [.. text.Parts, new MailPart { MediaType = type, DecodedOctets = octets, Sha256 = Some.Hash(file) }] };
    }
}
