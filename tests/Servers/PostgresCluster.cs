using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Touchpoints.Tests;

/// <summary>
/// One PostgreSQL server on loopback with its files in a folder of its own and on a free port; as user postgres when the tests run as root (it does not start as root).
/// Not durable: what is tested with it is not power cuts.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private static readonly string s_programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")), "")
        : "";

    private readonly string _folder;
    private readonly SmallDisk? _disk;

    private PostgresCluster(string folder, SmallDisk? disk = null) => (_folder, _disk) = (folder, disk);

    /// <summary>Whether the programs are there.</summary>
    public static bool IsInstalled => s_programs.Length > 0;

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The folder of the server's files.</summary>
    public string Data => Path.Combine(_disk?.Place ?? _folder, "data");

    /// <summary>Whether it runs, and has not ended by itself.</summary>
    public bool IsRunning => File.Exists(Path.Combine(_disk?.Seen ?? _folder, "data", "postmaster.pid"));

    /// <summary>A new server, started; on a disk of its own or not.</summary>
    public static PostgresCluster Start(SmallDisk? disk = null)
    {
        // On the disk the server runs as this user, who is not root there.
        var cluster = new PostgresCluster(disk is null ? NewFolder() : Directory.CreateTempSubdirectory("touchpoints-postgres-").FullName, disk);
        cluster.AsServer(Path.Combine(s_programs, "initdb"), "-D", cluster.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        cluster.StartAgain();
        return cluster;
    }

    /// <summary>A standby of it that has received all that it has so far and keeps receiving.</summary>
    public PostgresCluster StartStandby()
    {
        var standby = new PostgresCluster(NewFolder());
        standby.AsServer(Path.Combine(s_programs, "pg_basebackup"), "-D", standby.Data, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres");
        standby.StartAgain();
        return standby;
    }

    /// <summary>The connection string of a database.</summary>
    public string Address(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres;Timeout=10");

    /// <summary>Runs SQL on a connection of its own; answers the first number, or 0.</summary>
    public long Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(Address(database) + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>Ends the server at once, as a power cut of that machine would: no connection is told.</summary>
    public void Stop() => AsServer(Path.Combine(s_programs, "pg_ctl"), "stop", "-D", Data, "-m", "immediate", "-w");

    /// <summary>Starts the server on the same port with what it had.</summary>
    public void StartAgain() => AsServer(
        Path.Combine(s_programs, "pg_ctl"), "start", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
        string.Create(CultureInfo.InvariantCulture, $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync=off -c max_connections=200 -c timezone=UTC"));

    /// <summary>Makes a primary of a standby.</summary>
    public void Promote() => AsServer(Path.Combine(s_programs, "pg_ctl"), "promote", "-D", Data, "-w");

    /// <summary>Ends it, if it still runs, and removes its folder.</summary>
    public void Dispose()
    {
        if (IsRunning)
        {
            Stop();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void AsServer(params string[] command)
    {
        if (_disk is null)
        {
            AsPostgres(command);
        }
        else
        {
            Run(_disk.Within[0], [.. _disk.Within[1..], .. command]);
        }
    }

    /// <summary>A folder in which a server of the user postgres may write.</summary>
    internal static string NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("touchpoints-postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", "postgres", folder);
        }

        return folder;
    }

    internal static void AsPostgres(params string[] command)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", .. command]);
        }
        else
        {
            Run(command[0], command[1..]);
        }
    }

    // A daemon keeps the streams that it was born with: it must not get ours.
    internal static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh") { WorkingDirectory = "/" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$0\" \"$@\" </dev/null >/dev/null 2>&1");
        start.ArgumentList.Add(program);
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
