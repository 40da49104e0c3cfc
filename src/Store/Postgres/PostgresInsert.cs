namespace Touchpoints.Store;

/// <summary>Rows to insert. Ids come from blocks of the table's sequence, so that nobody waits for one.</summary>
internal sealed class PostgresInsert(PostgresWriter writer, string table, string columns, string onConflict) : PostgresRows(writer)
{
    private readonly PostgresWriter _writer = writer;
    private readonly Queue<long> _ids = new();
    private bool _hasIds;

    public override long Insert()
    {
        if (_ids.Count == 0)
        {
            _writer.NextIds(table).ForEach(_ids.Enqueue);
        }

        var id = _ids.Dequeue();
        _hasIds = true;
        With(id).Run();
        return id;
    }

    /// <summary>The sequence may be another one, that gives them to others.</summary>
    public void ForgetIds() => _ids.Clear();

    protected override string Sql(string arrays) => $"INSERT INTO {table} ({columns}{(_hasIds ? ", id" : "")}) SELECT * FROM unnest({arrays}) {onConflict}";
}
