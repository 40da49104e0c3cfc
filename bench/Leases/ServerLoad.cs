using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Touchpoints.Bench;

/// <summary>What the server spends, from its own counters and from the processor time of the processes that serve this database.</summary>
internal sealed class ServerLoad : IDisposable
{
    private const double TicksASecond = 100;

    private readonly NpgsqlConnection _connection;
    private (long At, long Transactions, double Seconds) _begun;

    public ServerLoad(string database)
    {
        var uri = new Uri(database);
        _connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder { Host = uri.Host, Port = uri.Port, Database = uri.AbsolutePath[1..], Username = uri.UserInfo, Pooling = false }.ToString());
        _connection.Open();
    }

    public void Begin() => _begun = (Stopwatch.GetTimestamp(), Number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"), ProcessorSeconds());

    public string Load()
    {
        var seconds = Stopwatch.GetElapsedTime(_begun.At).TotalSeconds;
        var transactions = (Number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()") - _begun.Transactions) / seconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{transactions:0} transactions/s, {(ProcessorSeconds() - _begun.Seconds) / seconds:0.00} processors, {Number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")} connections, tables of leases {Number("SELECT pg_total_relation_size('lease') + pg_total_relation_size('lease_ask')") / 1024} kB");
    }

    public void Dispose() => _connection.Dispose();

    private double ProcessorSeconds()
    {
        using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE datname = current_database()", _connection);
        using var reader = command.ExecuteReader();
        var seconds = 0.0;
        while (reader.Read())
        {
            // proc(5): utime and stime are the 14th and 15th, counted behind the name in brackets.
            var fields = File.ReadAllText($"/proc/{reader.GetInt32(0)}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            seconds += (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksASecond;
        }

        return seconds;
    }

    private long Number(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        return (long)command.ExecuteScalar()!;
    }
}
