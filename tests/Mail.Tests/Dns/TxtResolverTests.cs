using System.Net;
using System.Text;
using NUnit.Framework;
using Touchpoints.Tests;

namespace Touchpoints.Mail.Tests;

public sealed class TxtResolverTests
{
    private const string Name = "s1._domainkey.brand.example";
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [Test]
    public void Strings_are_joined_and_records_kept_apart()
    {
        using var dns = new ScriptedDns(asked => [asked.Reply(answers: [DnsAsked.Text(300, null, "v=DKIM1; ", "p=AAAA"), DnsAsked.Text(300, null, ""), DnsAsked.Text(300, null, "größe")])]);
        Assert.That(Resolver(s_long, dns).Find("S1._domainkey.Brand.example.").Records, Is.EqualTo(new[] { "v=DKIM1; p=AAAA", "", "größe" }));
        Assert.That(dns.Asked.Single().Name, Is.EqualTo(Name));
        Assert.That(dns.Asked.Single().HasEdns);
    }

    [TestCase(0)]
    [TestCase(3)]
    public void No_record_is_an_answer_too(int code)
    {
        using var dns = new ScriptedDns(asked => [asked.Reply(code)]);
        Assert.That(Resolver(s_long, dns).Find(Name), Is.EqualTo(default(TxtAnswer)));
    }

    [Test]
    public void What_is_too_long_is_asked_for_over_TCP()
    {
        var text = Enumerable.Repeat(new string('x', 250), 20).ToArray();
        using var dns = new ScriptedDns(asked => [asked.IsTcp ? asked.Reply(answers: [DnsAsked.Text(300, null, text)]) : asked.Reply(isTruncated: true)]);
        Assert.That(Resolver(s_long, dns).Find(Name).Records.Single(), Has.Length.EqualTo(5_000));
    }

    [Test]
    public void Aliases_are_followed_in_the_reply_and_beyond_it()
    {
        using var dns = new ScriptedDns(asked => [asked.Name switch
        {
            Name => asked.Reply(answers: [DnsAsked.Text(300, "c.other.example", "no"), DnsAsked.Alias(300, "B.brand.example", "c.brand.example"), DnsAsked.Alias(300, null, "b.brand.example")]),
            "c.brand.example" => asked.Reply(answers: [DnsAsked.Alias(300, null, "d.brand.example"), DnsAsked.Text(300, "d.brand.example", "yes")]),
            _ => asked.Reply(3),
        }]);
        Assert.That(Resolver(s_long, dns).Find(Name).Records, Is.EqualTo(new[] { "yes" }));
    }

    [Test]
    public void Aliases_without_end_are_given_up()
    {
        using var dns = new ScriptedDns(asked => [asked.Reply(answers: [DnsAsked.Alias(300, null, asked.Name == "a.example" ? "b.example" : "a.example")])]);
        Assert.That(Resolver(s_long, dns).Find("a.example").Problem, Does.Contain("alias"));
    }

    [TestCase(2, Description = "SERVFAIL")]
    [TestCase(5, Description = "REFUSED")]
    public void Where_one_server_cannot_the_next_is_asked(int code)
    {
        using var first = new ScriptedDns(asked => [asked.Reply(code)]);
        using var second = new ScriptedDns(asked => [asked.Reply(answers: [DnsAsked.Text(300, null, "yes")])]);
        Assert.That(Resolver(s_long, first, second).Find(Name).Records, Is.EqualTo(new[] { "yes" }));
        Assert.That(Resolver(s_long, first).Find(Name).Problem, Does.Contain($"answered with code {code}"));
    }

    [Test]
    public void A_server_that_is_silent_is_passed_over()
    {
        using var first = new ScriptedDns(_ => []);
        using var second = new ScriptedDns(asked => [asked.Reply(answers: [DnsAsked.Text(300, null, "yes")])]);
        Assert.That(Resolver(s_short, first, second).Find(Name).Records, Is.EqualTo(new[] { "yes" }));
    }

    [Test]
    public void After_a_silence_of_all_servers_nobody_is_asked_for_a_while()
    {
        using var dns = new ScriptedDns(_ => []);
        var clock = new Clock();
        var resolver = new TxtResolver(new TxtResolverOptions { Servers = [dns.Address], Timeout = s_short }, clock);
        Assert.That(resolver.Find(Name).Problem, Does.Contain("did not answer within"));
        Assert.That(resolver.Find("other.example").Problem, Is.Not.Empty);
        Assert.That(dns.Asked, Has.Count.EqualTo(2), "twice for the first name, never for the second");
        clock.Now += TimeSpan.FromSeconds(31);
        resolver.Find("other.example");
        Assert.That(dns.Asked, Has.Count.EqualTo(4));
    }

    [Test]
    public void Nobody_listens_is_a_problem_and_no_exception()
    {
        IPEndPoint gone;
        using (var dns = new ScriptedDns(_ => []))
        {
            gone = dns.Address;
        }

        var resolver = new TxtResolver(new TxtResolverOptions { Servers = [gone] }, new Clock());
        Assert.That(resolver.Find(Name).Problem, Does.Contain("cannot be reached"));
        Assert.That(new TxtResolver(new TxtResolverOptions { Servers = [] }, new Clock()).Find(Name).Problem, Is.Not.Empty);
    }

