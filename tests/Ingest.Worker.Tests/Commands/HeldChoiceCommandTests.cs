namespace Touchpoints.Ingest.Tests;

/// <summary>What a person may do with held mail (behaviour.md B10), by command, on a real store.</summary>
public sealed class HeldChoiceCommandTests : TakenInMail
{
    // Of samples/directory/touchpoints.csv.
    private const string ErasedThread = "5";
    private const string ClosedThread = "3";
    private const string ClosedThreadMailedAs = "<t.ab.cmtyuqgyf2zyu.fwpexmemc2xb3qdz6obay5zk7i@reply.vendor.example>";

    private string _thread = "";

    [Test]
    public void Spam_is_released_with_its_sender_for_good_until_that_is_taken_back()
    {
        var reply = ReplyAddress();
        TakeIn(Mail("jane@acme.example", reply, "One", "X-Spam-Flag: YES"), Mail("jane@acme.example", reply, "Two", "X-Spam-Flag: YES"));
        Assert.That(Held(), Is.EqualTo("spam spam"));

        var released = Run("held", "accept", "1", "--sender");
        var listed = Run("directory", "senders", "--json").Lines.Single();
        TakeIn(Mail("jane@acme.example", reply, "Three", "X-Spam-Flag: YES"));
        var forgotten = Run("directory", "forget", "jane@acme.example");
        TakeIn(Mail("jane@acme.example", reply, "Four", "X-Spam-Flag: YES"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(released.Error, Does.Contain("Mail 1 is recorded on Acme GmbH.").And.Contain("From now on mail of jane@acme.example is let through; 1 held mail settled by it. To take that back: touchpoints directory forget jane@acme.example"));
            Assert.That((listed.GetProperty("entry").GetString(), listed.GetProperty("decided").GetString(), listed.GetProperty("by").GetString()), Is.EqualTo(("jane@acme.example", "never held as spam", "tester")));
            Assert.That(Run("held", "show", "1").Out, Does.Contain("tester let further mail through: never-spam: jane@acme.example").And.Contain("but tester decided on"));
            Assert.That(forgotten.Error, Does.Contain("is forgotten; 3 recorded mails would now be decided differently: touchpoints replay --dry-run."), forgotten.Error);
            Assert.That(Held(), Is.EqualTo("spam"));
            Assert.That(Run("directory", "senders").Out, Does.Contain("taken back by tester"));
            Assert.That(Run("directory", "forget", "jane@acme.example").Error, Does.Contain("Nothing is remembered"));
        }
    }

    [Test]
    public void What_failed_authentication_is_accepted_once_or_for_the_whole_domain()
    {
        Strict("\"Authentication\": \"Require\"");
        TakeIn(Logged("anna@vendor.example", "One"), Logged("ben@vendor.example", "Two"), Logged("ben@vendor.example", "Three"));
        Assert.That(Held(), Is.EqualTo("auth-failed auth-failed auth-failed"));

        Assert.That(Run("held", "accept", "1").Error, Does.Contain("Mail 1 is recorded on Acme GmbH."));
        Assert.That(Held(), Is.EqualTo("auth-failed auth-failed"), "once is once");
        Assert.That(Run("held", "accept", "2", "--domain").Error, Does.Contain("mail of @vendor.example is let through"));
        Assert.That(Held(), Is.Empty);
        Assert.That(Run("replay", "--dry-run").Error, Does.Contain("3 as before, 0 would differ"), "a replay keeps to what a person decided");
    }

    [Test]
    public void A_contact_of_another_account_is_let_in_and_becomes_a_contact_of_this_one()
    {
        TakeIn(Mail("gina@globex.example", ReplyAddress(), "From elsewhere"));
        Assert.That(Held(), Is.EqualTo("other-account"));

        var accepted = Run("held", "accept", "1", "--contact");

        Assert.That(accepted.Error, Does.Contain("Mail 1 is recorded on Acme GmbH.").And.Contain("gina@globex.example is a contact of Acme GmbH now."));
        Assert.That(Run("directory", "check").Out, Does.Contain("gina@globex.example is a contact of several accounts: acme, globex"), "and it is told what that means");
    }

    [Test]
    public void An_unknown_address_is_given_to_its_user()
    {
        TakeIn(Logged("anna@private.example", "From home"), Logged("anna@private.example", "Once more"));
        Assert.That(Run("held", "accept", "1", "--user", "ana").Error, Does.Contain("There is no user \"ana\"."));

        Assert.That(Run("held", "accept", "1", "--user", "anna").Error, Does.Contain("Mail 1 is recorded on Acme GmbH.").And.Contain("anna@private.example is an address of Anna Adler now; 1 held mail settled by it."));
        Assert.That(Held(), Is.Empty);
    }

    [Test]
    public void A_mail_is_put_into_a_thread_on_several_accounts_or_kept_unread_and_a_replay_keeps_to_it()
    {
        Strict("\"MaxMailMegabytes\": 1");
        ReplyAddress();
        byte[] large = [.. Logged("anna@vendor.example", "Large"), .. new byte[1_100_000]];
        TakeIn(Mail("jane@acme.example", "nobody@elsewhere.example", "Which thread"), Logged("anna@vendor.example", "Several", to: "someone@nowhere.example"), large);
        TakeIn(Logged("anna@vendor.example", "Stays", to: "someone@nowhere.example"), [.. large, 1]);
        Assert.That(Held(), Is.EqualTo("unaddressed no-match oversize no-match oversize"));

        var thread = Run("held", "thread", "1", _thread);
        var several = Run("held", "assign", "2", "acme", "globex");
        var kept = Run("held", "keep", "3", "globex");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(thread.Error, Does.Contain("Mail 1 is recorded on Acme GmbH."));
            Assert.That(several.Error, Does.Contain("Mail 2 is recorded on Acme GmbH and Globex S.A."));
            Assert.That(kept.Error, Does.Contain("Mail 3 is recorded on Globex S.A."));
            Assert.That(Run("held", "show", "3").Out, Does.Contain($"mail.eml, message/rfc822, {large.Length} octets").And.Contain("A mail that was kept unread"));
            Assert.That(Run("held", "accept", "5").Error, Does.Contain("Mail 5 is recorded on Acme GmbH."), "read, however large it is");
            Assert.That(Run("held", "thread", "4", ErasedThread).Error, Does.Contain("was erased for privacy, and takes nothing any more"));
            Assert.That(Run("held", "thread", "1", _thread).Error, Does.Contain("Mail 1 is not held (any more): it is recorded."));
            Assert.That(Run("replay", "--dry-run").Error, Does.Contain("0 would differ"));
        }
    }

