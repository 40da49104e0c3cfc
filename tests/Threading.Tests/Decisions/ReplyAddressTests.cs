using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

[TestFixture]
public sealed class ReplyAddressTests
{
    private static readonly ReplyAddressId Id = new(unchecked((long)0xF0E1D2C3B4A59687));

    private static readonly Policy Samples = Some.Policy with
    {
        InstanceId = "samples",
        ReplyKeys = new ReplyKeyRing(1, new Dictionary<int, ReadOnlyMemory<byte>> { [1] = Convert.FromBase64String("1FXWr00IXJZPDY+av7TpIPtPhsA+C09YgCyANnBP2m4=") }),
    };

    [Test]
    public void A_made_address_is_read_back_and_is_short_enough_for_a_local_part()
    {
        foreach (var value in new[] { 0, 1, -1, long.MinValue, long.MaxValue, Id.Value })
        {
            var address = ReplyAddress.Make(new ReplyAddressId(value), Some.Policy);
            Assert.That(ReplyAddress.Read(address, Some.Policy), Is.EqualTo(new ReplyAddressReading.Valid(new ReplyAddressId(value))));
            Assert.That(address.IndexOf('@', StringComparison.Ordinal), Is.LessThanOrEqualTo(64)); // RFC 5321 §4.5.3.1.1
        }
    }

    [Test]
    public void An_address_made_by_another_program_with_the_same_key_is_read()
    {
        Assert.That(
            ReplyAddress.Read("reply+aabossgiqo3rgdteiwy3fhb5i6dn34qgyc7oo7r6nu@reply.vendor.example", Samples),
            Is.EqualTo(new ReplyAddressReading.Valid(new ReplyAddressId(8404953038599063346))));
        Assert.That(
            ReplyAddress.ReadMessageId(new MessageId("t.ab.ossgiqo3rgdte.rrasyno6lqxq4eckaeunoepnvm@reply.vendor.example"), Samples),
            Is.EqualTo(new ReplyAddressId(8404953038599063346)));
    }

