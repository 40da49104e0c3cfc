using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Touchpoints.Store;

/// <summary>Numbered scripts that make the schema of one engine, each applied once, its checksum kept. Engines have the same numbers and names.</summary>
internal sealed class Migrations
{
    private readonly Script[] _all;

    /// <summary>Takes the scripts of one folder, which are in the assembly.</summary>
    public Migrations(string folder)
    {
        var prefix = $"Touchpoints.Store.Migrations.{folder}.";
        _all = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Load(name, prefix))];
    }

    /// <summary>What the table says, when there is one.</summary>
    public static List<(long Number, string Checksum)> Applied(DbConnection connection) =>
        [.. connection.Query<(long, string)>("SELECT number, checksum FROM migration ORDER BY number")];

    /// <summary>Applies what is missing in the transaction that is open. Safe to repeat.</summary>
    public void Apply(DbConnection connection, List<(long Number, string Checksum)> applied, string place, DateTimeOffset now)
    {
        Check(applied, place);
        foreach (var script in _all.Skip(applied.Count))
        {
            connection.Execute(script.Sql);
            connection.Execute(
                "INSERT INTO migration (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @At)",
                new { script.Number, script.Name, script.Checksum, At = now.ToUnixTimeMilliseconds() });
        }

        connection.Execute(
            "INSERT INTO setting (name, value) VALUES ('instance_id', @Id) ON CONFLICT DO NOTHING",
            new { Id = RandomNumberGenerator.GetHexString(16, lowercase: true) });
    }

    /// <summary>Refuses a database whose schema is not exactly this program's.</summary>
    public void Require(List<(long Number, string Checksum)> applied, string place)
    {
        Check(applied, place);
        if (applied.Count < _all.Length)
        {
            throw new StoreException(StoreProblem.TooOld, $"The database {place} has an older schema ({applied.Count} of {_all.Length} migrations). Run \"touchpoints migrate\" while no worker runs.");
        }
    }

    private static Script Load(string resource, string prefix)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!, Encoding.UTF8);
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        var name = resource[prefix.Length..^".sql".Length];
        return new Script(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))), sql);
    }

    private void Check(List<(long Number, string Checksum)> applied, string place)
    {
        if (applied.Count > _all.Length)
        {
            throw new StoreException(
                StoreProblem.TooNew,
                $"The database {place} was made by a newer version of this program (migration {applied[^1].Number}; this one knows {_all.Length}). Start that version, or restore a backup from before the update.");
        }

        for (var i = 0; i < applied.Count; i++)
        {
            if (applied[i].Checksum != _all[i].Checksum)
            {
                throw StoreProblems.Damaged(place, $"its migration {applied[i].Number} is not the one that this program knows as {_all[i].Name}");
            }
        }
    }

    private sealed record Script(int Number, string Name, string Checksum, string Sql);
}
