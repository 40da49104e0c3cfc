using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class ImapFolderNameTests
{
    [TestCase("INBOX", "INBOX")]
    [TestCase("a & b", "a &- b")]
    [TestCase("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [TestCase("Entwürfe", "Entw&APw-rfe")]
    [TestCase("a\r\nb", "a&AA0ACg-b")]
    [TestCase("😀", "&2D3eAA-")]
    public void Name_goes_over_the_wire_and_back(string name, string wire)
    {
        Assert.That(ImapFolderName.Encode(name), Is.EqualTo(wire));
        Assert.That(ImapFolderName.Decode(wire), Is.EqualTo(name));
    }

    [TestCase("a & b")]
    [TestCase("&AA")]
    [TestCase("&AA!-")]
    [TestCase("&A-")]
    public void Name_that_is_no_modified_UTF7_stays_as_it_is(string wire) => Assert.That(ImapFolderName.Decode(wire), Is.EqualTo(wire));

    [Test]
    public void Every_name_comes_back_and_is_printable_on_the_wire() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string>(name => name is null || (ImapFolderName.Encode(name) is var wire
            && !wire.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && (name.Any(char.IsSurrogate) || ImapFolderName.Decode(wire) == name))));
}
