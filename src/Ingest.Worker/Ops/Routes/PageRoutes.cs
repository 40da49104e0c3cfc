using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The pages for people. All of them only read.</summary>
internal static class PageRoutes
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder app, OpsContext ops)
    {
        app.MapMethods("/", Read, () => new RazorComponentResult<OverviewPage>());
        app.MapMethods("/ledger", Read, (string? outcome, string? text, long? before)
            => new RazorComponentResult<LedgerPage>(new { Outcome = Known(outcome), Text = text?.Trim() ?? "", Before = before }));
        app.MapMethods("/mails/{id:long}", Read, (long id) => ops.Database.Reports.Mail(new MailId(id)) is { } mail
            ? (IResult)new RazorComponentResult<MailPage>(new { Mail = mail })
            : TypedResults.NotFound());
        app.MapMethods("/held", Read, (string? reason, long? done) => new RazorComponentResult<HeldPage>(new
        {
            Reason = reason ?? "",
            Done = done is { } id ? ops.Database.Reports.Mail(new MailId(id)) : null,
        }));
        app.MapMethods("/accounts", Read, (string? text) => new RazorComponentResult<AccountsPage>(new { Text = text?.Trim() ?? "" }));
        app.MapMethods("/accounts/{id:long}", Read, (long id) => ops.Database.Directory.Snapshot().Account(new AccountId(id)) is { } account
            ? (IResult)new RazorComponentResult<TimelinePage>(new { Account = account })
            : TypedResults.NotFound());
        app.MapMethods("/care", Read, () => new RazorComponentResult<CarePage>());
        app.MapMethods("/status", Read, () => new RazorComponentResult<StatusPage>());
        app.MapMethods("/ops.css", Read, (HttpResponse response) => Serve(response, Asset.Style));
        app.MapMethods("/favicon.svg", Read, (HttpResponse response) => Serve(response, Asset.Icon));
    }

    private static string Known(string? outcome) => outcome is not null && Words.Outcomes.Contains(outcome) ? outcome : "";

    private static FileContentHttpResult Serve(HttpResponse response, Asset asset)
    {
        response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.Bytes(asset.Octets, asset.ContentType);
    }
}
