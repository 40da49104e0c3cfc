using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Touchpoints.Store;

/// <summary>What was moved: rows by table, and mails whose octets went along (0 when they stay where they are).</summary>
public sealed record MovedStore(IReadOnlyDictionary<string, long> Rows, long Octets);

/// <summary>
/// Moves a whole installation from SQLite to PostgreSQL: every row with its id, then the octets unless they stay where they are. May be killed at any time and run
/// again; at the end both sides are counted and hashed. Until then no worker opens the target. The source is only read.
/// </summary>
public static class StoreMove
{
    private const int RowsAtOnce = 2_000;

    /// <summary>Moves; tells each table as it is done.</summary>
    /// <exception cref="StoreException">Says what, where and what to do; what was moved so far stays, and the next run goes on from there.</exception>
    public static MovedStore Run(StoreSettings from, StoreSettings to, TimeProvider time, Action<string> tell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(tell);
        using var source = SqliteEngine.OpenForWriting(from, time);
        using var target = PostgresEngine.OpenForMove(to, time);
        using var connection = target.Source.OpenConnection();
        try
        {
            return source.Writer.Read(() => Run(new MoveTarget(connection, to.Place), source.Writer.Connection, new Octets(from, to, time), tell, cancellationToken));
        }
        catch (NpgsqlException failure)
        {
            throw PostgresProblems.Of(failure, to.Place);
        }
    }

    private static MovedStore Run(MoveTarget target, DbConnection source, Octets octets, Action<string> tell, CancellationToken cancellationToken)
    {
        var tables = MovedTable.All(source).Where(table => !octets.Move || table.Name != "octets_gone").ToList();
        var settings = source.Query<(string Name, string Value)>("SELECT name, value FROM setting").ToList();
        target.Begin(settings.Single(setting => setting.Name == "instance_id").Value, tables);
        var rows = new Dictionary<string, long>();
        if (target.Progress(":verified") is null)
        {
            foreach (var table in tables)
            {
                Copy(target, source, table, tell, cancellationToken);
            }

            foreach (var table in tables)
            {
                rows[table.Name] = Verified(target, source, table, cancellationToken);
            }

            target.SetProgress(":verified", JsonSerializer.Serialize(rows, StoredJson.Default.DictionaryStringInt64));
            tell($"{rows.Count} tables are the same on both sides, row for row.");
        }
        else
        {
            rows = JsonSerializer.Deserialize(target.Progress(":verified")!, StoredJson.Default.DictionaryStringInt64)!;
        }

        var moved = octets.Move ? MovedOctets.Run(target, octets.From, octets.To, tell, cancellationToken) : 0;
        target.End(settings);
        return new MovedStore(rows, moved);
    }

    private static void Copy(MoveTarget target, DbConnection source, MovedTable table, Action<string> tell, CancellationToken cancellationToken)
    {
        var rows = 0;
        for (var chunk = Next(target, source, table); chunk.Count > 0; chunk = Next(target, source, table))
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Copy(table, chunk);
            rows += chunk.Count;
        }

        tell(string.Create(CultureInfo.InvariantCulture, $"{table.Name}: {rows} rows"));
    }

    // SQLite compares a number with its text as if they were of one type where the column says so, as all key columns do.
    private static List<object?[]> Next(MoveTarget target, DbConnection source, MovedTable table)
    {
        var last = target.Progress(":" + table.Name) is { } progress ? JsonSerializer.Deserialize(progress, StoredJson.Default.StringArray)! : [];
        using var command = source.CreateCommand();
        command.CommandText = table.After(hasKey: last.Length > 0);
        Bind(command, "@atMost", RowsAtOnce);
        for (var i = 0; i < last.Length; i++)
        {
            Bind(command, $"@p{i}", last[i]);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static void Bind(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static long Verified(MoveTarget target, DbConnection source, MovedTable table, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (there, here) = (TableHash.Of(source, table), TableHash.Of(target.Connection, table));
        return there == here
            ? here.Rows
            : throw new StoreException(
                StoreProblem.Damaged,
                $"The table {table.Name} is not the same on both sides after the move: {there.Rows} rows in SQLite, {here.Rows} in PostgreSQL{(there.Rows == here.Rows ? ", with other contents" : "")}. Nothing is switched over. Drop the target database, make it anew and move again.");
    }

    private sealed record Octets(StoreSettings Source, StoreSettings Target, TimeProvider Time)
    {
        // The same setting serves both, unless there is none: then a folder beside SQLite becomes a table of PostgreSQL.
        public bool Move => Target.Octets is null or OctetsSettings.InDatabase;

        public OctetsStore From() => OctetsStore.Open(Source with { Octets = Source.Octets is OctetsSettings.InDatabase ? null : Source.Octets }, Time);

        public OctetsStore To() => OctetsStore.Open(Target, Time);
    }
}