    [TestCase("\r\n")]
    [TestCase("\n")]
    public void An_answer_to_a_mail_that_was_kept_unread_finds_its_thread_T3(string lineEnd)
    {
        Strict("\"MaxMailMegabytes\": 1");
        var text = "Delivered-To: touchpoints@in.vendor.example\r\n" + Text("anna@vendor.example", "jane@acme.example", "Large", "") + new string('x', 1_100_000);
        TakeIn(Bytes(text.ReplaceLineEndings(lineEnd)));
        Assert.That(Held(), Is.EqualTo("oversize"));
        Assert.That(Run("held", "keep", "1", "acme").Code, Is.Zero);

        TakeIn(Mail("jane@acme.example", "touchpoints@in.vendor.example", "Re: Large", "In-Reply-To: <Large@client.example>"));

        // Who was on it nobody knows: to outsiders it is a note among ourselves, and their answers wait with its thread (B5.3).
        var lines = Run("changes").Lines;
        var kept = lines.Last(line => line.GetProperty("what").GetString() == "touchpoint").GetProperty("touchpoint").GetInt64();
        Assert.That(Held(), Is.EqualTo("internal-thread"));
        Assert.That(lines[^1].GetProperty("touchpoint").GetInt64(), Is.EqualTo(kept));
        Assert.That(Run("held", "thread", "2", $"{kept}").Error, Does.Contain("Mail 2 is recorded on Acme GmbH."));
        Assert.That(Run("replay", "--dry-run").Error, Does.Contain("0 would differ"));
    }

    [Test]
    public void A_deleted_thread_holds_its_answer_and_restoring_it_releases_that_S019()
    {
        var reply = ReplyAddress();
        Assert.That(Run("touchpoint", "delete", _thread, "--why", "by mistake").Error, Does.Contain($"Touchpoint {_thread} is deleted. To bring it back: touchpoints touchpoint restore {_thread}"));
        TakeIn(Mail("jane@acme.example", reply, "An answer"));
        Assert.That(Held(), Is.EqualTo("thread-deleted"));
        Assert.That(Run("held", "thread", "1", _thread).Error, Does.Contain("Bring it back first"));

        Assert.That(Run("touchpoint", "restore", _thread).Error.Trim(), Is.EqualTo($"Touchpoint {_thread} is restored, and open as it was; 1 held mail settled by it."));
        Assert.That(Held(), Is.Empty);
        Assert.That(Run("touchpoint", "restore", _thread).Error, Does.Contain($"Touchpoint {_thread} is not deleted: it is open."));
    }

