using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Touchpoints.Ingest;

/// <summary>What holds for every form of the page.</summary>
internal static class Forms
{
    // Who it was is not known better: the page has no login yet, and listens on loopback.
    public const string By = "ops page";

    /// <summary>Lets a form through that has the token of this page.</summary>
    public static async ValueTask<object?> CheckTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var antiforgery = (IAntiforgery)context.HttpContext.RequestServices.GetService(typeof(IAntiforgery))!;
        return await antiforgery.IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : OpsFaults.Page(
                StatusCodes.Status400BadRequest,
                "This form is too old",
                "It was made before the worker was started, or not by this page. Nothing was changed. Load the page again and repeat it.");
    }

    /// <summary>What the same command would print is said on a page.</summary>
    public static IResult Told(Func<IResult> act)
    {
        try
        {
            return act();
        }
        catch (CommandException problem)
        {
            return OpsFaults.Page(StatusCodes.Status400BadRequest, "Not done", problem.Message);
        }
    }

    /// <summary>Does what needs a reason of a person; asks for it where there is none.</summary>
    public static IResult Because(IFormCollection form, string advice, Func<string, IResult> act)
        => form["why"].ToString().Trim() is { Length: > 0 and <= 500 } why ? act(why) : OpsFaults.Page(StatusCodes.Status400BadRequest, "Why?", advice);
}

/// <summary>Leads on to a page, so that loading the answer again does nothing twice.</summary>
internal sealed record SeeOther(string Address) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Address;
        return Task.CompletedTask;
    }
}
