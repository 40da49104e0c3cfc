using System.Data;
using Npgsql;

namespace Touchpoints.Store;

/// <summary>
/// Segments as rows of the table "octets": a batch is one row, a large mail several of <see cref="PartOctets"/>. On connections of their own, so that
/// octets are durable before the transaction that names them begins.
/// </summary>
internal sealed class PostgresOctets : OctetsStore
{
    /// <summary>Every part but a segment's last has exactly so many octets; a place is found by it, so that it may never change.</summary>
    public const int PartOctets = 8 * 1024 * 1024;

    // Readers and mailboxes share these; a server has a hundred for everybody.
    private const int MostConnections = 8;

    private readonly Lazy<NpgsqlDataSource> _source;
    private readonly string _place;
    private readonly TimeProvider _time;
    private readonly RecentOctets _recent = new();

    public PostgresOctets(StoreSettings settings, TimeProvider time)
    {
        (_place, _time) = (settings.Place, time);
        _source = new Lazy<NpgsqlDataSource>(() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(PostgresAddress.Tuned(settings.Database, _place)) { MaxPoolSize = MostConnections }));
    }

    public override string Where => $"the table octets of {_place}";

    public override long? FreeOctets => null;

    public override long? StoredOctets => Do(connection =>
    {
        using var command = new NpgsqlCommand("SELECT pg_total_relation_size('octets')", connection);
        return (long)command.ExecuteScalar()!;
    });

    public override void Dispose()
    {
        if (_source.IsValueCreated)
        {
            _source.Value.Dispose();
        }
    }

    /// <summary>Runs <paramref name="work"/> on a connection of the pool.</summary>
    public T Do<T>(Func<NpgsqlConnection, T> work)
    {
        try
        {
            using var connection = _source.Value.OpenConnection();
            return work(connection);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresProblems.Of(failure, _place);
        }
    }

    /// <summary>Adds a part; durable when this returns.</summary>
    public async ValueTask InsertAsync(OctetsPlace start, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var written = Effects.About("write", "octets");
        try
        {
            await using var connection = await _source.Value.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("INSERT INTO octets (segment, part, data) VALUES ($1, $2, $3)", connection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = start.Segment });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = start.Offset / PartOctets });
            command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = data });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresProblems.Of(failure, _place);
        }

        written.Done();
    }

    internal override IEnumerable<StoredSegment> Segments(long from)
    {
        for (var page = Page(from); page.Count > 0; page = Page(page[^1].Number + 1))
        {
            foreach (var segment in page)
            {
                yield return segment;
            }
        }
    }

    internal override void Remove(long segment)
    {
        _recent.Remove(segment);
        var deleted = Effects.About("delete", "octets");
        Do(connection =>
        {
            using var command = new NpgsqlCommand("DELETE FROM octets WHERE segment = $1", connection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = segment });
            return command.ExecuteNonQuery();
        });
        deleted.Done();
    }

    internal override void RemoveLeftovers(DateTimeOffset olderThan)
    {
        // Parts of a mail that never ended are rows of a segment that no row names.
    }

    private protected override SegmentWriter OpenSegment(bool isNew) => new PostgresOctetsWriter(this, isNew ? null : _recent, _time);

    private protected override OctetsLease ReadRange(OctetsPlace range)
    {
        if (_recent.Find(range) is { } recent)
        {
            return recent;
        }

        using var stream = OpenRange(range);
        return SpooledOctets.Read(stream, range.Length, LargestPooled);
    }

    private protected override Stream OpenRange(OctetsPlace range) => new PostgresRangeStream(this, range);

    /// <summary>Octets of one part; as many as there are of those wanted.</summary>
    internal int Read(OctetsPlace from, Span<byte> into)
    {
        var start = (int)(from.Offset % PartOctets);
        var wanted = Math.Min(into.Length, PartOctets - start);
        var octets = Do(connection =>
        {
            // The server takes the range out of what it stores without reading the rest (storage "external").
            using var command = new NpgsqlCommand("SELECT substring(data FROM $3 FOR $4) FROM octets WHERE segment = $1 AND part = $2", connection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from.Segment });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from.Offset / PartOctets });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = start + 1 });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = wanted });
            return command.ExecuteScalar() as byte[];
        });
        if (octets is null || octets.Length == 0)
        {
            throw StoreProblems.Damaged(Where, octets is null ? $"segment {from.Segment} is missing, or its part {from.Offset / PartOctets}" : $"segment {from.Segment} is shorter than the mail at offset {from.Offset} says");
        }

        octets.CopyTo(into);
        return octets.Length;
    }

    private List<StoredSegment> Page(long from) => Do(connection =>
    {
        const string Sql = """
            SELECT segment, sum(octet_length(data))::bigint, (extract(epoch FROM max(written_at)) * 1000)::bigint
            FROM octets WHERE segment >= $1 GROUP BY segment ORDER BY segment LIMIT 1000
            """;
        using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        using var reader = command.ExecuteReader();
        var page = new List<StoredSegment>();
        while (reader.Read())
        {
            page.Add(new StoredSegment(reader.GetInt64(0), reader.GetInt64(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2))));
        }

        return page;
    });
}
