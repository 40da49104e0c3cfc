using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>backup and restore on a store of samples.</summary>
public sealed class BackupCommandTests
{
    private Cli _cli = null!;

    private string Backup => Path.Combine(_cli.Folder, "backup");

    [SetUp]
    public void SetUp() => _cli = Cli.WithSamples();

    [TearDown]
    public void TearDown() => _cli.Dispose();

    [Test]
    public void What_was_backed_up_while_a_worker_held_the_database_is_restored_row_by_row_and_octet_by_octet()
    {
        using (Database.OpenForWriting(new StoreSettings(_cli.Database), TimeProvider.System))
        {
            var made = _cli.Run("backup", "--to", Backup, "--json");
            Assert.That(made.Code, Is.Zero, made.Error);
        }

        var before = _cli.Run("export").Out;
        using var elsewhere = new Cli();
        var restored = RestoreTo(elsewhere, "--json");
        Assert.That(restored.Code, Is.Zero, restored.Error);
        Assert.That(restored.Lines[0].GetProperty("deliveries").GetInt64(), Is.EqualTo(restored.Lines[1].GetProperty("mails").GetInt64()));
        Assert.That(restored.Lines[1].GetProperty("found").GetInt64(), Is.Zero);
        Assert.That(elsewhere.Run("export").Out, Is.EqualTo(before).And.Not.Empty);
    }

    [Test]
    public void A_backup_is_read_where_it_is()
    {
        _cli.Run("backup", "--to", Backup);
        Assert.That(CliAnswer("verify").Code, Is.Zero);

        CliAnswer CliAnswer(string command) => Cli.RunBare(command, "--settings", _cli.Settings, "--database", Path.Combine(Backup, "touchpoints.db"));
    }

    [Test]
    public void The_reply_keys_are_in_it_for_this_user_only()
    {
        _cli.Run("backup", "--to", Backup);
        Assert.That(File.ReadAllText(Path.Combine(Backup, "reply-keys")), Is.EqualTo(File.ReadAllText(Path.Combine(Cli.Samples, "reply-keys"))));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(Backup), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }
    }

    [Test]
    public void A_folder_with_something_in_it_is_not_written_to()
    {
        Assert.That(_cli.Run("backup", "--to", _cli.Folder).Error, Does.Contain("is not empty"));
    }

    [Test]
    public void An_installation_that_is_there_is_not_written_over()
    {
        _cli.Run("backup", "--to", Backup);
        var before = File.ReadAllBytes(_cli.Database);
        var refused = _cli.Run("restore", "--from", Backup);
        Assert.That((refused.Code, File.ReadAllBytes(_cli.Database)), Is.EqualTo((1, before)));
        Assert.That(refused.Error, Does.Contain("is there already").And.Contain("Move the database"));
    }

    [Test]
    public void Mail_of_another_installation_in_the_octets_folder_is_not_mixed_with_the_backups()
    {
        _cli.Run("backup", "--to", Backup);
        using var elsewhere = new Cli();
        Directory.CreateDirectory(Path.Combine(elsewhere.Folder, "octets"));
        elsewhere.Write("octets/seg-000001", "other mail");
        Assert.That(RestoreTo(elsewhere).Error, Does.Contain("another installation"));
        Assert.That(File.Exists(elsewhere.Database), Is.False);
    }

    [TestCase("touchpoints.db")]
    [TestCase("octets")]
    [TestCase("reply-keys")]
    public void One_octet_that_changed_in_a_backup_is_found_before_anything_is_written(string where)
    {
        _cli.Run("backup", "--to", Backup);
        var file = Path.Combine(Backup, where);
        file = Directory.Exists(file) ? Directory.EnumerateFiles(file).First() : file;
        var octets = File.ReadAllBytes(file);
        octets[octets.Length / 2] ^= 1;
        File.WriteAllBytes(file, octets);
        using var elsewhere = new Cli();
        Assert.That(RestoreTo(elsewhere).Error, Does.Contain("is not what was backed up"));
        Assert.That(File.Exists(elsewhere.Database) || Directory.Exists(Path.Combine(elsewhere.Folder, "octets")), Is.False);
    }

    [Test]
    public void A_backup_without_its_manifest_was_not_finished()
    {
        _cli.Run("backup", "--to", Backup);
        File.Delete(Path.Combine(Backup, "manifest.json"));
        using var elsewhere = new Cli();
        Assert.That(RestoreTo(elsewhere).Error, Does.Contain("is no backup"));
    }

    [TestCase("backup", "--to")]
    [TestCase("restore", "--from")]
    public void PostgreSQL_is_refused_with_its_own_tools_named(string command, string option)
    {
        var refused = Cli.RunBare(command, option, Backup, "--settings", _cli.Settings, "--database", "postgres://u:secret@127.0.0.1:1/d");
        Assert.That((refused.Code, refused.Error), Is.EqualTo((1, refused.Error)));
        Assert.That(refused.Error, Does.Contain("pg_dump").And.Contain("reply key file").And.Not.Contain("secret"));
    }

    private CliAnswer RestoreTo(Cli elsewhere, params string[] options) => elsewhere.Run(["restore", "--from", Backup, .. options]);
}
