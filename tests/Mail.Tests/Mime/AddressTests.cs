using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class AddressTests
{
    [TestCase("anna@acme.example", " <anna@acme.example>")]
    [TestCase("Anna Adler <anna@acme.example>", "Anna Adler <anna@acme.example>")]
    [TestCase("\"Adler, Anna\" <anna@acme.example>", "Adler, Anna <anna@acme.example>")]
    [TestCase("\"Anna \\\"Ann\\\" Adler\" <anna@acme.example>", "Anna \"Ann\" Adler <anna@acme.example>")]
    [TestCase("Anna Q. Adler <Anna@ACME.Example>", "Anna Q. Adler <Anna@acme.example>")]
    [TestCase("anna@acme.example (Anna Adler)", "Anna Adler <anna@acme.example>")]
    [TestCase("Anna Adler anna@acme.example", "Anna Adler <anna@acme.example>")]
    [TestCase("\"anna@acme.example\" <anna@acme.example>", "anna@acme.example <anna@acme.example>")]
    [TestCase("=?utf-8?Q?Adler,_Anna?= <anna@acme.example>", "Adler, Anna <anna@acme.example>")]
    [TestCase("\"=?utf-8?Q?J=C3=BCrgen?=\" <j@acme.example>", "Jürgen <j@acme.example>")]
    [TestCase("<anna@acme.example>, bob@acme.example", " <anna@acme.example> |  <bob@acme.example>")]
    [TestCase("anna@acme.example; bob@acme.example", " <anna@acme.example> |  <bob@acme.example>")]
    [TestCase("Anna <<anna@acme.example>>, bob@acme.example", "Anna <anna@acme.example> |  <bob@acme.example>")]
    public void A_list_gives_names_and_addresses(string value, string expected) =>
        Assert.That(Some.Show(Some.MailWith("To: " + value).To), Is.EqualTo(expected));

    [TestCase("Team: Anna <anna@acme.example>, bob@acme.example;", "Anna <anna@acme.example> |  <bob@acme.example>")]
    [TestCase("A Group(Some people):Chris <c@(his host.)public.example>, joe@example.org, J <j@one.example> (a friend); (end)", "Chris <c@public.example> |  <joe@example.org> | J <j@one.example>")]
    [TestCase("undisclosed-recipients:;", "")]
    [TestCase("<Undisclosed-Recipient:;>", "")]
    [TestCase("Undisclosed recipients  :(nobody(that I know))  ;", "")]
    public void Groups_are_flattened(string value, string expected) =>
        Assert.That(Some.Show(Some.MailWith("To: " + value).To), Is.EqualTo(expected));

    [TestCase("\"anna\"@acme.example", " <anna@acme.example>")]
    [TestCase("\"anna adler\"@acme.example", " <\"anna adler\"@acme.example>")]
    [TestCase("jdoe@test   . example", " <jdoe@test.example>")]
    [TestCase("Joe j . doe @ test . example", "Joe <j.doe@test.example>")]
    [TestCase("Dr. jdoe@test.example", "Dr. <jdoe@test.example>")]
    [TestCase("Pete(A nice \\) chap) <pete(his account)@silly.example(his host)>", "Pete <pete@silly.example>")]
    [TestCase("<@relay.example,@other.example:anna@acme.example>", " <anna@acme.example>")]
    [TestCase("<@relay.example,@other.example:root@[IPv6:2001:db8::1]>", " <root@[ipv6:2001:db8::1]>")]
    [TestCase("Mary Smith <mary @ acme . example>", "Mary Smith <mary@acme.example>")]
    [TestCase("<mailto:anna@acme.example>", " <anna@acme.example>")]
    [TestCase("<anna@acme.example.>", " <anna@acme.example>")]
    [TestCase("MAILER-DAEMON <>", "MAILER-DAEMON <>")]
    public void Obsolete_and_rare_forms_are_read(string value, string expected) =>
        Assert.That(Some.Show(Some.MailWith("To: " + value).To), Is.EqualTo(expected));

    [TestCase("anna@acme.example bob@acme.example", " <anna@acme.example> |  <bob@acme.example>")]
    [TestCase("Anna anna@acme.example\tBob bob@acme.example eve@acme.example", "Anna <anna@acme.example> | Bob <bob@acme.example> |  <eve@acme.example>")]
    [TestCase("Anna @home anna@acme.example", "Anna @home <anna@acme.example>")]
    [TestCase("anna@home@acme.example", " <anna@home@acme.example>")]
    [TestCase("Support <EMEA> <help@acme.example>, bob@acme.example", "Support <EMEA> <help@acme.example> |  <bob@acme.example>")]
    [TestCase("=?utf-8?Q?Anna_Adler_<anna@acme.example>?=, bob@acme.example", "Anna Adler <anna@acme.example> |  <bob@acme.example>")]
    [TestCase("=?utf-8?B?QW5uYSA8YW5uYUBhY21lLmV4YW1wbGU+?=", "Anna <anna@acme.example>")]
    [TestCase("=?utf-8?Q?Anna_=40_home?=", "Anna @ home <>")]
    [TestCase("=?utf-8?Q?eve@evil.example?= <anna@acme.example>", "eve@evil.example <anna@acme.example>")]
    [TestCase("Anna <anna@acme.example> Bob <bob@acme.example>", "Anna <anna@acme.example> | Bob <bob@acme.example>")]
    [TestCase("Anna <anna@acme.example, Bob <bob@acme.example>", "Anna <anna@acme.example> | Bob <bob@acme.example>")]
    [TestCase("\"Anna <anna@acme.example>, bob@acme.example", "Anna <anna@acme.example> |  <bob@acme.example>")]
    [TestCase("(Anna <anna@acme.example>, bob@acme.example", "(Anna <anna@acme.example> |  <bob@acme.example>")]
    [TestCase("<anna@acme.example>:bob@acme.example;", " <anna@acme.example> |  <bob@acme.example>")]
    [TestCase(",,, anna@acme.example,,", " <anna@acme.example>")]
    [TestCase("Anna Adler", "Anna Adler <>")]
    public void What_is_wrong_does_not_cost_the_other_addresses(string value, string expected) =>
        Assert.That(Some.Show(Some.MailWith("To: " + value).To), Is.EqualTo(expected));

    [Test]
    public void All_From_fields_are_kept_and_named_as_a_defect()
    {
        var mail = Some.MailWith("From: anna@acme.example\nFrom: eve@attack.example");
        Assert.That(Some.Show(mail.From), Is.EqualTo(" <anna@acme.example> |  <eve@attack.example>"));
        Assert.That(mail.Defects, Does.Contain("several-from"));
    }

    [Test]
    public void Raw_utf_8_names_and_domains_are_read()
    {
        var mail = Some.MailWith(Some.Utf8("From: Jürgen Müller <jürgen@müller.example>"));
        Assert.That(Some.Show(mail.From), Is.EqualTo("Jürgen Müller <jürgen@müller.example>"));
    }

    [Test]
    public void Addresses_of_any_field_can_be_asked_for() =>
        Assert.That(Some.Show(Some.MailWith("X-Original-To: in@acme.example\nx-original-to: two@acme.example").Addresses("X-Original-To")), Is.EqualTo(" <in@acme.example> |  <two@acme.example>"));
}