    [Test]
    public void Held_mail_whose_octets_are_damaged_stays_held_and_no_other_waits_for_it()
    {
        var reply = ReplyAddress();
        Assert.That(Run("touchpoint", "delete", _thread, "--why", "by mistake").Code, Is.Zero);
        TakeIn(Mail("jane@acme.example", reply, "One"), Mail("jane@acme.example", reply, "Two"), Mail("jane@acme.example", reply, "Three"));
        using (var segment = Directory.EnumerateFiles(House.Folder, "seg-*", SearchOption.AllDirectories).Select(file => File.OpenWrite(file)).Single())
        {
            segment.SetLength(segment.Length - 1);
        }


        Assert.That(Run("touchpoint", "restore", _thread).Error.Trim(), Is.EqualTo($"Touchpoint {_thread} is restored, and open as it was; 2 held mails settled by it."));
        Assert.That(Held(), Is.EqualTo("thread-deleted"));
    }

    [Test]
    public void A_closed_thread_that_was_deleted_is_closed_again_and_its_answer_came_after_the_close()
    {
        // B5.3
        Assert.That(Run("touchpoint", "delete", ClosedThread, "--why", "by mistake").Code, Is.Zero);
        TakeIn(Mail("jane@acme.example", "touchpoints@in.vendor.example", "Re: Closed", $"In-Reply-To: {ClosedThreadMailedAs}"));
        Assert.That(Held(), Is.EqualTo("thread-deleted"));

        Assert.That(Run("touchpoint", "restore", ClosedThread).Error.Trim(), Is.EqualTo($"Touchpoint {ClosedThread} is restored, and closed as it was; 1 held mail settled by it."));
        Assert.That(Run("changes").Lines.Where(line => line.GetProperty("what").GetString() is "restored" or "reply").Select(line => line.GetProperty("threadState").GetString()), Is.EqualTo(new[] { "closed", "closed" }));
    }

    [Test]
    public void A_further_delivery_with_better_addresses_frees_a_held_mail_and_nothing_is_doubled()
    {
        var reply = ReplyAddress();
        var mail = Text("jane@acme.example", "somebody@elsewhere.example", "Re: Offer", "");
        TakeIn(Bytes(mail));
        Assert.That(Held(), Is.EqualTo("unaddressed"));

        TakeIn(Bytes("X-Other: 1\r\n" + mail));
        Assert.That(Held(), Is.EqualTo("unaddressed"), "a copy that says nothing new");
        TakeIn(Bytes($"Delivered-To: {reply}\r\n" + mail));

        var shown = Run("held", "show", "1", "--json").Lines[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown.GetProperty("outcome").GetString(), Is.EqualTo("recorded"));
            Assert.That(shown.GetProperty("deliveries").EnumerateArray().Select(d => d.GetProperty("outcome").GetString()), Is.EqualTo(new[] { "recorded", "duplicate", "duplicate" }));
            Assert.That(shown.GetProperty("audit")[0].GetProperty("by").GetString(), Is.EqualTo("a further delivery"));
            Assert.That(Run("replay", "--dry-run").Error, Does.Contain("1 mail decided again: 1 as before, 0 would differ."), "a replay sees all deliveries too");
        }
    }

    [Test]
    public void A_customers_mail_that_a_user_resends_is_freed_by_the_resent_copy()
    {
        var mail = Text("jane@acme.example", "touchpoints@in.vendor.example", "Please note", "");
        TakeIn(Bytes(mail));
        Assert.That(Held(), Is.EqualTo("unknown-author"));

        TakeIn(Bytes("Resent-From: anna@vendor.example\r\nResent-To: touchpoints@in.vendor.example\r\n" + mail));

        Assert.That(Held(), Is.Empty);
        Assert.That(Run("held", "show", "1").Out, Does.Contain("The user anna resent this mail"));
    }

    [Test]
    public void What_does_not_fit_the_reason_is_refused_with_what_to_do()
    {
        TakeIn(Logged("anna@vendor.example", "Nobody knows", to: "someone@nowhere.example"));

        Assert.That(Run("held", "accept", "1").Error, Does.Contain("Mail 1 is held as no-match, and that is not settled in this way. Add the missing contact or domain"));
        Assert.That(Run("held", "accept", "1", "--sender").Error, Does.Contain("not settled in this way"));
        Assert.That(Run("held", "keep", "1", "acme").Error, Does.Contain("not settled in this way"));
        Assert.That(Run("held", "accept", "1", "--sender", "--contact").Code, Is.EqualTo(2));
        Assert.That(Run("held", "thread", "1", "999").Error, Does.Contain("There is no touchpoint 999."));
        Assert.That(Run("held", "accept", "99").Error, Does.Contain("There is no mail 99."));
    }

    /// <summary>The reply address of a touchpoint for Jane of Acme; its number is then in <see cref="_thread"/>.</summary>
    private string ReplyAddress()
    {
        var made = Run("touchpoint", "new", "--account", "acme", "--to", "jane@acme.example", "--subject", "Offer", "--author", "anna@vendor.example", "--json");
        Assert.That(made.Code, Is.Zero, made.Error);
        _thread = made.Lines[0].GetProperty("touchpoint").ToString();
        return made.Lines[0].GetProperty("replyAddress").GetString()!;
    }
}
