using System.Collections.Concurrent;
using Npgsql;
using Touchpoints.Tests;

namespace Touchpoints.Store.Tests;

/// <summary>The PostgreSQL of this assembly's tests: started with the first that wants it, stopped after the last.</summary>
[SetUpFixture]
public sealed class PostgresOfTests
{
    private const string Template = "template_touchpoints";

    // What the migrations put into tables is kept aside, so that a database can be made as new without being made anew: that is ten times as quick.
    private const string KeepSeeds = """
        CREATE SCHEMA seed;
        DO $$ DECLARE t text; BEGIN
          FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP EXECUTE format('CREATE TABLE seed.%I AS TABLE public.%1$I', t); END LOOP;
        END $$
        """;

    private const string AsNew = """
        SET session_replication_role = replica;
        DO $$ DECLARE t text; BEGIN
          FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('DELETE FROM public.%I', t);
            EXECUTE format('INSERT INTO public.%I SELECT * FROM seed.%1$I', t);
          END LOOP;
          PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
        END $$
        """;

    private static readonly Lazy<PostgresServer> s_server = new(Start);
    private static readonly ConcurrentBag<string> s_used = [];

    /// <summary>The server.</summary>
    public static PostgresServer Server => s_server.Value;

    /// <summary>The name of a database that has the schema and nothing else.</summary>
    public static string NewDatabase() => s_used.TryTake(out var used) ? used : Server.NewDatabase(Template);

    /// <summary>The test is done with it.</summary>
    public static void GiveBack(string database)
    {
        try
        {
            Server.Execute(database, AsNew);
            s_used.Add(database);
        }
        catch (PostgresException)
        {
            // The test changed its schema.
            Server.Drop(database);
        }
    }

    [OneTimeTearDown]
    public void Stop()
    {
        if (s_server.IsValueCreated)
        {
            s_server.Value.Dispose();
        }
    }

    private static PostgresServer Start()
    {
        var server = PostgresServer.Start();
        server.Execute("postgres", $"CREATE DATABASE {Template} TEMPLATE template0");
        var folder = Directory.CreateTempSubdirectory("touchpoints-template-").FullName;
        Database.OpenForWriting(new StoreSettings(server.Address(Template)) { Octets = new OctetsSettings.Folder(folder) }, TimeProvider.System).Dispose();
        Directory.Delete(folder);
        server.Execute(Template, KeepSeeds);
        return server;
    }
}