    [Test]
    public void Replies_that_do_not_fit_the_question_are_not_believed()
    {
        using var dns = new ScriptedDns(asked =>
        {
            var forged = asked.Reply(answers: [DnsAsked.Text(300, null, "forged")]);
            byte[] otherId = [(byte)~forged[0], .. forged[1..]];
            byte[] noReply = [.. forged[..2], 0x01, .. forged[3..]];
            byte[] otherName = [.. forged[..13], (byte)'x', .. forged[14..]];
            byte[] cut = forged[..^3];
            return [otherId, noReply, otherName, cut, forged[..5], [], asked.Reply(answers: [DnsAsked.Text(300, "other.example", "not of this name"), DnsAsked.Text(300, null, "true")])];
        });
        Assert.That(Resolver(s_long, dns).Find(Name).Records, Is.EqualTo(new[] { "true" }));
    }

    [Test]
    public void A_server_without_EDNS_is_asked_without()
    {
        using var dns = new ScriptedDns(asked => [asked.HasEdns ? [.. asked.Octets[..2], 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0] : asked.Reply(answers: [DnsAsked.Text(300, null, "yes")])]);
        Assert.That(Resolver(s_long, dns).Find(Name).Records, Is.EqualTo(new[] { "yes" }));
    }

    [TestCase(0, 60)]
    [TestCase(300, 300)]
    [TestCase(int.MaxValue, 3600)]
    [TestCase(-1, 60, Description = "RFC 2181 §8: the top bit means none")]
    public void An_answer_is_kept_for_its_time_to_live_within_bounds(int timeToLive, int seconds)
    {
        using var dns = new ScriptedDns(asked => [asked.Reply(answers: [DnsAsked.Text(timeToLive, null, "yes")])]);
        var clock = new Clock();
        var resolver = new TxtResolver(new TxtResolverOptions { Servers = [dns.Address], Timeout = s_long }, clock);
        resolver.Find(Name);
        clock.Now += TimeSpan.FromSeconds(seconds - 1);
        Assert.That(resolver.Find(Name).Records, Is.EqualTo(new[] { "yes" }));
        Assert.That(dns.Asked, Has.Count.EqualTo(1));
        clock.Now += TimeSpan.FromSeconds(1);
        resolver.Find(Name);
        Assert.That(dns.Asked, Has.Count.EqualTo(2));
    }

    [TestCase("")]
    [TestCase("a..b")]
    [TestCase("bücher.example")]
    [TestCase("a b.example")]
    public void What_is_no_name_is_nobody_s(string name) => Assert.That(Resolver(s_long).Find(name), Is.EqualTo(default(TxtAnswer)));

    [Test]
    public void Labels_and_names_that_are_too_long_are_nobody_s()
    {
        Assert.That(Resolver(s_long).Find(new string('a', 64) + ".example"), Is.EqualTo(default(TxtAnswer)));
        Assert.That(Resolver(s_long).Find(string.Join('.', Enumerable.Repeat("abcdefgh", 30))), Is.EqualTo(default(TxtAnswer)));
    }

    [Test]
    public void No_octets_make_reading_throw([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        var asked = new DnsAsked(DnsMessage.Question(7, Name, withEdns: true), IsTcp: false);
        var reply = asked.Reply(answers: [DnsAsked.Alias(1, null, "b.example"), DnsAsked.Text(1, "b.example", "x", "y")]);
        for (var round = 0; round < 20_000; round++)
        {
            byte[] octets = [.. reply];
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                octets[random.Next(2, octets.Length)] = (byte)random.Next(256);
            }

            Assert.That(() => DnsMessage.Read(octets.AsSpan(0, random.Next(octets.Length + 1)), 7, Name), Throws.Nothing, () => Convert.ToBase64String(octets));
        }
    }

    [Test]
    public void A_signature_is_verified_with_the_key_of_the_DNS()
    {
        const string Mail = "From: jane@brand.example\r\nSubject: x\r\n\r\nHello\r\n";
        using var dns = new ScriptedDns(asked => asked.Name == Signer.KeyName
            ? [asked.Reply(answers: [DnsAsked.Text(300, null, "v=spf1 -all"), DnsAsked.Text(300, null, [.. Signer.Usual.Record.Chunk(200).Select(c => new string(c))])])]
            : [asked.Reply(3)]);
        var signed = Encoding.Latin1.GetBytes(Signer.Usual.Sign(Mail));
        Assert.That(DkimVerifier.Verify(signed, Resolver(s_long, dns).Find, Signer.Now).Single().Result, Is.EqualTo(AuthenticationResult.Pass));
        var unknown = DkimVerifier.Verify(signed, _ => TxtAnswer.Unknown("no server"), Signer.Now).Single();
        Assert.That((unknown.Result, unknown.Reason), Is.EqualTo((AuthenticationResult.TempError, $"the key at {Signer.KeyName} could not be asked for: no server")));
    }

    private static TxtResolver Resolver(TimeSpan timeout, params ScriptedDns[] servers) =>
        new(new TxtResolverOptions { Servers = [.. servers.Select(s => s.Address)], Timeout = timeout }, new Clock());

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
