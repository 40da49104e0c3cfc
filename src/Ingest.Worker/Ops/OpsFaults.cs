using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Touchpoints.Ingest;

/// <summary>What surrounds every route: headers, the Host check, and a plain page for whatever went wrong.</summary>
internal static class OpsFaults
{
    public static void Use(WebApplication app, OpsContext ops)
    {
        app.Use((http, next) =>
        {
            Guard.AddHeaders(http.Response.Headers);
            return Guard.IsOurHost(http.Request.Host.Host, ops.Url) ? next(http) : RefuseHostAsync(http);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = http => ExplainAsync(http, ops) });
        app.UseStatusCodePages(context => PageOf(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    /// <summary>A page that says what is wrong and what to do.</summary>
    public static RazorComponentResult<ProblemPage> Page(int status, string title, string advice)
        => new(new { Title = title, Advice = advice }) { StatusCode = status };

    /// <summary>The page for a status that a route answered without one.</summary>
    public static RazorComponentResult<ProblemPage> PageOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => Page(status, "Not here", "There is nothing at this address. It may have been erased, or the link is incomplete."),
        StatusCodes.Status405MethodNotAllowed => Page(status, "Not so", "This address is called in another way."),
        StatusCodes.Status401Unauthorized => Page(status, "Not allowed", "Commands must show the token of the running worker's lock note."),
        _ => Page(status, "Not understood", "The request could not be read. Go back, load the page again and repeat it."),
    };

    private static Task RefuseHostAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(
            "This worker's page answers to its own address only. Open it as localhost, or set Touchpoints:Ops:Url to the name that you use.\n");
    }

    private static Task ExplainAsync(HttpContext http, OpsContext ops)
    {
        Guard.AddHeaders(http.Response.Headers);
        var fault = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (fault is BadHttpRequestException bad)
        {
            return PageOf(bad.StatusCode).ExecuteAsync(http);
        }

        if (fault is not null && Health.IsStoreFault(fault))
        {
            ops.Log.LogWarning(fault, "The page {Path} could not be made: the store cannot be read", http.Request.Path.Value);
            return Page(
                StatusCodes.Status503ServiceUnavailable,
                "The store cannot be read",
                $"{fault.Message} No mail is lost: what was not taken in is still on the server.").ExecuteAsync(http);
        }

        ops.Log.LogError(fault, "The page {Path} could not be made", http.Request.Path.Value);
        return Page(
            StatusCodes.Status500InternalServerError,
            "This page could not be made",
            "The worker itself goes on. Its log holds the error: please report it with the address of this page.").ExecuteAsync(http);
    }
}
