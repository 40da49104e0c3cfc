using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Touchpoints.Tests;

/// <summary>
/// A PostgreSQL of one's own on loopback with a PgBouncer in transaction mode before it: in a temporary folder, on free ports, as user postgres when the tests run as
/// root (neither server starts as root). Not durable: what is tested with it is not power cuts.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>What to do where there is none.</summary>
    public const string HowToInstall = "PostgreSQL and PgBouncer are not installed: apt-get install --no-install-recommends postgresql pgbouncer (./test does it).";

    private static readonly string s_programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")), "")
        : "";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "touchpoints-postgres-" + Path.GetRandomFileName());
    private readonly int _port = FreePort();
    private readonly int _pooledPort = FreePort();
    private int _databases;

    private PostgresServer()
    {
    }

    /// <summary>Whether both programs are there.</summary>
    public static bool IsInstalled => s_programs.Length > 0 && File.Exists("/usr/sbin/pgbouncer");

    /// <summary>Starts both; where they are missing the test fails in CI and is skipped elsewhere.</summary>
    public static PostgresServer Start()
    {
        if (!IsInstalled && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(HowToInstall);
        }
        else if (!IsInstalled)
        {
            Assert.Ignore(HowToInstall);
        }

        var server = new PostgresServer();
        Directory.CreateDirectory(server._folder);
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", "postgres", server._folder);
        }

        AsPostgres(Path.Combine(s_programs, "initdb"), "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        server.StartAgain();
        server.StartPooler();
        return server;
    }

    /// <summary>The connection string of a database.</summary>
    public string Address(string database, bool isPooled = false) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={(isPooled ? _pooledPort : _port)};Database={database};Username=postgres;Timeout=10");

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
    public long Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(Address(database) + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>Ends the server at once, as a power cut of that machine would: no connection is told.</summary>
    public void Stop() => AsPostgres(Path.Combine(s_programs, "pg_ctl"), "stop", "-D", Data, "-m", "immediate", "-w");

    /// <summary>Starts the server on the same port with what it had.</summary>
    public void StartAgain() => AsPostgres(
        Path.Combine(s_programs, "pg_ctl"), "start", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
        string.Create(CultureInfo.InvariantCulture, $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync=off -c max_connections=200 -c timezone=UTC"));

    /// <summary>Ends both servers, each by the process id that it wrote down, and removes their folder.</summary>
    public void Dispose()
    {
        var pooler = int.Parse(File.ReadAllText(PoolerPid), CultureInfo.InvariantCulture);
        Run("kill", "-QUIT", pooler.ToString(CultureInfo.InvariantCulture));
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The folder of the server's files.</summary>
    public string Data => Path.Combine(_folder, "data");

    private string PoolerPid => Path.Combine(_folder, "pgbouncer.pid");

    private void StartPooler()
    {
        var settings = Path.Combine(_folder, "pgbouncer.ini");
        File.WriteAllText(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={_port}
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
        AsPostgres("/usr/sbin/pgbouncer", "-q", "-d", settings);
        WaitFor(_pooledPort);
    }

    private static void AsPostgres(params string[] command)
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
    private static void Run(string program, params string[] arguments)
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
