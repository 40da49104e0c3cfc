using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Touchpoints.Ingest;

/// <summary>What programs ask: is it alive, is it ready, what is wrong, how much; and the commands of other processes.</summary>
internal static class ProgramRoutes
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder app, OpsContext ops)
    {
        // Alive: the process answers. Nothing else belongs here, or a broken mailbox makes a supervisor restart a sound worker.
        app.MapMethods("/livez", Read, () => "ok\n");
        app.MapMethods("/readyz", Read, () => Ready(ops));
        app.MapMethods("/healthz", Read, () => Healthy(ops));
        app.MapMethods("/metrics", Read, (MeterReader meters)
            => TypedResults.Text(MetricsPage.Write(ops, meters), Exposition.ContentType, Encoding.UTF8));
        app.MapPost("/api/commands", (HttpContext http, CancellationToken cancellationToken) => CommandEndpoint.RunAsync(http, ops, cancellationToken));
    }

    private static ContentHttpResult Ready(OpsContext ops)
    {
        var stopping = Health.Stopping(ops);
        return stopping is null
            ? TypedResults.Text("ready\n")
            : TypedResults.Text($"{stopping.Code}: {stopping.What}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<HealthReport> Healthy(OpsContext ops)
    {
        var issues = Health.Issues(ops);
        var ready = issues.All(i => i.IsServing);
        return TypedResults.Json(
            new HealthReport(issues.Count == 0, ready, ProgramVersion.Text, issues),
            OpsJson.Default.HealthReport,
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
