using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class LookUpTests(TestEngine engine) : StoreFixture(engine)
{
    [Test]
    public void A_mail_is_known_by_its_id_by_an_answer_to_it_and_by_its_content()
    {
        var mail = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(LookUp("a@ours.example", "other").Mails.Single().Id, Is.EqualTo(mail.Mail));
            Assert.That(LookUp("z@ours.example", "other", "a@ours.example").Mails.Single().Touchpoints, Is.EqualTo(mail.Touchpoints));
            Assert.That(LookUp("z@ours.example", "content of a@ours.example").Mails.Single().Id, Is.EqualTo(mail.Mail));
            Assert.That(LookUp("A@ours.example", "other").Mails, Is.Empty, "case is kept (B2.3)");
        }
    }

    [Test]
    public void What_aStored_mail_is_compared_by_comes_back_as_it_was()
    {
        Record("a@ours.example", _ => Some.Hold(HoldReason.NoMatch));

        var stored = LookUp("a@ours.example", "other").Mails.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((stored.From, stored.Subject, stored.DateRaw), Is.EqualTo(("ann@ours.example", "Subject of a@ours.example", "Mon, 2 Mar 2026 09:00:00 +0000")));
            Assert.That(stored.ContentHash.ToArray(), Is.EqualTo(Some.Hash("content of a@ours.example")));
            Assert.That((stored.State, stored.ReceivedAt), Is.EqualTo((MailState.Held, Now)));
            Assert.That(stored.Touchpoints, Is.Empty);
        }
    }

    [Test]
    public void A_family_is_found_by_an_ancestor_that_nobody_has()
    {
        var mail = Record("b@acme.example", _ => Some.Touchpoint(Store.Account("acme"), Now), "never-seen@x.example");

        var known = LookUp("c@acme.example", "other", "never-seen@x.example");
        Assert.That(known.AncestorHits, Is.EqualTo(new[] { new AncestorHit(new MessageId("never-seen@x.example"), mail.Touchpoints[0]) }));
        Assert.That(known.Threads.Single().Participants, Is.EquivalentTo(new[] { "ann@ours.example", "jane@acme.example" }));
    }

    [Test]
    public void An_answer_that_came_first_leads_its_mail_to_the_thread_and_the_same_again_when_decided_again()
    {
        var answer = Record("answer@acme.example", _ => Some.Touchpoint(Store.Account("acme"), Now), "first@acme.example");
        var hit = new AncestorHit(new MessageId("first@acme.example"), answer.Touchpoints[0]);

        Assert.That(LookUp("first@acme.example", "other").AncestorHits, Is.EqualTo(new[] { hit }));

        var first = Record("first@acme.example", _ => Some.Reply(answer.Touchpoints[0], Now));
        var other = Record("second@acme.example", _ => Some.Touchpoint(Store.Account("acme"), Now));
        Record("to-second@acme.example", _ => Some.Touchpoint(Store.Account("acme"), Now), "second@acme.example");

        Assert.That(Store.Recorder.LookUpAgain(first.Mail, Keys("first@acme.example")).AncestorHits, Is.EqualTo(new[] { hit }));
        Assert.That(Store.Recorder.LookUpAgain(other.Mail, Keys("second@acme.example")).AncestorHits, Is.Empty, "it is no answer to its answers");
    }

    [Test]
    public void Reply_addresses_and_ids_of_our_own_lead_to_their_thread()
    {
        var made = Store.Database.Touchpoints.New(Store.Account("acme"), "Renewal", [Some.Jane], null);
        Store.Database.Touchpoints.AddOutboundId(made.Id, new MessageId("t.x@reply.example"));
        Store.Database.Touchpoints.Revoke(made.ReplyAddress);

        var known = Store.Recorder.LookUp(new MailKeys
        {
            Ancestors = [new MessageId("t.x@reply.example")],
            Tokens = [made.ReplyAddress, new ReplyAddressId(4711)],
            ContentHash = Some.Hash("x"),
            TextHash = Some.Hash("x"),
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(known.ReplyAddresses, Is.EqualTo(new[] { new StoredReplyAddress(made.ReplyAddress, made.Id, Revoked: true) }));
            Assert.That(known.Outbound, Is.EqualTo(new[] { new OutboundId(new MessageId("t.x@reply.example"), made.Id) }));
            Assert.That(known.Threads.Single().Participants, Is.EqualTo(new[] { "jane@acme.example" }));
        }
    }

    [Test]
    public void A_merged_thread_brings_its_survivor()
    {
        var merged = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now)).Touchpoints[0];
        var survivor = Record("b@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now)).Touchpoints[0];
        Store.Sql($"UPDATE touchpoint SET merged_into = {survivor.Value} WHERE id = {merged.Value}");

        var threads = LookUp("c@acme.example", "other", "a@ours.example").Threads;
        Assert.That(threads.Select(thread => (thread.Id, thread.MergedInto)), Is.EqualTo(new[] { (merged, (TouchpointId?)survivor), (survivor, null) }));
    }

    [Test]
    public void The_loop_guard_counts_the_ten_minutes_before()
    {
        Record("old@ours.example", _ => Some.Hold(HoldReason.NoMatch));
        Store.Clock.Advance(TimeSpan.FromMinutes(11));
        var thread = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now), "root@x.example").Touchpoints[0];
        Record("b@ours.example", _ => Some.Reply(thread, Now));
        Record("c@ours.example", _ => Some.Hold(HoldReason.NoMatch));

        Assert.That(LookUp("d@ours.example", "other", "root@x.example", text: "text of c@ours.example").Recent, Is.EqualTo(new RecentCounts(InThread: 2, FromAuthor: 3, SameText: 1)));
    }

    [Test]
    public void A_collision_of_key_hashes_finds_nothing()
    {
        Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now), "root@x.example");
        var other = new MessageId("other@x.example");
        Store.Sql($"UPDATE message_key SET hash = {KeyHash.Of(other)} + role");
        Store.Sql($"INSERT INTO message_key VALUES ({KeyHash.Of(other)}, 1, 1)");

        var known = LookUp("z@x.example", "nothing", other.Value);
        Assert.That((known.Mails, known.AncestorHits), Is.EqualTo((Array.Empty<StoredMail>(), Array.Empty<AncestorHit>())));
    }

    [Test]
    public void A_mail_that_was_attached_to_a_recorded_forward_is_found_by_its_own_id_S085()
    {
        var forward = Record(Forward("f@ours.example"), _ => Some.Touchpoint(Store.Account("acme"), Now, kind: "forward"));
        Record(Forward("h@ours.example"), _ => Some.Hold(HoldReason.NoMatch));

        Assert.That(LookUp("original@acme.example", "other").Forwarded.Select(mail => mail.Id), Is.EqualTo(new[] { forward.Mail }));
        Assert.That(LookUp("elsewhere@acme.example", "other").Forwarded, Is.Empty);
    }

    [TestCase("Subject of a@ours.example", "2026-03-02T09:00:00Z", false, true)]
    [TestCase("Re: subject of  A@ours.example", "2026-03-02T09:00:00Z", false, true)]
    [TestCase("Subject of a@ours.example", "2026-03-02T14:30:00Z", true, true, Description = "by another clock")]
    [TestCase("Subject of a@ours.example", "2026-03-02T14:30:00Z", false, false)]
    [TestCase("Another subject", "2026-03-02T09:00:00Z", false, false)]
    public void A_quoted_mail_is_found_by_its_author_subject_and_minute(string subject, string date, bool withoutZone, bool isFound)
    {
        Store.Clock.Advance(DateTimeOffset.Parse("2026-03-02T09:00:05Z", System.Globalization.CultureInfo.InvariantCulture) - Now);
        var mail = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now));
        var keys = Bare with { Quoted = new QuotedMail("ann@ours.example", subject, DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture), withoutZone) };

        var known = Store.Recorder.LookUp(keys);
        Assert.That(known.AroundQuoted.Select(quoted => quoted.Id), Is.EqualTo(isFound ? [mail.Mail] : Array.Empty<MailId>()));
        Assert.That(known.Threads.Select(thread => thread.Id), Is.EqualTo(isFound ? mail.Touchpoints : []));
    }

    [Test]
    public void What_went_before_is_told_only_of_people_who_belong_to_several_accounts()
    {
        Store.Database.Directory.Import(new DirectoryImport { Contacts = [new ContactRow("jane-globex", "globex", "Jane", ["jane@acme.example"])] });
        Record("old@ours.example", _ => Some.Touchpoint(Store.Account("globex"), Now));
        Store.Clock.Advance(TimeSpan.FromDays(91));
        Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now));

        Assert.That(Store.Recorder.LookUp(Bare with { People = ["jane@acme.example", "gus@globex.example"] }).Earlier, Is.EqualTo(new[] { new EarlierTouch("jane@acme.example", Store.Account("acme"), "Renewal") }));
        Assert.That(Store.Recorder.LookUp(Bare with { People = ["gus@globex.example"] }).Earlier, Is.Empty);
    }

    [Test]
    public void A_thread_tells_when_somebody_last_wrote_in_it()
    {
        var thread = Record("a@ours.example", _ => Some.Touchpoint(Store.Account("acme"), Now)).Touchpoints[0];
        Record("b@ours.example", _ => Some.Reply(thread, Now.AddHours(2)));

        Assert.That(LookUp("c@acme.example", "other", "a@ours.example").Threads.Single().LastTouch, Is.EqualTo(Now.AddHours(2)));
    }

    private MailKeys Bare => new() { ContentHash = Some.Hash("keys"), TextHash = Some.Hash("keys"), Author = "ann@ours.example", ReceivedAt = Now };

    private MailToDecide Forward(string id)
    {
        var mail = Some.Mail(Store.Deliveries(1)[0], id, ancestors: ["original@acme.example"]);
        return mail with { Keys = mail.Keys with { Originals = [new MessageId("original@acme.example")] } };
    }

    private Recorded Record(MailToDecide mail, Func<Known, Decided> decide) => Store.Recorder.Record([mail], (_, known) => decide(known))[0];

    private Recorded Record(string id, Func<Known, Decided> decide, params string[] ancestors) =>
        Store.Recorder.Record([Some.Mail(Store.Deliveries(1)[0], id, ancestors: ancestors)], (_, known) => decide(known))[0];

    private Known LookUp(string id, string content, string? ancestor = null, string text = "other") => Store.Recorder.LookUp(Keys(id, content, ancestor, text));

    private MailKeys Keys(string id, string content = "other", string? ancestor = null, string text = "other") => new()
    {
        MessageId = new MessageId(id),
        Ancestors = ancestor is null ? [] : [new MessageId(ancestor)],
        ContentHash = Some.Hash(content),
        TextHash = Some.Hash(text),
        Author = "ann@ours.example",
        ReceivedAt = Now,
    };
}
