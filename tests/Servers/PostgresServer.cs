using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Touchpoints.Tests;

/// <summary>A PostgreSQL of one's own with a PgBouncer in transaction mode before it, and databases for tests.</summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>What to do where there is none.</summary>
    public const string HowToInstall = "PostgreSQL and PgBouncer are not installed: apt-get install --no-install-recommends postgresql pgbouncer (./test does it).";

    private readonly PostgresCluster _cluster = PostgresCluster.Start();
    private readonly string _folder = PostgresCluster.NewFolder();
    private readonly int _pooledPort = PostgresCluster.FreePort();
    private int _databases;

    private PostgresServer() => StartPooler();

    /// <summary>Whether both programs are there.</summary>
    public static bool IsInstalled => PostgresCluster.IsInstalled && File.Exists("/usr/sbin/pgbouncer");

    /// <summary>Starts both; where they are missing the test fails in CI and is skipped elsewhere.</summary>
    public static PostgresServer Start()
    {
        Require();
        return new PostgresServer();
    }

    /// <summary>Where they are missing the test fails in CI and is skipped elsewhere.</summary>
    public static void Require()
    {
        if (!IsInstalled && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(HowToInstall);
        }
        else if (!IsInstalled)
        {
            Assert.Ignore(HowToInstall);
        }
    }

    /// <summary>The connection string of a database.</summary>
    public string Address(string database, bool isPooled = false) =>
        isPooled ? _cluster.Address(database).Replace($"Port={_cluster.Port}", $"Port={_pooledPort}", StringComparison.Ordinal) : _cluster.Address(database);

    /// <summary>The name of a new database, a copy of <paramref name="template"/>.</summary>
    public string NewDatabase(string template = "template0")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        Execute("postgres", $"CREATE DATABASE {name} TEMPLATE {template}");
        return name;
    }

    /// <summary>Drops a database, whoever is connected.</summary>
    public void Drop(string database) => Execute("postgres", $"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    /// <summary>Runs SQL on a connection of its own; answers the first number, or 0.</summary>
    public long Execute(string database, string sql) => _cluster.Execute(database, sql);

    /// <summary>Ends both servers, the pooler by the process id that it wrote down, and removes their folders.</summary>
    public void Dispose()
    {
        // Not QUIT: what a shell starts in the background has that ignored, and so has all that comes of it.
        PostgresCluster.Run("kill", "-KILL", File.ReadAllText(PoolerPid).Trim());
        _cluster.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The folder of the server's files.</summary>
    public string Data => _cluster.Data;

    private string PoolerPid => Path.Combine(_folder, "pgbouncer.pid");

    private void StartPooler()
    {
        var settings = Path.Combine(_folder, "pgbouncer.ini");
        File.WriteAllText(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={_cluster.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {_pooledPort}
            unix_socket_dir =
            auth_type = trust
            auth_file = {_folder}/users
            pool_mode = transaction
            max_client_conn = 500
            default_pool_size = 10
            ignore_startup_parameters = extra_float_digits
            logfile = {_folder}/pgbouncer.log
            pidfile = {PoolerPid}

            """));
        File.WriteAllText(Path.Combine(_folder, "users"), "\"postgres\" \"\"\n");
        PostgresCluster.AsPostgres("/usr/sbin/pgbouncer", "-q", "-d", settings);
        WaitFor(_pooledPort);
    }

    private static void WaitFor(int port)
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (deadline.Elapsed < TimeSpan.FromSeconds(10))
            {
                Thread.Yield();
            }
        }
    }
}
