using System.Text.Json;

namespace Touchpoints.Ingest.Tests;

/// <summary>verify on a store of samples: mails with and without attachments, in a folder beside the database.</summary>
public sealed class VerifyCommandTests
{
    private Cli _cli = null!;

    private string Octets => Path.Combine(_cli.Folder, "octets");

    private string Segment => Directory.EnumerateFiles(Octets, "seg-*").Single();

    [SetUp]
    public void SetUp()
    {
        _cli = new Cli();
        Assert.That(_cli.Run("ingest", "--once", "--from", Path.Combine(Cli.Samples, "eml")).Code, Is.Zero);
    }

    [TearDown]
    public void TearDown() => _cli.Dispose();

    [Test]
    public void Everything_is_as_it_came()
    {
        var answer = _cli.Run("verify", "--json");
        var sum = answer.Lines.Single();
        Assert.That(answer.Code, Is.Zero, answer.Error);
        Assert.That(sum.GetProperty("mails").GetInt64(), Is.EqualTo(Directory.GetFiles(Path.Combine(Cli.Samples, "eml"), "*.eml").Length));
        Assert.That(sum.GetProperty("attachments").GetInt64(), Is.Positive);
        Assert.That(sum.GetProperty("octets").GetInt64(), Is.EqualTo(new FileInfo(Segment).Length));
        Assert.That((sum.GetProperty("found").GetInt64(), sum.GetProperty("unnamedOctets").GetInt64()), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void One_octet_that_changed_is_found_with_its_mail_and_segment()
    {
        using (var segment = new FileStream(Segment, FileMode.Open))
        {
            segment.Position = 100;
            var octet = segment.ReadByte();
            segment.Position = 100;
            segment.WriteByte((byte)(octet ^ 1));
        }

        var answer = _cli.Run("verify", "--json");
        var finding = answer.Lines[0];
        Assert.That(answer.Code, Is.EqualTo(1));
        Assert.That(answer.Lines, Has.Length.EqualTo(2));
        Assert.That(finding.GetProperty("what").GetString(), Is.EqualTo("changed"));
        Assert.That(finding.GetProperty("mail").GetInt64(), Is.Positive);
        Assert.That(finding.GetProperty("name").GetString(), Does.EndWith(".eml"));
        Assert.That(Path.GetFileName(Segment), Does.EndWith(finding.GetProperty("segment").GetString()!));
        Assert.That(finding.GetProperty("fix").GetString(), Does.StartWith("Restore this segment"));
        Assert.That(_cli.Run("verify").Out, Does.Contain("1 ARE NOT AS THEY CAME"));
    }

    [Test]
    public void A_segment_that_is_short_or_gone_is_found_with_every_mail_in_it()
    {
        var mails = _cli.Run("verify", "--json").Lines[^1].GetProperty("mails").GetInt64();
        using (var segment = new FileStream(Segment, FileMode.Open))
        {
            segment.SetLength(segment.Length - 1);
        }

        var isShort = _cli.Run("verify", "--json");
        File.Delete(Segment);
        var isGone = _cli.Run("verify", "--json");
        Assert.That((isShort.Code, isGone.Code), Is.EqualTo((1, 1)));
        Assert.That(isShort.Lines.Select(Said).ToList(), Has.Count.EqualTo(2).And.Some.Contains("shorter"));
        Assert.That(isGone.Lines.SkipLast(1).Select(Said).ToList(), Has.Count.EqualTo((int)mails).And.All.Contains("missing"));
    }

    [Test]
    public void An_attachment_whose_row_is_wrong_is_found()
    {
        Sql("UPDATE attachment SET sha256 = x'00' WHERE id = (SELECT min(id) FROM attachment); UPDATE attachment SET start = 1000000000 WHERE id = (SELECT max(id) FROM attachment)");
        var answer = _cli.Run("verify", "--json");
        Assert.That(answer.Lines.SkipLast(1).Select(line => line.GetProperty("attachment").GetInt64() > 0), Is.EqualTo(new[] { true, true }));
        Assert.That(answer.Code, Is.EqualTo(1));
    }

    [Test]
    public void What_no_row_names_is_counted_and_swept_when_it_is_a_day_old()
    {
        var loose = Path.Combine(Octets, "seg-000007");
        File.WriteAllText(loose, "nobody's");
        Assert.That(_cli.Run("verify", "--sweep", "--json").Lines.Select(Unnamed), Is.EqualTo(new[] { 8L, 0L }));

        File.SetLastWriteTimeUtc(loose, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-25));
        Assert.That(_cli.Run("verify", "--sweep", "--json").Lines.Select(Unnamed), Is.EqualTo(new[] { 8L, 8L }));
        Assert.That(File.Exists(loose), Is.False);
        Assert.That(_cli.Run("verify", "--sweep").Out, Does.Contain("all as they came").And.Contain("0 B that no row named were removed"));
    }

    private static string Said(JsonElement line) => line.TryGetProperty("said", out var said) ? said.GetString()! : "";

    private static long Unnamed(JsonElement line) => line.TryGetProperty("unnamedOctets", out var unnamed) ? unnamed.GetInt64() : line.GetProperty("sweptOctets").GetInt64();

    private void Sql(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_cli.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
