using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>
/// All that a store holds, as lines in which two stores that mean the same are equal: an id is its row's place in the order of ids, and what the clock or
/// a second try may change is left out.
/// </summary>
internal sealed class EndState
{
    private static readonly HashSet<string> s_leftOut =
    [
        "migration.applied_at", "setting.value", "reply_address.id", "reply_address.created_at",
        "mailbox.caught_up_at", "mailbox.next_try_at", "mailbox.last_error_at", "epoch.opened_at", "epoch.uid_validity",
        "delivery.received_at", "delivery.attempts", "delivery.milliseconds", "delivery.segment", "delivery.start",
        "lease.holder", "lease.fence", "lease.until", "lease.taken_at",
        "mail.recorded_at", "touchpoint.recorded_at", "reply.recorded_at", "audit.at", "change.at",
    ];

    // Columns that hold ids, and whose; a new one that is missing here shows as a difference.
    private static readonly Dictionary<string, string> s_idsOf = new(StringComparer.Ordinal)
    {
        ["epoch"] = "epoch",
        ["delivery"] = "delivery",
        ["mail"] = "mail",
        ["thread"] = "touchpoint",
        ["linked_to"] = "touchpoint",
        ["merged_into"] = "touchpoint",
        ["reply"] = "reply",
        ["event"] = "event",
        ["account"] = "account",
        ["contact"] = "contact",
        ["person"] = "person_of_ours",
        ["person_of_ours"] = "person_of_ours",
        ["address"] = "address",
        ["author"] = "address",
        ["author_address"] = "address",
    };

    private static readonly char[] s_digits = [.. "0123456789"];

    private readonly Dictionary<string, Table> _tables;

    private EndState(Dictionary<string, Table> tables) => _tables = tables;

    /// <summary>The lines of a store; each delivery's octets are hashed anew. <paramref name="leftOut"/>: further columns, as table.column.</summary>
    public static IReadOnlyList<string> Of(StoreSettings store, params string[] leftOut)
    {
        using DbConnection connection = store.IsPostgres
            ? new Npgsql.NpgsqlConnection(store.Database + ";Pooling=false")
            : new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={store.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var names = Read(connection, store.IsPostgres ? "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace" : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Rows.Select(row => (string)row[0]!);
        var state = new EndState(names.ToDictionary(name => name, name => Read(connection, $"SELECT * FROM {name}"), StringComparer.Ordinal));

        // Octets in the database are read as those of a folder are: each mail's, below. Which workers live and what they ask for, and since when they have their rules, says nothing of mail.
        return [.. state._tables.Where(table => table.Key is not ("octets" or "worker" or "lease_ask" or "rules_change")).OrderBy(table => table.Key, StringComparer.Ordinal).SelectMany(table => state.Lines(table.Key, leftOut)), .. state.Octets(store)];
    }

    private static Table Read(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return new Table([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
    }

    private IEnumerable<string> Lines(string name, string[] leftOut)
    {
        var table = _tables[name];
        var shown = Enumerable.Range(0, table.Columns.Count).Where(i => !s_leftOut.Contains($"{name}.{table.Columns[i]}") && !leftOut.Contains($"{name}.{table.Columns[i]}")).ToList();
        return table.Rows.Select(row => $"{name}: {string.Join(" | ", shown.Select(i => $"{table.Columns[i]}={Text(name, table.Columns[i], row[i])}"))}").Order(StringComparer.Ordinal);
    }

    private string Text(string table, string column, object? value) => value switch
    {
        null => "-",
        long id when column == "id" => Rank(table, id),
        long id when s_idsOf.TryGetValue(column, out var of) => Rank(of, id),
        byte[] octets => Convert.ToHexStringLower(octets),

        // It names other mails and threads by their ids.
        string trace when column == "trace" => string.Join('#', trace.Split(s_digits, StringSplitOptions.RemoveEmptyEntries)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private string Rank(string table, long id) => _tables[table].Ranks.TryGetValue(id, out var rank) ? $"#{rank}" : $"{id}";

    private IEnumerable<string> Octets(StoreSettings store)
    {
        using var database = Database.OpenForReading(store, TimeProvider.System);
        foreach (var row in _tables["delivery"].Rows)
        {
            var delivery = _tables["delivery"];
            var place = new OctetsPlace(Column("segment"), Column("start"), Column("length"));
            using var octets = database.Octets.Read(place);
            var isSame = SHA256.HashData(octets.Memory.Span).AsSpan().SequenceEqual((byte[])row[delivery.Index("sha256")]!);
            yield return $"octets of delivery {Rank("delivery", Column("id"))}: {(isSame ? "whole" : "WRONG")}";

            long Column(string name) => (long)row[delivery.Index(name)]!;
        }
    }

    private sealed class Table(IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows)
    {
        private Dictionary<long, int>? _ranks;

        public IReadOnlyList<string> Columns => columns;

        public IReadOnlyList<object?[]> Rows => rows;

        public Dictionary<long, int> Ranks => _ranks ??= Index("id") < 0
            ? []
            : rows.Select(row => (long)row[Index("id")]!).Order().Select((id, rank) => (id, rank + 1)).ToDictionary(pair => pair.id, pair => pair.Item2);

        public int Index(string column) => columns.ToList().IndexOf(column);
    }
}
