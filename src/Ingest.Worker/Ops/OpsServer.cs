using Microsoft.AspNetCore.Builder;

namespace Touchpoints.Ingest;

/// <summary>The ops page while it listens.</summary>
internal sealed class OpsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    public OpsServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
    }

    /// <summary>Where it listens; the real port when any free one was asked for.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
