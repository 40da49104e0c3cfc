using System.Text;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>RFC 6376 §3.2.</summary>
public sealed class TagListTests
{
    [TestCase("a=1; b=2", "1", "2")]
    [TestCase("a=1;b=2;", "1", "2")]
    [TestCase(" a\t= 1 \r\n ;\r\n\tb =\r\n 2; ", "1", "2")]
    [TestCase("a=;b=", "", "")]
    [TestCase("a=x y=z;b=2 3", "x y=z", "2 3")]
    [TestCase("A=9;a=1;b=2;a_1=5", "1", "2")]
    [TestCase("b=\u00C3\u00BC;a=1", "1", "\u00FC")]
    public void A_list_gives_its_values(string list, string a, string b)
    {
        var tags = TagList.Read(Encoding.Latin1.GetBytes(list))!;

        Assert.That((tags["a"], tags["b"], tags["c"]), Is.EqualTo((a, b, (string?)null)));
    }

    [TestCase("")]
    [TestCase(" \r\n ")]
    [TestCase(";")]
    [TestCase("a=1;;b=2")]
    [TestCase("a=1;;")]
    [TestCase(";a=1")]
    [TestCase("a=1; a=2")]
    [TestCase("a=1; b")]
    [TestCase("=1")]
    [TestCase("1a=1")]
    [TestCase("a-b=1")]
    [TestCase("a b=1")]
    [TestCase("a=1\0")]
    [TestCase("a=\u007F")]
    public void A_broken_list_gives_nothing(string list) => Assert.That(TagList.Read(Encoding.Latin1.GetBytes(list)), Is.Null);

    [Test]
    public void The_place_of_a_value_takes_in_the_blanks_around_it()
    {
        var list = "v=1; b = x y \r\n ; c=d";

        Assert.That(list[TagList.Read(Encoding.Latin1.GetBytes(list))!.Place("b")], Is.EqualTo(" x y \r\n "));
    }

    [Test]
    public void No_octets_make_it_throw_and_places_are_true([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 5_000; round++)
        {
            var octets = Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(5) > 0 ? (byte)"ab;= \r\n"[random.Next(7)] : (byte)random.Next(256)).ToArray();

            if (TagList.Read(octets) is { } tags)
            {
                Assert.That(Encoding.UTF8.GetString(octets[tags.Place(tags.First)]).Trim(' ', '\t', '\r', '\n'), Is.EqualTo(tags[tags.First]), () => Convert.ToHexString(octets));
            }
        }
    }
}
