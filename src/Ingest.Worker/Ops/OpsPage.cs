using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Touchpoints.Ingest;

/// <summary>What an operator sees in a browser, and what a watchdog asks: pages, health and metrics of one worker.</summary>
internal static class OpsPage
{
    /// <summary>Listens on <see cref="OpsContext.Url"/> (port 0: any free one) until the server is disposed.</summary>
    /// <exception cref="IOException">The address is taken or cannot be bound.</exception>
    public static async Task<OpsServer> StartAsync(OpsContext context, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddRazorComponents();
        builder.Services.AddAntiforgery();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton(context);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        var app = builder.Build();
        app.Urls.Add(context.Url.GetLeftPart(UriPartial.Authority));
        await app.StartAsync(cancellationToken);
        return new OpsServer(app);
    }

    /// <summary>The worker's own host listens to signals; the page ends when it is disposed.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
