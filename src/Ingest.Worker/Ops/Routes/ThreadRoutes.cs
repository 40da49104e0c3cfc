using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Deletes a touchpoint and brings it back, as the commands of the same names do (behaviour.md B5.3).</summary>
internal static class ThreadRoutes
{
    public static void Map(IEndpointRouteBuilder app, OpsContext ops)
    {
        var thread = app.MapGroup("/touchpoints/{id:long}").AddEndpointFilter(Forms.CheckTokenAsync);
        thread.MapPost("/delete", async (long id, HttpRequest request) => Delete(ops, new TouchpointId(id), await request.ReadFormAsync()));
        thread.MapPost("/restore", (long id) => Do(ops, new TouchpointId(id), "t", thread => HeldChoices.Restore(ops.Installation, thread, Forms.By)));
    }

    private static IResult Delete(OpsContext ops, TouchpointId thread, IFormCollection form) => Forms.Because(
        form,
        "Say in a few words why the touchpoint is deleted: it is kept with it.",
        why => Do(ops, thread, "d", id => HeldChoices.Delete(ops.Installation, id, Forms.By, why)));

    private static IResult Do(OpsContext ops, TouchpointId thread, string mark, Action<TouchpointId> act) => ops.Database.Reports.AccountOf(thread) is { } account
        ? Forms.Told(() =>
        {
            act(thread);
            return new SeeOther($"/accounts/{account.Value}#{mark}{thread.Value}");
        })
        : TypedResults.NotFound();
}