    [TestCase("upper", Description = "S007")]
    [TestCase("quoted")]
    [TestCase("brackets")]
    [TestCase("renamed", Description = "S021")]
    public void The_forms_in_which_programs_write_it_are_the_same_address(string form)
    {
        var address = ReplyAddress.Make(Id, Some.Policy);
        var written = form switch
        {
            "upper" => address.ToUpperInvariant(),
            "quoted" => $"\"{address.Replace("@", "\"@", StringComparison.Ordinal)}",
            "brackets" => $"<{address}>",
            _ => "answers" + address[5..],
        };
        Assert.That(ReplyAddress.Read(written, Some.Policy), Is.EqualTo(new ReplyAddressReading.Valid(Id)));
    }

    [Test]
    public void An_address_on_a_past_domain_still_counts_and_on_a_foreign_one_never()
    {
        var old = ReplyAddress.Make(Id, Some.Policy with { ReplyDomains = ["answers.vendor.example"] });
        Assert.That(ReplyAddress.Read(old, Some.Policy), Is.EqualTo(new ReplyAddressReading.Valid(Id)));
        Assert.That(ReplyAddress.Read(old.Replace("answers.", "reply.", StringComparison.Ordinal), Some.Policy), Is.TypeOf<ReplyAddressReading.Malformed>());
        Assert.That(ReplyAddress.Read(old.Replace("answers.", "evil.", StringComparison.Ordinal), Some.Policy), Is.TypeOf<ReplyAddressReading.NotOurs>());
    }

    [Test]
    public void Another_installation_or_key_or_an_unknown_key_is_refused()
    {
        var address = ReplyAddress.Make(Id, Some.Policy);
        Assert.That(ReplyAddress.Read(address, Some.Policy with { InstanceId = "other" }), Is.TypeOf<ReplyAddressReading.Malformed>());
        Assert.That(ReplyAddress.Read(address, Some.Policy with { ReplyKeys = Samples.ReplyKeys }), Is.TypeOf<ReplyAddressReading.Malformed>());
        Assert.That(ReplyAddress.Read(address, Some.Policy with { ReplyKeys = ReplyKeyRing.Empty }), Is.TypeOf<ReplyAddressReading.Malformed>());
    }

    [Test]
    public void An_older_key_still_checks_while_the_active_one_makes()
    {
        var keys = new Dictionary<int, ReadOnlyMemory<byte>>(Some.Policy.ReplyKeys.Keys) { [1023] = new byte[32] };
        var rotated = Some.Policy with { ReplyKeys = new ReplyKeyRing(1023, keys) };
        Assert.That(ReplyAddress.Read(ReplyAddress.Make(Id, Some.Policy), rotated), Is.EqualTo(new ReplyAddressReading.Valid(Id)));
        Assert.That(ReplyAddress.Make(Id, rotated), Does.Contain("+a77"));
        Assert.That(ReplyAddress.Read(ReplyAddress.Make(Id, rotated), rotated), Is.EqualTo(new ReplyAddressReading.Valid(Id)));
    }

    [Test]
    public void Every_neighbour_of_one_character_is_refused()
    {
        var address = ReplyAddress.Make(Id, Some.Policy);
        var start = address.IndexOf('+', StringComparison.Ordinal) + 1;
        for (var i = start; i < address.IndexOf('@', StringComparison.Ordinal); i++)
        {
            foreach (var c in "abcdefghijklmnopqrstuvwxyz234567 01-\u212A\u0131".Where(c => c != address[i] && c != ' '))
            {
                var neighbour = $"{address[..i]}{c}{address[(i + 1)..]}";
                Assert.That(ReplyAddress.Read(neighbour, Some.Policy), Is.Not.TypeOf<ReplyAddressReading.Valid>(), neighbour);
            }

            Assert.That(ReplyAddress.Read(address.Remove(i, 1), Some.Policy), Is.Not.TypeOf<ReplyAddressReading.Valid>());
            Assert.That(ReplyAddress.Read(address.Insert(i, "a"), Some.Policy), Is.Not.TypeOf<ReplyAddressReading.Valid>());
        }
    }

    [Test]
    public void Of_a_million_forgeries_none_is_accepted()
    {
        var random = new Random(2045);
        var real = ReplyAddress.Make(Id, Some.Policy);
        var token = real.ToCharArray();
        var start = real.IndexOf('+', StringComparison.Ordinal) + 2;
        var accepted = 0;
        for (var i = 0; i < 1_000_000; i++)
        {
            real.CopyTo(0, token, 0, token.Length);

            // All of it, only the check, or one to three letters of it.
            var (from, changes) = (i % 3) switch { 0 => (0, 41), 1 => (15, 26), _ => (random.Next(38), random.Next(1, 4)) };
            for (var at = from; at < from + changes; at++)
            {
                token[start + at] = "abcdefghijklmnopqrstuvwxyz234567"[random.Next(32)];
            }

            var forged = new string(token);
            accepted += forged != real && ReplyAddress.Read(forged, Some.Policy) is ReplyAddressReading.Valid ? 1 : 0;
        }

        Assert.That(accepted, Is.Zero);
    }

    [Test]
    public void A_message_id_of_ours_is_no_reply_address_and_a_changed_one_is_nobodys()
    {
        var id = ReplyAddress.MakeMessageId(Id, Some.Policy).Value;
        Assert.That(ReplyAddress.ReadMessageId(new MessageId(id), Some.Policy), Is.EqualTo(Id));
        Assert.That(ReplyAddress.ReadMessageId(new MessageId(id.ToUpperInvariant()), Some.Policy), Is.EqualTo(Id));
        for (var i = 0; i < id.Length; i++)
        {
            var changed = id.Remove(i, 1).Insert(i, id[i] == 'b' ? "c" : "b");
            Assert.That(ReplyAddress.ReadMessageId(new MessageId(changed), Some.Policy), Is.Null, changed);
        }

        var asToken = $"reply+a{id[2..4]}{id[5..18]}{id[19..45]}@{Some.ReplyDomain}";
        Assert.That(ReplyAddress.Read(asToken, Some.Policy), Is.TypeOf<ReplyAddressReading.Malformed>());
    }

    [TestCase("")]
    [TestCase("@")]
    [TestCase("reply+@reply.vendor.example")]
    [TestCase("reply@reply.vendor.example")]
    [TestCase("reply+aab@reply.vendor.example")]
    public void What_has_not_the_shape_is_never_valid(string address) =>
        Assert.That(ReplyAddress.Read(address, Some.Policy), Is.Not.TypeOf<ReplyAddressReading.Valid>());

    [Test]
    public void Without_a_key_or_a_domain_none_can_be_made_and_the_message_names_the_setting()
    {
        Assert.That(() => ReplyAddress.Make(Id, Some.Policy with { ReplyKeys = ReplyKeyRing.Empty }), Throws.InvalidOperationException.With.Message.Contains("ReplyKeyFile"));
        Assert.That(() => ReplyAddress.Make(Id, Some.Policy with { ReplyDomains = [] }), Throws.InvalidOperationException.With.Message.Contains("ReplyDomains"));
    }
}
