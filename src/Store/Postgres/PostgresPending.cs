using Npgsql;

namespace Touchpoints.Store;

/// <summary>What nobody waits for, until it is sent: single statements, and rows that go as one statement a table.</summary>
internal sealed class PostgresPending
{
    // In the order in which they were made, which is that of the tables' references: address, mail, touchpoint, participant …
    private readonly List<PostgresRows> _inserts = [];
    private readonly List<PostgresRows> _updates = [];
    private readonly List<NpgsqlBatchCommand> _queue = [];

    public bool IsEmpty => _queue.Count == 0 && Rows == 0;

    /// <summary>How many rows wait.</summary>
    public int Rows { get; private set; }

    public void AddInsert(PostgresRows insert) => _inserts.Add(insert);

    /// <summary>Rows that are sent after everything else.</summary>
    public void AddUpdate(PostgresRows update) => _updates.Add(update);

    public void Queue(NpgsqlBatchCommand command) => _queue.Add(command);

    public void AddedRow() => Rows++;

    /// <summary>
    /// Moves all of it. Rows of inserts first, for whatever else is queued may name them, and none of them names what the others do. Then what is queued one by
    /// one; then the changes of many rows, which are a row's last.
    /// </summary>
    public void MoveTo(NpgsqlBatch batch)
    {
        Take(batch, _inserts);
        _queue.ForEach(batch.BatchCommands.Add);
        Take(batch, _updates);
        _queue.Clear();
        Rows = 0;
    }

    /// <summary>Drops all of it: its transaction is taken back.</summary>
    public void Forget()
    {
        _queue.Clear();
        _inserts.ForEach(insert => insert.Forget());
        _updates.ForEach(update => update.Forget());
        Rows = 0;
    }

    private void Take(NpgsqlBatch batch, List<PostgresRows> all)
    {
        if (Rows > 0)
        {
            foreach (var rows in all.Where(rows => rows.HasRows))
            {
                batch.BatchCommands.Add(rows.Take());
            }
        }
    }
}
