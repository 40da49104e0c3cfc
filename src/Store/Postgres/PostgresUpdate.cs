namespace Touchpoints.Store;

/// <summary>Columns of rows to change; the id is bound last.</summary>
internal sealed class PostgresUpdate(PostgresWriter writer, string table, string columns) : PostgresRows(writer)
{
    protected override string Sql(string arrays)
    {
        var names = columns.Split(',', StringSplitOptions.TrimEntries);
        return $"UPDATE {table} SET {string.Join(", ", names.Select(name => $"{name} = x.{name}"))} FROM unnest({arrays}) AS x({columns}, id) WHERE {table}.id = x.id";
    }
}
