using System.Text.Json;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>The commands that look at mail and decide about it, one after the other as an operator would use them.</summary>
[TestFixture]
public sealed class MailCommandTests
{
    private Cli _cli = null!;

    [SetUp]
    public void Import()
    {
        _cli = new Cli();
        Assert.That(_cli.Run("directory", "import", Path.Combine(Cli.Samples, "directory")).Code, Is.Zero);
    }

    [TearDown]
    public void Remove() => _cli.Dispose();

    [Test]
    public void Mail_is_taken_in_from_a_folder_and_counted()
    {
        var answer = TakeIn("001", "039");

        Assert.That(answer.Code, Is.Zero, answer.Error);
        var status = _cli.Run("status", "--json").Lines[0];
        Assert.That(status.GetProperty("deliveries").GetInt32(), Is.EqualTo(2));
        Assert.That(status.GetProperty("replies").GetInt32(), Is.EqualTo(1));
        Assert.That(status.GetProperty("held").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public void A_held_mail_is_listed_shown_and_assigned_once()
    {
        TakeIn("039");
        var held = _cli.Run("held", "list", "--json").Lines[0];
        var id = held.GetProperty("mail").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(held.GetProperty("reason").GetString(), Is.EqualTo("no-match"));
        Assert.That(_cli.Run("held", "show", id).Out, Does.Contain("held (no-match)").And.Contain("Every rule that was tried"));

        Assert.That(_cli.Run("held", "assign", id, "amce").Error, Does.Contain("There is no account \"amce\". Did you mean \"acme\"?"));
        var assigned = _cli.Run("held", "assign", id, "acme");
        var again = _cli.Run("held", "assign", id, "acme");

        Assert.That(assigned.Error.Trim(), Is.EqualTo($"Mail {id} is recorded on Acme GmbH."));
        Assert.That(again.Code, Is.EqualTo(1));
        Assert.That(again.Error, Does.Contain("is not held"));
        Assert.That(_cli.Run("held", "list").Error.Trim(), Is.EqualTo("Nothing is held."));
    }

    // B11: when it is asked for next, wherever the mail is looked at.
    [Test]
    public void A_mail_that_its_server_did_not_give_says_when_it_is_asked_for_again()
    {
        using (var database = Database.OpenForWriting(new StoreSettings(_cli.Database), TimeProvider.System))
        {
            database.Ledger.Missed(database.Ledger.OpenEpoch("box", 1, 8), [7], MissedKind.Unfetchable, "The server names it and does not give it.");
        }

        var row = _cli.Run("held", "list", "--json").Lines[0];
        var id = row.GetProperty("mail").ToString();
        var said = $"It is asked for again by itself, first at {Words.Utc(row.GetProperty("fetchAgainAt").GetDateTimeOffset())}.";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_cli.Run("held", "list").Out, Does.Contain($"The server names it and does not give it. {said}"));
            Assert.That(_cli.Run("held", "show", id).Out, Does.Contain(said));
            Assert.That(_cli.Run("explain", id).Error, Does.Contain($"there are no octets of it that could be decided again. {said}"));
            Assert.That(_cli.Run("status").Out, Does.Contain("1 held mail that its server did not give is asked for again: touchpoints held list --reason unfetchable"));
            Assert.That(_cli.Run("status", "--json").Lines[0].GetProperty("toFetchAgain").GetInt64(), Is.EqualTo(1));
        }
    }

    [Test]
    public void A_held_mail_is_dismissed_with_who_and_why()
    {
        TakeIn("039");
        var id = _cli.Run("held", "list", "--json").Lines[0].GetProperty("mail").ToString();

        Assert.That(_cli.Run("held", "dismiss", id, "--why", "a test").Code, Is.Zero);

        var audit = _cli.Run("held", "show", id, "--json").Lines[0].GetProperty("audit")[0];
        Assert.That(audit.GetProperty("by").GetString(), Is.EqualTo("tester"));
        Assert.That(audit.GetProperty("why").GetString(), Is.EqualTo("a test"));
    }

