using System.Data;
using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Touchpoints.Store;

/// <summary>
/// The PostgreSQL side of a move. How far it has come stands in the database itself, committed with the rows, so that a move that was killed goes on where it
/// stopped. References between tables are off meanwhile and looked at when all rows are there.
/// </summary>
internal sealed class MoveTarget(NpgsqlConnection connection, string place)
{
    /// <summary>The setting that says that a move is under way: the id of the installation that is moved in.</summary>
    public const string Moving = "moving";

    private const string DropReferences =
        """
        CREATE TABLE moving_reference AS SELECT conrelid::regclass::text AS owner, conname::text AS name, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace;
        DO $$ DECLARE r record; BEGIN
          FOR r IN SELECT owner, name FROM moving_reference LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.owner, r.name); END LOOP;
        END $$
        """;

    private const string Complete =
        """
        DO $$ DECLARE r record; BEGIN
          FOR r IN SELECT owner, name, definition FROM moving_reference LOOP EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', r.owner, r.name, r.definition); END LOOP;
          FOR r IN SELECT table_name FROM information_schema.columns WHERE is_identity = 'YES' AND table_schema = current_schema() LOOP
            EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), coalesce(max(id), 0) + 1, false) FROM %I', r.table_name, r.table_name);
          END LOOP;
        END $$;
        DROP TABLE moving_reference;
        DELETE FROM setting WHERE name LIKE 'moving%'
        """;

    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>Begins, or goes on with the same move.</summary>
    /// <exception cref="StoreException">The database is not empty, or another installation is being moved in (Refused).</exception>
    public void Begin(string instance, IReadOnlyList<MovedTable> tables)
    {
        using var transaction = Connection.BeginTransaction();
        Connection.Execute("SELECT value FROM setting WHERE name = 'cache_version' FOR UPDATE");
        if (Progress("") is { } before)
        {
            if (before != instance)
            {
                throw new StoreException(StoreProblem.Refused, $"Another installation is being moved into {place}, and that is not finished. Finish that move, or name another, empty database.");
            }

            return;
        }

        var full = tables.Where(table => table.Name != "flow").Select(table => table.Name).FirstOrDefault(name => Connection.ExecuteScalar<bool>($"SELECT EXISTS (SELECT 1 FROM {name})"));
        if (full is not null)
        {
            throw new StoreException(StoreProblem.Refused, $"{place} is not empty: its table {full} has rows. Nothing was moved. Name an empty database (createdb).");
        }

        Connection.Execute("DELETE FROM flow");
        Connection.Execute(DropReferences);
        SetProgress("", instance);
        transaction.Commit();
    }

    /// <summary>How far a step is; null when it has not begun.</summary>
    public string? Progress(string step) => Connection.ExecuteScalar<string?>("SELECT value FROM setting WHERE name = @name", new { name = Moving + step });

    /// <summary>Says how far a step is.</summary>
    public void SetProgress(string step, string value) => Connection.Execute(
        "INSERT INTO setting (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { name = Moving + step, value });

    /// <summary>Some rows, and that they are there, in one transaction.</summary>
    public void Copy(MovedTable table, IReadOnlyList<object?[]> rows)
    {
        using var transaction = Connection.BeginTransaction();
        using (var copy = Connection.BeginBinaryImport($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var row in rows)
            {
                copy.StartRow();
                Array.ForEach(row, value => Write(copy, value));
            }

            copy.Complete();
        }

        SetProgress(":" + table.Name, JsonSerializer.Serialize(KeyOf(table, rows[^1]), StoredJson.Default.StringArray));
        var committed = Effects.About("commit", "database");
        transaction.Commit();
        committed.Done();
    }

    /// <summary>The references are looked at and stand again, new ids come after the old ones, the settings are the moved installation's.</summary>
    public void End(IReadOnlyList<(string Name, string Value)> settings)
    {
        using var transaction = Connection.BeginTransaction();
        foreach (var (name, value) in settings)
        {
            Connection.Execute("INSERT INTO setting (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { name, value });
        }

        Connection.Execute(Complete, commandTimeout: 0);
        transaction.Commit();
        Connection.Execute("ANALYZE", commandTimeout: 0, commandType: CommandType.Text);
    }

    private static string[] KeyOf(MovedTable table, object?[] row) =>
        [.. table.Keys.Select(key => Convert.ToString(row[table.Columns.ToList().IndexOf(key)], System.Globalization.CultureInfo.InvariantCulture)!)];

    private static void Write(NpgsqlBinaryImporter copy, object? value)
    {
        switch (value)
        {
            case long number:
                copy.Write(number, NpgsqlDbType.Bigint);
                break;
            case string text:
                copy.Write(PostgresText.Of(text), NpgsqlDbType.Text);
                break;
            case byte[] blob:
                copy.Write(blob, NpgsqlDbType.Bytea);
                break;
            default:
                copy.WriteNull();
                break;
        }
    }
}
