using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Domains that belong to nobody in particular: what is built in, and what is read in its place.</summary>
[TestFixture]
public sealed class DomainListsTests
{
    [TestCase("gmail.com", true)]
    [TestCase("googlemail.com", true)]
    [TestCase("mail.yahoo.co.jp", true, Description = "what lies below a provider is the provider's")]
    [TestCase("mygmail.com", false, Description = "never by suffix of letters")]
    [TestCase("acme.example", false)]
    [TestCase("com", false)]
    public void Providers_for_everybody_are_known(string domain, bool isFreeMail)
        => Assert.That(DomainLists.BuiltIn.IsFreeMail(domain), Is.EqualTo(isFreeMail));

    [TestCase("acme.example", true)]
    [TestCase("acme.co.uk", true)]
    [TestCase("co.uk", false)]
    [TestCase("com", false)]
    [TestCase("acme.com", true)]
    [TestCase("acme.kawasaki.jp", false, Description = "*.kawasaki.jp: what stands below is a suffix")]
    [TestCase("acme.acme.kawasaki.jp", true)]
    [TestCase("city.kawasaki.jp", true, Description = "the exception of that rule")]
    [TestCase("xn--55qx5d.cn", false, Description = "the list has it in its own letters")]
    [TestCase("acme.xn--55qx5d.cn", true)]
    [TestCase("github.io", false, Description = "the part of the list that companies gave")]
    [TestCase(".com", false)]
    [TestCase("acme.", false)]
    [TestCase("", false)]
    public void What_can_be_registered_is_told_from_what_others_register_under(string domain, bool isRegistrable)
        => Assert.That(DomainLists.BuiltIn.IsRegistrable(domain), Is.EqualTo(isRegistrable));

    [TestCase("a.b.acme.co.uk", "b.acme.co.uk")]
    [TestCase("acme.co.uk", "")]
    [TestCase("acme.com", "")]
    [TestCase("com", "")]
    public void The_parent_ends_at_what_can_be_registered(string domain, string parent)
        => Assert.That(DomainLists.BuiltIn.Parent(domain), Is.EqualTo(parent));

    [Test]
    public void Another_list_takes_the_place_of_the_built_in_one_and_survives_being_kept()
    {
        var text = "# Version: 7\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"Free-{i}.example")) + "\ngmail.com\noutlook.com\n";
        var read = DomainListText.FreeMailOf(text);
        var again = DomainListText.FreeMailOf(read.ToText("#"));
        var lists = DomainLists.BuiltIn.With(again, null);

        Assert.That((read.Mistake, read.Version, again.Version), Is.EqualTo(((string?)null, "7", "7")));
        Assert.That((lists.IsFreeMail("free-7.example"), lists.IsFreeMail("web.de"), lists.IsRegistrable("co.uk")), Is.EqualTo((true, false, false)));
        Assert.That(lists.Versions, Does.StartWith("free mail 7 (62 domains), public suffixes 2023-02-09 ("));
    }

    [TestCase("gmail.com\noutlook.com\n", "it has 2 entries")]
    [TestCase("<html>\n", "line 1 is no domain: <html>")]
    [TestCase("gmail.com\na@b.example\n", "line 2 is no domain: a@b.example")]
    [TestCase("", "it has 0 entries")]
    public void What_is_no_whole_list_of_providers_says_why(string text, string mistake)
        => Assert.That(DomainListText.FreeMailOf(text).Mistake, Does.StartWith(mistake));

    [Test]
    public void What_lacks_what_every_such_list_has_says_so()
    {
        var many = string.Join('\n', Enumerable.Range(0, 2_000).Select(i => $"free-{i}.example"));

        Assert.That(DomainListText.FreeMailOf(many).Mistake, Does.StartWith("gmail.com is not in it"));
        Assert.That(DomainListText.PublicSuffixesOf(many).Mistake, Does.StartWith("com is not in it"));
        Assert.That(DomainListText.PublicSuffixesOf("// a comment\n*\n").Mistake, Does.StartWith("line 2 is no domain"));
        Assert.That(DomainListText.FreeMailOf(many).Version, Has.Length.EqualTo(12), "without one of its own, its hash");
    }
}
