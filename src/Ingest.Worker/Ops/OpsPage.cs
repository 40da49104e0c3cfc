using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Touchpoints.Ingest;

/// <summary>What an operator sees in a browser, and what a watchdog asks: pages, health and metrics of one worker.</summary>
internal static class OpsPage
{
    private const long MaxRequestOctets = 1024 * 1024;

    /// <summary>Listens on <see cref="OpsContext.Url"/> (port 0: any free one) until the server is disposed.</summary>
    /// <exception cref="IOException">The address is taken or cannot be bound.</exception>
    public static async Task<OpsServer> StartAsync(OpsContext context, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestOctets;
        });
        AddServices(builder.Services, context);
        var app = builder.Build();
        // Made now: what is measured before it listens is not counted.
        app.Services.GetRequiredService<MeterReader>();
        app.Urls.Add(context.Url.GetLeftPart(UriPartial.Authority));
        OpsFaults.Use(app, context);
        app.UseRouting();
        app.Use(CheckOriginAsync);
        PageRoutes.Map(app, context);
        MailRoutes.Map(app, context);
        HeldRoutes.Map(app, context);
        ThreadRoutes.Map(app, context);
        ProgramRoutes.Map(app, context);
        await app.StartAsync(cancellationToken);
        return new OpsServer(app);
    }

    private static void AddServices(IServiceCollection services, OpsContext context)
    {
        services.AddRoutingCore();
        services.AddRazorComponents();
        // The one encoder of every page; letters of any script stay readable in the source.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        // Keys live as long as the process: nothing lies on the disk, and a form older than the worker is refused.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "touchpoints-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton(context);
        services.AddSingleton<MeterReader>();
        services.AddSingleton<Suggestions>();
        services.AddSingleton<IHostLifetime, NoSignals>();
    }

    // GET and HEAD never change anything (reliability.md C36), so that they may come from anywhere: a link in a chat.
    private static Task CheckOriginAsync(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || Guard.IsOurOrigin(http.Request))
        {
            return next(http);
        }

        return OpsFaults.Page(StatusCodes.Status403Forbidden, "Not from here", "This request was sent by a page of another site, and was refused.")
            .ExecuteAsync(http);
    }

    /// <summary>The worker's own host listens to signals; the page ends when it is disposed.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
