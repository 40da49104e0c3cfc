using Touchpoints.Tests;

namespace Touchpoints.Ingest.Tests;

/// <summary>The PostgreSQL of this assembly's tests: started with the first that wants it, stopped after the last.</summary>
[SetUpFixture]
public sealed class PostgresOfTests
{
    private static readonly Lazy<PostgresServer> s_server = new(PostgresServer.Start);

    /// <summary>The server.</summary>
    public static PostgresServer Server => s_server.Value;

    [OneTimeTearDown]
    public void Stop()
    {
        if (s_server.IsValueCreated)
        {
            s_server.Value.Dispose();
        }
    }
}
