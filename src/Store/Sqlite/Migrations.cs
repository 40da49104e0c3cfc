using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Touchpoints.Store;

/// <summary>Numbered scripts that make the schema, each applied once, its checksum kept.</summary>
internal static class Migrations
{
    // "TPTS": tells this program's databases from other people's.
    public const int ApplicationId = 0x54505453;

    private const string Prefix = "Touchpoints.Store.Migrations.Sqlite.";

    private static readonly Migration[] All = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(Load)];

    /// <summary>Applies what is missing, all of it in one transaction. Safe to repeat.</summary>
    public static void Apply(Writer writer, string file) => writer.Write(() =>
    {
        var connection = writer.Connection;
        var applied = Applied(connection, file);
        Check(applied, file);
        if (applied.Count == 0)
        {
            writer.Execute($"PRAGMA application_id = {ApplicationId}");
            writer.Execute("CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
        }

        foreach (var migration in All.Skip(applied.Count))
        {
            writer.Execute(migration.Sql);
            connection.Execute(
                "INSERT INTO migration (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @At)",
                new { migration.Number, migration.Name, migration.Checksum, At = writer.Time.GetUtcNow().ToUnixTimeMilliseconds() });
        }

        connection.Execute(
            "INSERT INTO setting (name, value) VALUES ('instance_id', @Id) ON CONFLICT DO NOTHING",
            new { Id = RandomNumberGenerator.GetHexString(16, lowercase: true) });
    });

    /// <summary>Refuses a database whose schema is not exactly this program's.</summary>
    public static void Require(SqliteConnection connection, string file)
    {
        var applied = Applied(connection, file);
        Check(applied, file);
        if (applied.Count < All.Length)
        {
            throw new StoreException(StoreProblem.TooOld, $"The database {file} has an older schema ({applied.Count} of {All.Length} migrations). Run \"touchpoints migrate\" while no worker runs.");
        }
    }

    private static List<(long Number, string Checksum)> Applied(SqliteConnection connection, string file)
    {
        var id = connection.ExecuteScalar<long>("PRAGMA application_id");
        var tables = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master");
        if (tables == 0)
        {
            return [];
        }

        if (id != ApplicationId)
        {
            throw StoreProblems.Damaged(file, "it is a database, but not one of this program");
        }

        return [.. connection.Query<(long, string)>("SELECT number, checksum FROM migration ORDER BY number")];
    }

    private static void Check(List<(long Number, string Checksum)> applied, string file)
    {
        if (applied.Count > All.Length)
        {
            throw new StoreException(
                StoreProblem.TooNew,
                $"The database {file} was made by a newer version of this program (migration {applied[^1].Number}; this one knows {All.Length}). Start that version, or restore a backup from before the update.");
        }

        for (var i = 0; i < applied.Count; i++)
        {
            if (applied[i].Checksum != All[i].Checksum)
            {
                throw StoreProblems.Damaged(file, $"its migration {applied[i].Number} is not the one that this program knows as {All[i].Name}");
            }
        }
    }

    private static Migration Load(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!, Encoding.UTF8);
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        var name = resource[Prefix.Length..^".sql".Length];
        return new Migration(int.Parse(name.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture), name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))), sql);
    }

    private sealed record Migration(int Number, string Name, string Checksum, string Sql);
}
