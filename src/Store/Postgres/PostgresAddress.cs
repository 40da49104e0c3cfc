using Npgsql;

namespace Touchpoints.Store;

/// <summary>How a PostgreSQL database is named: an Npgsql connection string, or postgres://user:password@host:port/database?Setting=value.</summary>
internal static class PostgresAddress
{
    /// <summary>Whether a setting names a PostgreSQL database, and no file.</summary>
    public static bool IsOne(string database) =>
        IsUri(database) || (database.Contains('=', StringComparison.Ordinal) && database.Contains("Host", StringComparison.OrdinalIgnoreCase));

    /// <summary>For people: without user and password.</summary>
    public static string Shown(string database)
    {
        var address = Read(database);
        return $"the PostgreSQL database {address.Database ?? address.Username} at {address.Host}{(address.Host!.Contains(':', StringComparison.Ordinal) ? "" : $":{address.Port}")}";
    }

    /// <summary>
    /// The connection string with what this program wants, where it is not set. Statements are prepared only on a connection of the server's own: behind PgBouncer the
    /// next transaction may meet a server that never heard of them.
    /// </summary>
    public static string Tuned(string database, string place)
    {
        var address = Read(database);
        address.ApplicationName ??= "touchpoints";
        address.NoResetOnClose = true;
        if (!address.ShouldSerialize("Host Recheck Seconds"))
        {
            // Of several hosts: how long one that was a standby is thought to be one still.
            address.HostRecheckSeconds = 1;
        }

        if (!address.ShouldSerialize("Max Auto Prepare"))
        {
            address.MaxAutoPrepare = IsDirect(address.ConnectionString) ? 200 : 0;
            address.AutoPrepareMinUsages = 2;
        }

        return address.ConnectionString;
    }

    /// <summary>Reads either form.</summary>
    /// <exception cref="StoreException">It is neither.</exception>
    public static NpgsqlConnectionStringBuilder Read(string database) => TryRead(database)
        ?? throw new StoreException(StoreProblem.NotWritable, "Touchpoints:Store:Database is no connection string that Npgsql understands. Write Host=…;Port=…;Database=…;Username=…;Password=…, or postgres://user:password@host:port/database.");

    /// <summary>Reads either form; null when it is neither.</summary>
    public static NpgsqlConnectionStringBuilder? TryRead(string database)
    {
        try
        {
            return IsUri(database) ? OfUri(new Uri(database)) : new NpgsqlConnectionStringBuilder(database);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            // What it says may quote the password.
            return null;
        }
    }

    private static bool IsUri(string database) =>
        database.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || database.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder OfUri(Uri uri)
    {
        var address = new NpgsqlConnectionStringBuilder { Host = uri.Host, Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')) };
        var user = uri.UserInfo.Split(':', 2);
        if (uri.Port > 0)
        {
            address.Port = uri.Port;
        }

        if (user[0].Length > 0)
        {
            address.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            address.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            address[Uri.UnescapeDataString(parts[0]) is "sslmode" ? "SSL Mode" : Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
        }

        return address;
    }

    // A pooler hands out numbers of its own in place of the server process's.
    private static bool IsDirect(string address)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return command.ExecuteScalar() is int pid && pid == connection.ProcessID;
    }
}