    [Test]
    public void Held_mail_is_settled_by_the_contact_that_was_missing_S049()
    {
        TakeIn("034");
        Assert.That(_cli.Run("held", "list", "--json").Lines, Has.Length.EqualTo(1));
        var address = JsonDocument.Parse(Cli.RunBare("inspect", "--json", Sample("034")).Out).RootElement.GetProperty("to")[0].GetProperty("address").GetString();

        var import = _cli.Run("directory", "import", _cli.Write("contacts.csv", $"key,account,name,address\nnew,globex,New,{address}\n"), "--json");

        Assert.That(import.Lines[0].GetProperty("heldMailSettled").GetInt32(), Is.EqualTo(1), import.Error);
    }

    [Test]
    public void An_assignment_is_remembered_for_the_next_mail_until_it_is_forgotten_S050()
    {
        TakeIn("035");
        var assigned = _cli.Run("held", "assign", "1", "hooli", "--remember");
        Assert.That(assigned.Error, Does.Contain("Remembered: x@eu.globex.example."));

        var next = _cli.Write("next.eml", File.ReadAllText(Sample("035")).Replace("sample-035@", "another@", StringComparison.Ordinal).Replace("Hello Europe", "Hello again", StringComparison.Ordinal));
        Assert.That(_cli.Run("explain", next).Out, Does.Contain("hooli").And.Contain("x@eu.globex.example is no contact, but"));

        Assert.That(_cli.Run("directory", "forget", "X@eu.globex.example").Error.Trim(), Is.EqualTo("X@eu.globex.example is forgotten."));
        Assert.That(_cli.Run("directory", "forget", "x@eu.globex.example").Error, Does.Contain("Nothing is remembered"));
        Assert.That(_cli.Run("explain", next).Out, Does.Contain("no-match"));
    }

    [Test]
    public void Explain_tells_of_a_file_and_of_a_stored_mail_and_writes_nothing()
    {
        var file = _cli.Run("explain", Sample("001"));
        TakeIn("001");
        var stored = _cli.Run("explain", "1", "--json").Lines[0];
        var delivery = _cli.Run("explain", "delivery:1");

        Assert.That(file.Out, Does.Match("It is a reply in thread [0-9]+ of ").And.Contain("* T1"));
        Assert.That(stored.GetProperty("outcome").GetString(), Is.EqualTo("thread-reply"));
        Assert.That(stored.GetProperty("trace").GetArrayLength(), Is.GreaterThan(3));
        Assert.That(delivery.Out, Does.Contain("When it came it was recorded"));
        Assert.That(_cli.Run("explain", "99").Error, Does.Contain("There is no mail 99 in the store."));
        Assert.That(_cli.Run("explain", "nothing").Code, Is.EqualTo(2));
    }

    [Test]
    public void Replay_finds_what_a_changed_directory_would_change_S152()
    {
        TakeIn("001", "026", "039");
        var before = _cli.Run("replay", "--dry-run", "--json");
        var settings = Path.Combine(_cli.Folder, "strict.json");
        File.WriteAllText(settings, File.ReadAllText(_cli.Settings).Replace("touchpoints@in.vendor.example", "other@in.vendor.example", StringComparison.Ordinal));

        var after = Cli.RunBare("replay", "--dry-run", "--settings", settings, "--database", _cli.Database);

        Assert.That(before.Out, Is.Empty);
        Assert.That(before.Error, Does.Contain("3 mails decided again: 3 as before, 0 would differ."));
        Assert.That(after.Code, Is.Zero);
        Assert.That(_cli.Run("replay", "--dry-run", "--since", "soon").Error, Does.Contain("is no time"));
    }

