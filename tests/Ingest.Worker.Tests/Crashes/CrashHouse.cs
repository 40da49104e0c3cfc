using System.Text.Json.Nodes;
using Npgsql;

namespace Touchpoints.Ingest.Tests;

/// <summary>What the runs of a scenario need: mail of the samples, their organisation, and a store for each run, on SQLite or PostgreSQL.</summary>
internal sealed class CrashHouse(bool isPostgres) : IDisposable
{
    // Everything that can become of a mail.
    private static readonly string[] s_some = ["001", "002", "006", "012", "013", "018", "021", "026", "028", "029", "049", "058", "061", "065", "071", "082"];

    private const int MailsOfSeed = 40;

    private string? _organisation;

    public string Folder { get; } = Directory.CreateTempSubdirectory("touchpoints-crashes-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Samples as files; the same for the same seed. Seed 0 is a small choice in order, others are larger and in any order.</summary>
    public string Mails(int seed)
    {
        var samples = SampleMail.In(Repository.File("samples/eml"));
        var folder = Path.Combine(Folder, "mails");
        new DemoPost().WriteFolder(folder, seed == 0 ? [.. samples.Where(s => s_some.Contains(s.Number))] : samples);
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray();
        new Random(seed).Shuffle(files);
        for (var i = 0; seed > 0 && i < files.Length; i++)
        {
            File.Move(files[i], i < MailsOfSeed ? Path.Combine(folder, $"{i:00}-{Path.GetFileName(files[i])}") : files[i] + ".left-out");
        }

        return folder;
    }

    /// <summary>The program on a store that has the sample organisation.</summary>
    public BuiltProgram Organised(string name, JsonObject? mailboxes = null)
    {
        var settings = Settings();
        settings["Mailboxes"] = mailboxes;
        lock (s_some)
        {
            return new BuiltProgram(Path.Combine(Folder, name), NewStore(name, _organisation ??= MakeOrganisation()), settings);
        }
    }

    /// <summary>The program on a store that is not there yet. It makes its reply keys too.</summary>
    public BuiltProgram New(string name)
    {
        var settings = Settings();
        settings.Remove("ReplyKeyFile");
        return new BuiltProgram(Path.Combine(Folder, name), NewStore(name, null), settings);
    }

    /// <summary>A new database, or a copy of one.</summary>
    public string NewStore(string name, string? of)
    {
        if (isPostgres)
        {
            var server = PostgresOfTests.Server;
            return server.Address(of is null ? server.NewDatabase() : server.NewDatabase(new NpgsqlConnectionStringBuilder(of).Database!));
        }

        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, name)).FullName, "t.db");
        if (of is not null)
        {
            File.Copy(of, file);
        }

        return file;
    }

    private static JsonObject Settings()
    {
        var settings = JsonNode.Parse(File.ReadAllText(Repository.File("samples/settings.json")))![SettingsReference.Root]!.DeepClone().AsObject();
        settings["ReplyKeyFile"] = Repository.File("samples/reply-keys");
        return settings;
    }

    private string MakeOrganisation()
    {
        var store = NewStore("organisation", null);
        var settings = Path.Combine(Folder, "settings.json");
        File.WriteAllText(settings, new JsonObject { [SettingsReference.Root] = Settings() }.ToJsonString());
        var answer = Cli.RunBare("directory", "import", Repository.File("samples/directory"), "--settings", settings, "--database", store);
        Assert.That(answer.Code, Is.Zero, answer.Error);
        return store;
    }
}
