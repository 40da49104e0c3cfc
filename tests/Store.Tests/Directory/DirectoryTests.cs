using Touchpoints.Threading;

namespace Touchpoints.Store.Tests;

[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
public sealed class DirectoryTests(TestEngine engine)
{
    private static readonly DirectoryImport Everything = new()
    {
        Accounts = [new AccountRow("acme", "Acme", ["acme.example", "ACME.example"], SubDomains: true)],
        Contacts = [new ContactRow("jane", "acme", "Jane", ["Jane@Acme.example", "jane@home.example"])],
        Users = [new UserRow("ann", "Ann", ["ann@ours.example"]), new UserRow("bob", "Bob", ["bob@ours.example"], Active: false)],
        InternalDomains = ["ours.example"],
        NeverLog = ["@press.example", "ceo@acme.example"],
        Flows = [new Flow("success", "Success", IsDefault: true)],
        Touchpoints =
        [
            new TouchpointRow("t1", "acme", "Renewal", ["jane@acme.example"], TouchpointState.Open)
            {
                AuthorKey = "ann", ReplyAddress = new ReplyAddressId(42), OutboundMessageId = new MessageId("t.42@reply.example"),
            },
            new TouchpointRow("t2", "acme", "Old", [], TouchpointState.Closed) { MergedInto = "t1", ReplyAddress = new ReplyAddressId(43), Revoked = true },
        ],
    };

    private TempStore _store = null!;

    private DirectoryStore Store => _store.Database.Directory;

    [SetUp]
    public void SetUp() => _store = new TempStore(engine);

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void Accounts_know_the_one_above_them_their_team_and_whether_they_are_partners()
    {
        var import = new DirectoryImport
        {
            Accounts =
            [
                new AccountRow("company", "Company", []) { Parent = "group", Team = ["ann", "ben"], OnlyWhenAlone = true }, new AccountRow("group", "Group", []) { Parent = "" }, new AccountRow("silent", "Silent", []),
            ],
            Users = [new UserRow("ann", "Ann", ["ann@ours.example"]), new UserRow("ben", "Ben", ["ben@ours.example"])],
        };
        _store.Database.Directory.Import(import);
        var company = _store.Database.Directory.Snapshot().AccountByKey("company")!;
        Assert.That((company.Parent, company.Team.Count, company.OnlyWhenAlone), Is.EqualTo((_store.Account("group"), 2, true)));
        Assert.That(_store.Database.Directory.Import(import).Changed, Is.Zero, "repeating an import changes nothing");

        // What an import does not say stays; what it says empty goes.
        _store.Database.Directory.Import(import with { Accounts = [new AccountRow("company", "Company", []) { Team = ["ben"] }] });
        company = _store.Database.Directory.Snapshot().AccountByKey("company")!;
        Assert.That((company.Parent, company.Team.Count, company.OnlyWhenAlone), Is.EqualTo((_store.Account("group"), 1, true)));
        _store.Database.Directory.Import(import with { Accounts = [new AccountRow("company", "Company", []) { Parent = "", Team = [], OnlyWhenAlone = false }] });
        company = _store.Database.Directory.Snapshot().AccountByKey("company")!;
        Assert.That((company.Parent, company.Team.Count, company.OnlyWhenAlone), Is.EqualTo(((AccountId?)null, 0, false)));
        Assert.That(
            () => _store.Database.Directory.Import(import with { Accounts = [new AccountRow("company", "Company", []) { Parent = "nosuch" }] }),
            Throws.TypeOf<StoreException>().With.Message.Contains("no account with the key \"nosuch\""));
    }

    [Test]
    public void What_is_remembered_of_an_address_is_the_newest_until_it_is_forgotten_S050()
    {
        _store.WithDirectory();
        var directory = _store.Database.Directory;
        directory.Remember(["Jo@Freelance.example", "jo@freelance.example"], _store.Account("acme"), "ann");
        directory.Remember(["jo@freelance.example"], _store.Account("globex"), "ben");

        var remembered = directory.Snapshot().RememberedAt("JO@freelance.example")!;
        Assert.That((remembered.Account, remembered.By, remembered.At), Is.EqualTo((_store.Account("globex"), "ben", _store.Clock.GetUtcNow())));
        Assert.That((directory.Forget("jo@freelance.EXAMPLE", "ann"), directory.Forget("jo@freelance.example", "ann")), Is.EqualTo((true, false)));
        Assert.That(directory.Snapshot().RememberedAt("jo@freelance.example"), Is.Null);
    }

    [Test]
    public void A_users_own_never_log_list_is_kept_beside_the_organisations()
    {
        var import = Everything with { NeverLogOfUsers = [new UserNeverLogRow("ANN", "Jane@Home.example"), new UserNeverLogRow("ann", "@bank.example")] };
        Assert.That(Store.Import(import).Added, Is.EqualTo(12));
        Assert.That(Store.Import(import).Unchanged, Is.EqualTo(12));
        var directory = Store.Snapshot();
        var (ann, bob) = (directory.UserByKey("ann")!.Id, directory.UserByKey("bob")!.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(directory.IsNeverLog(new MailAddress("", "jane@home.example"), ann), Is.True);
            Assert.That(directory.IsNeverLog(new MailAddress("", "anybody@bank.example"), ann), Is.True);
            Assert.That(directory.IsNeverLog(new MailAddress("", "jane@home.example"), bob), Is.False);
            Assert.That(directory.IsNeverLog(new MailAddress("", "jane@home.example")), Is.False);
            Assert.That((Store.RemoveNeverLog("jane@home.example", null), Store.RemoveNeverLog("jane@home.example", bob), Store.RemoveNeverLog("JANE@home.example", ann)), Is.EqualTo((false, false, true)));
            Assert.That(Store.Snapshot().IsNeverLog(new MailAddress("", "jane@home.example"), ann), Is.False);
            Assert.That(() => Store.Import(new DirectoryImport { NeverLogOfUsers = [new UserNeverLogRow("nobody", "x@y.example")] }), Throws.TypeOf<StoreException>().With.Message.Contains("no user with the key \"nobody\""));
        }
    }

    [Test]
    public void What_was_decided_for_a_sender_counts_until_it_is_taken_back_and_both_are_kept()
    {
        _store.WithDirectory();
        var mail = _store.Recorder.Record([Some.Mail(_store.Deliveries(1)[0], "m@x.example")], (_, _) => Some.Hold(HoldReason.Spam))[0].Mail;
        Assert.That((Store.LetThrough("@News.example", SenderRuleKind.NeverSpam, "ann", mail), Store.LetThrough("@news.example", SenderRuleKind.NeverSpam, "bob", mail)), Is.EqualTo((true, false)));
        Assert.That(Store.Snapshot().RuleFor(new MailAddress("", "a@news.example"), SenderRuleKind.NeverSpam)!.By, Is.EqualTo("ann"));
        Assert.That(Store.Snapshot().RuleFor(new MailAddress("", "a@news.example"), SenderRuleKind.Unverified), Is.Null);

        Assert.That((Store.Forget("@news.example", "bob"), Store.Forget("@news.example", "bob")), Is.EqualTo((true, false)));
        Assert.That(Store.Snapshot().SenderRules, Is.Empty);
        var row = Store.SenderRules().Single();
        Assert.That((row.Rule.By, row.EndedBy, row.EndedAt), Is.EqualTo(("ann", "bob", (DateTimeOffset?)_store.Clock.GetUtcNow())));
        Assert.That(_store.Reports.Mail(mail)!.Audit.Select(audit => (audit.By, audit.Did, audit.Why)), Is.EqualTo(new[] { ("ann", "let further mail through", "never-spam: @news.example"), ("bob", "let further mail through", "never-spam: @news.example") }));
    }

    [Test]
    public void What_is_imported_is_in_the_snapshot()
    {
        Store.Import(Everything);

        var directory = Store.Snapshot();
        var acme = directory.AccountByKey("ACME")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(directory.ContactsAt("JANE@acme.example").Single().Addresses, Is.EqualTo(new[] { "jane@acme.example", "jane@home.example" }));
            Assert.That(directory.OwnersOf("acme.example"), Is.EqualTo(new[] { new AccountDomain("acme.example", acme.Id, SubDomains: true) }));
            Assert.That(directory.UserAt("bob@ours.example")!.Active, Is.False);
            Assert.That(directory.IsInternalDomain("ours.example"), Is.True);
            Assert.That(directory.IsNeverLog(new MailAddress("", "anybody@press.example")), Is.True);
            Assert.That(directory.Flows.Where(flow => flow.IsDefault).Select(flow => flow.Key), Is.EqualTo(new[] { "success" }));
        }
    }

    [Test]
    public void Repeating_an_import_changes_nothing_and_keeps_the_snapshot()
    {
        var first = Store.Import(Everything);
        var snapshot = Store.Snapshot();
        var second = Store.Import(Everything);

        Assert.That((first.Added, first.Changed, first.Unchanged), Is.EqualTo((10, 0, 0)));
        Assert.That((second.Added, second.Changed, second.Unchanged), Is.EqualTo((0, 0, 10)));
        Assert.That(Store.Snapshot(), Is.SameAs(snapshot));
    }

    [Test]
    public void A_changed_row_is_updated_by_its_key_and_makes_a_new_snapshot()
    {
        Store.Import(Everything);
        var before = Store.Snapshot();
        var result = Store.Import(new DirectoryImport { Contacts = [new ContactRow("JANE", "acme", "Jane Doe", ["jane.doe@acme.example"])] });

        var jane = Store.Snapshot().ContactsAt("jane.doe@acme.example").Single();
        Assert.That((result.Changed, jane.Name, jane.Id), Is.EqualTo((1, "Jane Doe", before.ContactsAt("jane@acme.example").Single().Id)));
        Assert.That(Store.Snapshot().ContactsAt("jane@acme.example"), Is.Empty);
    }

    [Test]
    public void Touchpoints_that_are_brought_along_are_found_by_their_addresses()
    {
        Store.Import(Everything);

        var known = _store.Recorder.LookUp(new MailKeys
        {
            Tokens = [new ReplyAddressId(43)],
            Ancestors = [new MessageId("t.42@reply.example")],
            ContentHash = Some.Hash("x"),
            TextHash = Some.Hash("x"),
        });
        var open = known.Threads.Single(thread => thread.State == TouchpointState.Open);
        var closed = known.Threads.Single(thread => thread.State == TouchpointState.Closed);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(known.ReplyAddresses.Single().Revoked, Is.True);
            Assert.That(closed.MergedInto, Is.EqualTo(open.Id));
            Assert.That(open.Participants, Is.EquivalentTo(new[] { "ann@ours.example", "jane@acme.example" }));
        }
    }

    [Test]
    public void A_row_that_names_what_is_not_there_refuses_the_whole_import()
    {
        var import = Everything with { Contacts = [new ContactRow("x", "nobody", "X", ["x@x.example"])] };

        Assert.That(() => Store.Import(import), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.Refused)
            .And.Message.Contains("\"nobody\"").And.Message.Contains("contact x"));
        Assert.That(Store.Snapshot().AccountByKey("acme"), Is.Null);
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        var user = new DirectoryImport { Users = [new UserRow("ann", "Ann", ["ann@ours.example"])], InternalDomains = ["ours.example"] };
        TestCaseData Row(string name, DirectoryImport import, string what) => new TestCaseData(import, what).SetArgDisplayNames(name);
        var account = new AccountRow("acme", "Acme", []);
        yield return Row("user and contact (S046)", user with { InternalDomains = [], Accounts = [account], Contacts = [new("c", "acme", "C", ["ann@ours.example"])] }, "user ann");
        yield return Row("contact on a domain of ours", user with { Accounts = [account], Contacts = [new("c", "acme", "C", ["c@ours.example"])] }, "c@ours.example");
        yield return Row("account with a domain of ours", user with { Accounts = [account with { Domains = ["ours.example"] }] }, "one of ours");
        yield return Row("one domain on two accounts", new() { Accounts = [new("a", "A", ["x.example"]), new("b", "B", ["x.example"])] }, "a, b");
        yield return Row("contact without address", new() { Accounts = [account], Contacts = [new("c", "acme", "C", [])] }, "has no address");
        yield return Row("free-mail domain (S039)", new() { Accounts = [account with { Domains = ["gmail.com"] }] }, "gmail.com");
        yield return Row("own never-log list and the organisation's", user with { NeverLog = ["x@y.example"], NeverLogOfUsers = [new("ann", "x@y.example")] }, "on the organisation's");
        yield return Row("own never-log list and a contact of the team's", user with { Accounts = [account with { Team = ["ann"] }], Contacts = [new("c", "acme", "C", ["c@x.example"])], NeverLogOfUsers = [new("ann", "c@x.example")] }, "ann's own never-log list, and is contact c");
        yield return Row("no default flow", new() { Flows = [new Flow("default", "Default", IsDefault: false)] }, "No flow is the default");
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_found_with_its_remedy(DirectoryImport import, string what)
    {
        Store.Import(import);
        var mistake = Store.Check().Single();
        Assert.That(mistake.What, Does.Contain(what));
        Assert.That(mistake.Remedy, Is.Not.Empty);
    }

    [Test]
    public void A_good_directory_has_no_mistakes()
    {
        Store.Import(Everything);
        Assert.That(Store.Check(), Is.Empty);
    }

    [Test]
    public void A_touchpoint_made_by_hand_shows_everybody_and_has_an_address_of_its_own()
    {
        Store.Import(Everything with { Touchpoints = [] });
        var account = _store.Account("acme");
        var one = _store.Database.Touchpoints.New(account, "Kick-off", [Some.Jane], Store.Snapshot().UserAt("ann@ours.example")!.Id);
        var two = _store.Database.Touchpoints.New(account, "Second", [Some.Jane], null);
        _store.Database.Touchpoints.SetState(two.Id, TouchpointState.Deleted);

        var item = _store.Reports.Timeline(account, 10).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(item.Id, Is.EqualTo(one.Id));
            Assert.That((item.Kind, item.Author), Is.EqualTo(("sent", "Ann <ann@ours.example>")));
            Assert.That(item.Participants.Select(person => person.Address), Is.EqualTo(new[] { "ann@ours.example", "jane@acme.example" }));
            Assert.That(one.ReplyAddress, Is.Not.EqualTo(two.ReplyAddress));
            Assert.That(_store.Database.Touchpoints.Revoke(new ReplyAddressId(1)), Is.False);
            Assert.That(() => _store.Database.Touchpoints.New(new AccountId(99), "x", [], null), Throws.TypeOf<StoreException>().With.Property("Problem").EqualTo(StoreProblem.Refused));
        }
    }
}
