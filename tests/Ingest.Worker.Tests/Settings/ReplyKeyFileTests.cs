using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

public sealed class ReplyKeyFileTests
{
    private string _folder = "";

    private string KeyFile => Path.Combine(_folder, "reply-keys");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("touchpoints-keys-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_first_start_makes_a_key_that_only_the_user_can_read()
    {
        var made = ReplyKeyFile.Read(KeyFile, makeWhenMissing: true);
        var again = ReplyKeyFile.Read(KeyFile, makeWhenMissing: true);
        Assert.Multiple(() =>
        {
            Assert.That(made.Keys[made.Active].Length, Is.EqualTo(32));
            Assert.That(again.Keys[0].ToArray(), Is.EqualTo(made.Keys[0].ToArray()));
            Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(KeyFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        });
    }

    [Test]
    public void Reading_makes_nothing()
        => Assert.That((ReplyKeyFile.Read(KeyFile, makeWhenMissing: false).Keys.Count, File.Exists(KeyFile)), Is.EqualTo((0, false)));

    [Test]
    public void The_last_key_is_the_active_one_and_all_of_them_check()
    {
        File.WriteAllLines(KeyFile, ["# first", $"0 {Convert.ToBase64String(new byte[32])}", $"7 {Convert.ToBase64String(new byte[32])}", ""]);
        var ring = ReplyKeyFile.Read(KeyFile, makeWhenMissing: false);
        Assert.That((ring.Active, ring.Keys.Count), Is.EqualTo((7, 2)));
    }

    [TestCase("0")]
    [TestCase("0 c2hvcnQ=")]
    [TestCase("1024 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase("x AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_damaged_line_is_told_with_its_number(string line)
    {
        File.WriteAllLines(KeyFile, ["", line]);
        Assert.That(() => ReplyKeyFile.Read(KeyFile, makeWhenMissing: false), Throws.InstanceOf<StoreException>().With.Message.Contains("line 2"));
    }
}