    [Test]
    public void A_contact_that_changes_hands_is_told_of_and_its_mail_moves_only_when_it_is_replayed()
    {
        TakeIn("001", "026", "039");
        var to = JsonDocument.Parse(Cli.RunBare("inspect", "--json", Sample("026")).Out).RootElement.GetProperty("to")[0].GetProperty("address").GetString();

        var import = _cli.Run("directory", "import", _cli.Write("contacts.csv", $"key,account,name,address\njane,globex,Jane,{to}\n"));
        var dry = _cli.Run("replay", "--dry-run", "--json").Lines.Single(l => l.GetProperty("mail").GetInt64() == 2);
        var text = _cli.Run("replay", "--dry-run", "2");
        var refused = _cli.Run("replay", "--apply");
        var applied = _cli.Run("replay", "--apply", "2", "--why", "Jane went to Globex", "--by", "ann");
        var again = _cli.Run("replay", "--apply", "2", "--why", "Jane went to Globex");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(import.Out, Does.Contain("would now be decided differently: touchpoints replay --dry-run"), import.Error);
            Assert.That((dry.GetProperty("difference").GetString(), dry.GetProperty("outcomeNow").GetString()), Is.EqualTo(("moves", "recorded")));
            Assert.That(dry.GetProperty("recorded")[0].GetProperty("account").GetString(), Is.EqualTo("Acme GmbH"));
            Assert.That(text.Out, Does.Contain("was  It is a touchpoint on Acme GmbH.").And.Contain("now  It is a touchpoint on Globex").And.Contain("rule B7.3: The account is globex."));
            Assert.That((refused.Code, refused.Error.Contains("needs --why", StringComparison.Ordinal)), Is.EqualTo((2, true)));
            Assert.That(applied.Error, Does.Contain("1 mail decided again: 1 changed"));
            Assert.That(again.Error, Does.Contain("0 changed, 0 differ and were left as they are, 1 as before"));
            Assert.That(_cli.Run("held", "show", "2").Out, Does.Contain("Globex").And.Contain("ann replayed: Jane went to Globex (was recorded, is recorded)"));
        }
    }

    [Test]
    public void A_touchpoint_made_by_hand_takes_the_answer_to_its_reply_address()
    {
        var made = _cli.Run("touchpoint", "new", "--account", "acme", "--to", "jane@acme.example", "--subject", "Offer", "--author", "anna@vendor.example", "--json").Lines[0];
        var mail = $"From: jane@acme.example\r\nTo: {made.GetProperty("replyAddress").GetString()}\r\nSubject: Re: Offer\r\nMessage-ID: <x@acme.example>\r\n\r\nYes.\r\n";

        var explained = _cli.Run("explain", _cli.Write("answer.eml", mail), "--json").Lines[0];

        Assert.That(explained.GetProperty("outcome").GetString(), Is.EqualTo("thread-reply"));
        Assert.That(explained.GetProperty("sentence").GetString(), Does.Contain($"in thread {made.GetProperty("touchpoint")} of"));
        Assert.That(_cli.Run("touchpoint", "new", "--account", "acme", "--to", "jane").Error.Trim(), Is.EqualTo("\"jane\" is no mail address."));
    }

    [Test]
    public void Export_writes_every_touchpoint_with_its_replies()
    {
        TakeIn("001", "026");

        var exported = _cli.Run("export");

        Assert.That(exported.Lines.Count(l => l.GetProperty("replies").GetArrayLength() == 1), Is.EqualTo(1), exported.Error);
        Assert.That(exported.Lines.Any(l => l.GetProperty("subject").GetString() == "Thank you for the call"), Is.True);
    }

    [TestCase("Both", "touchpoints replies", "touchpoints, 1 reply, 0 held")]
    [TestCase("Touchpoints", "touchpoints", "touchpoints, 0 held")]
    [TestCase("Sum", "touchpointsAndReplies", "touchpoints and replies, 0 held")]
    public void A_setting_decides_which_number_reports_show_B8(string setting, string names, string said)
    {
        TakeIn("001", "026");
        string[] shown = names.Split(' ');
        var settings = _cli.Write("shown.json", File.ReadAllText(_cli.Settings).Replace("\"ReplyLocalPart\"", $"\"ReportedNumber\": \"{setting}\", \"ReplyLocalPart\"", StringComparison.Ordinal));
        string Run(params string[] arguments) => Cli.RunBare([.. arguments, "--settings", settings, "--database", _cli.Database]).Out;
        string[] Numbers(string json, Func<JsonElement, JsonElement> of) => [.. of(JsonDocument.Parse(json.Split('\n')[0]).RootElement).EnumerateObject()
            .Select(property => property.Name).Where(name => name.StartsWith("touchpoints", StringComparison.Ordinal) || name == "replies")];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Numbers(Run("engagements", "--json"), account => account.GetProperty("windows")[0]), Is.EqualTo(shown));
            Assert.That(Numbers(Run("status", "--json"), status => status), Is.EqualTo(shown));
            Assert.That(Numbers(Run("export"), touchpoint => touchpoint.GetProperty("counted")), Is.EqualTo(shown));
            Assert.That(Run("status"), Does.Contain(said));
        }
    }

    [Test]
    public void Export_says_what_each_touchpoint_counts()
    {
        TakeIn("001", "026");

        var answered = _cli.Run("export").Lines.Single(l => l.GetProperty("replies").GetArrayLength() == 1).GetProperty("counted");

        Assert.That((answered.GetProperty("touchpoints").GetInt32(), answered.GetProperty("replies").GetInt32()), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_reply_to_a_closed_thread_is_told_to_programs_which_go_on_by_number_B5_3()
    {
        var imported = _cli.Run("changes").Lines;
        TakeIn("019", "039");

        var all = _cli.Run("changes", "--after", $"{imported.Length}");
        var (reply, held) = (all.Lines[0], all.Lines[1]);
        var rest = _cli.Run("changes", "--after", reply.GetProperty("change").ToString());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(imported.Select(line => line.GetProperty("what").GetString() + (line.TryGetProperty("mail", out _) ? " of a mail" : "")), Is.All.EqualTo("touchpoint"), "of samples/directory/touchpoints.csv");
            Assert.That((reply.GetProperty("what").GetString(), reply.GetProperty("threadState").GetString(), reply.GetProperty("accountArchived").GetBoolean()), Is.EqualTo(("reply", "closed", false)));
            Assert.That((held.GetProperty("what").GetString(), held.GetProperty("reason").GetString()), Is.EqualTo(("held", "no-match")));
            Assert.That(all.Error.Trim(), Is.EqualTo($"2 changes. Go on with: touchpoints changes --after {held.GetProperty("change")}"));
            Assert.That(rest.Lines.Select(line => line.GetProperty("mail").GetInt64()), Is.EqualTo(new[] { held.GetProperty("mail").GetInt64() }));
            Assert.That(_cli.Run("changes", "--at-most", "1").Lines, Has.Length.EqualTo(1));
        }
    }

    [Test]
    public void A_winmail_dat_is_replaced_by_its_files_and_kept_as_a_hidden_one_B9()
    {
        TakeIn("130");
        var files = _cli.Run("held", "show", "1", "--json").Lines[0].GetProperty("attachments").EnumerateArray().ToDictionary(file => file.GetProperty("name").GetString()!);

        Assert.That(files.Where(file => file.Value.GetProperty("hidden").GetBoolean()).Select(file => file.Key), Is.EqualTo(new[] { "winmail.dat" }));
        Assert.That(files, Has.Count.EqualTo(3));
        Assert.That(_cli.Run("verify").Code, Is.Zero, "its range is its octets");
    }

    [Test]
    public void Migrate_makes_the_database()
    {
        using var cli = new Cli();

        Assert.That(cli.Run("migrate").Code, Is.Zero);
        Assert.That(cli.Run("status").Out, Does.StartWith("0 deliveries"));
    }

    [Test]
    public void Check_says_what_is_wrong_with_a_mailbox_nobody_serves()
    {
        var file = _cli.Write("m.json", """{"Touchpoints": {"LogAddresses": ["a@b.example"], "Mailboxes": {"a": {"Host": "127.0.0.1", "Port": 9, "User": "u", "Password": "p"}}}}""");

        var answer = Cli.RunBare("check", "--settings", file, "--database", _cli.Database, "--json");

        Assert.That(answer.Code, Is.EqualTo(1));
        Assert.That(answer.Lines.Select(l => (l.GetProperty("of").GetString(), l.GetProperty("step").GetString(), l.GetProperty("ok").GetBoolean())), Is.EqualTo(new (string?, string?, bool)[]
        {
            ("settings", "mailboxes", true), ("settings", "addresses", true), ("store", "database", true), ("store", "octets", true), ("a", "dns", true), ("a", "tcp", false),
        }));
        Assert.That(answer.Lines[^1].GetProperty("fix").GetString(), Does.Contain("Port"));
    }

    private static string Sample(string number) => Directory.GetFiles(Path.Combine(Cli.Samples, "eml"), number + "-*.eml")[0];

    private CliAnswer TakeIn(params string[] numbers)
    {
        var folder = Path.Combine(_cli.Folder, "mail");
        Directory.CreateDirectory(folder);
        foreach (var file in numbers.Select(Sample))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return _cli.Run("ingest", "--once", "--from", folder);
    }
}
