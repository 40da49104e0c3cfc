namespace Touchpoints.Ingest.Tests;

/// <summary>What entries of never-log lists, and their end, do to mail that is there (behaviour.md B7.1, B7.5), by command.</summary>
public sealed class NeverLogCommandTests : TakenInMail
{
    [Test]
    public void A_users_own_never_log_list_is_imported_listed_and_changed_and_held_and_recorded_mail_follow()
    {
        TakeIn(Logged("anna@vendor.example", "Private"), Logged("ben@vendor.example", "Business"));
        var twice = Run("directory", "import", House.Write("never-log.csv", "address,user\njane@acme.example,anna\n"));
        var listed = Run("directory", "never-log", "list");
        var review = Run("replay", "--dry-run");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(twice.Out, Does.Contain("1 added, 0 changed, 0 unchanged").And.Contain("1 recorded mail would now be decided differently"));
            Assert.That(listed.Out, Does.Contain("jane@acme.example,anna").And.Contain("lawyer@counsel.example,\n"));
            Assert.That(review.Out, Does.Contain("anna's own never-log list"));
            Assert.That(Run("directory", "never-log", "remove", "jane@acme.example").Error, Does.Contain("is not on the organisation's never-log list"));
            Assert.That(Run("directory", "never-log", "remove", "jane@acme.example", "--user", "anna").Error, Does.Contain("jane@acme.example is on anna's own never-log list no longer."));
            Assert.That(Run("replay", "--dry-run").Error, Does.Contain("0 would differ"));
            Assert.That(Run("directory", "never-log", "add", "jane", "--user", "anna").Code, Is.EqualTo(2));
            Assert.That(Run("directory", "never-log", "add", "@acme.example", "--user", "ben").Error, Does.Contain("is on ben's own never-log list now; 1 recorded mail would now be decided differently"));
        }
    }

    [TestCase("jane@acme.example", "anna")]
    [TestCase("@acme.example", "")]
    public void Mail_that_a_never_log_entry_had_ignored_is_told_of_when_it_goes_and_brought_back_by_a_replay_B7_5(string entry, string user)
    {
        string[] of = user.Length > 0 ? ["--user", user] : [];
        TakeIn(Logged("anna@vendor.example", "Before"), Logged("anna@vendor.example", "To a lawyer", to: "lawyer@counsel.example"));
        Run(["directory", "never-log", "add", entry, .. of]);
        TakeIn(Logged("anna@vendor.example", "One"), Logged("anna@vendor.example", "Two"), Logged("anna@vendor.example", "To both", to: "jane@acme.example, lawyer@counsel.example"));
        var removed = Run(["directory", "never-log", "remove", entry, .. of]).Error;

        Assert.That(removed, Does.Contain("ignored because of it, and not brought back by itself: 3 mails. To see what would become of that: touchpoints replay --dry-run 3 4 5. To bring it back: touchpoints replay --apply 3 4 5 --why"));
        Assert.That(Run("replay", "--apply", "3", "4", "5", "--why", "on the list by mistake").Error, Does.Contain("3 changed"));
        Assert.That(Run("held", "show", "4").Out, Does.Contain("Acme GmbH").And.Contain("Two"));
        Assert.That(Run("replay", "--dry-run").Error, Does.Contain("0 would differ"), "the lawyer's stays ignored");
    }
}
