namespace Touchpoints.Store;

/// <summary>Rows to insert.</summary>
internal sealed class PostgresInsert(PostgresWriter writer, PostgresIds ids, string table, string columns, string onConflict) : PostgresRows(writer)
{
    private bool _hasIds;

    public override long Insert()
    {
        var id = ids.Next();
        _hasIds = true;
        With(id).Run();
        return id;
    }

    protected override string Sql(string arrays) => $"INSERT INTO {table} ({columns}{(_hasIds ? ", id" : "")}) SELECT * FROM unnest({arrays}) {onConflict}";
}
