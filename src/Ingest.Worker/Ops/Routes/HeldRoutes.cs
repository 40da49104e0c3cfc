using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>What a person does with held mail and with what was decided for senders. Each asks for the form's token.</summary>
internal static class HeldRoutes
{
    private const string By = Forms.By;

    public static void Map(IEndpointRouteBuilder app, OpsContext ops)
    {
        var held = app.MapGroup("/held/{id:long}").AddEndpointFilter(Forms.CheckTokenAsync);
        held.MapPost("/assign", async (long id, HttpRequest request) => Assign(ops, new MailId(id), await request.ReadFormAsync()));
        held.MapPost("/accept", async (long id, HttpRequest request) => Accept(ops, new MailId(id), await request.ReadFormAsync()));
        held.MapPost("/thread", async (long id, HttpRequest request) => Thread(ops, new MailId(id), await request.ReadFormAsync()));
        held.MapPost("/keep", async (long id, HttpRequest request) => Keep(ops, new MailId(id), await request.ReadFormAsync()));
        held.MapPost("/restore", (long id) => Restore(ops, new MailId(id)));
        app.MapPost("/care/forget", async (HttpRequest request) => Care(ops, await request.ReadFormAsync(), form => SendersCommand.Forget(ops.Installation, form["entry"].ToString(), By))).AddEndpointFilter(Forms.CheckTokenAsync);
        app.MapPost("/care/never-log", async (HttpRequest request) => NeverLog(ops, await request.ReadFormAsync())).AddEndpointFilter(Forms.CheckTokenAsync);
        held.MapPost("/retry", (long id) => Retry(ops, new MailId(id)));
        app.MapPost("/held/loop", async (HttpRequest request) => Loop(ops, await request.ReadFormAsync())).AddEndpointFilter(Forms.CheckTokenAsync);
        app.MapPost("/care/{id:long}/replay", async (long id, HttpRequest request) => Replay(ops, new MailId(id), await request.ReadFormAsync())).AddEndpointFilter(Forms.CheckTokenAsync);
        held.MapPost("/dismiss", async (long id, HttpRequest request) => Dismiss(ops, new MailId(id), await request.ReadFormAsync()));
    }

    private static IResult Assign(OpsContext ops, MailId mail, IFormCollection form)
    {
        if (AccountOf(ops, form) is not { } account)
        {
            return NoAccount(form);
        }

        // B10: "pick one or several".
        AccountId[] further = [.. form["further"].SelectMany(value => long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var id) ? [new AccountId(id)] : Array.Empty<AccountId>())
            .Where(id => id != account && ops.Database.Directory.Snapshot().Account(id) is not null).Distinct()];
        return Do(ops, mail, () =>
        {
            if (ops.Redecide(mail, new OperatorChoice(account, By) { Further = further }, By).Decided.Decision is not Decision.Hold && form["remember"] == "yes" && further.Length == 0)
            {
                HeldMail.Remember(ops.Installation, mail, account, By);
            }
        });
    }

    private static IResult Accept(OpsContext ops, MailId mail, IFormCollection form) => Do(ops, mail, () => HeldChoices.Accept(
        ops.Installation,
        mail,
        new Acceptance { Sender = form["act"] == "sender", Domain = form["act"] == "domain", Contact = form["act"] == "contact", User = form["act"] == "user" ? form["user"].ToString().Trim() : "" },
        By));

    private static IResult Thread(OpsContext ops, MailId mail, IFormCollection form)
        => long.TryParse(form["thread"], System.Globalization.CultureInfo.InvariantCulture, out var thread)
            ? Do(ops, mail, () => HeldChoices.Answer(ops.Installation, mail, new TouchpointId(thread), By))
            : OpsFaults.Page(StatusCodes.Status400BadRequest, "Which thread?", "Give the number of its touchpoint, as it stands on the timeline of its account.");

    private static IResult Keep(OpsContext ops, MailId mail, IFormCollection form)
        => AccountOf(ops, form) is { } account ? Do(ops, mail, () => HeldChoices.Keep(ops.Installation, mail, account, By)) : NoAccount(form);

    private static IResult Restore(OpsContext ops, MailId mail) => Do(ops, mail, () =>
    {
        if (ops.Database.Reports.HeldIn(mail) is { } waits)
        {
            HeldChoices.Restore(ops.Installation, waits.Thread, By);
        }
    });

    private static IResult NeverLog(OpsContext ops, IFormCollection form) => Forms.Told(() =>
    {
        var (entry, user) = (form["entry"].ToString().Trim(), form["user"].ToString().Trim());
        if (form["act"] != "remove")
        {
            NeverLogCommand.Add(ops.Installation, entry, user, By);
            return new SeeOther("/care");
        }

        var (said, change) = NeverLogCommand.Remove(ops.Installation, entry, user, By);
        return change.NoLongerNeverLogged.Count == 0 ? new SeeOther("/care") : OpsFaults.Page(StatusCodes.Status200OK, "Taken off the list", $"{said}{change}.");
    });

    private static IResult Care(OpsContext ops, IFormCollection form, Func<IFormCollection, string> change) => Forms.Told(() =>
    {
        change(form);
        return new SeeOther("/care");
    });

    private static RazorComponentResult<ProblemPage> NoAccount(IFormCollection form) => OpsFaults.Page(
        StatusCodes.Status400BadRequest,
        "No such account",
        $"No account has the key or the name “{form["account"]}”. Go back and choose one of the list.");

    private static IResult Retry(OpsContext ops, MailId mail) => Do(ops, mail, () => ops.Redecide(mail, null, By));

    private static IResult Dismiss(OpsContext ops, MailId mail, IFormCollection form) => Forms.Because(
        form, "Say in a few words why the mail is dismissed: it is kept with it.", why => Do(ops, mail, () => ops.Database.Recorder.Dismiss(mail, By, why)));

    private static IResult Loop(OpsContext ops, IFormCollection form)
    {
        var sender = form["sender"].ToString();
        if (form["act"] == "release")
        {
            LoopMail.Release(ops.Installation, sender, By);
            return new SeeOther("/held");
        }

        return Forms.Because(form, "Say in a few words why none of these mails is recorded: it is kept with each.", why =>
        {
            LoopMail.Dismiss(ops.Installation, sender, By, why);
            return new SeeOther("/held");
        });
    }

    private static IResult Replay(OpsContext ops, MailId mail, IFormCollection form) => Forms.Because(form, "Say in a few words why the mail is moved: it is kept with it.", why =>
    {
        if (ops.Database.Reports.Decision(mail) is not { } was)
        {
            return TypedResults.NotFound();
        }

        var read = Again.Read(ops.Installation, was);
        ops.Database.Replayer.Apply(mail, read, (m, known) => HeldMail.Decide(m, known, ops.Policy), By, why);
        return new SeeOther("/care");
    });

    private static IResult Do(OpsContext ops, MailId mail, Action act)
    {
        if (ops.Database.Reports.Mail(mail) is null)
        {
            return TypedResults.NotFound();
        }

        return Forms.Told(() =>
        {
            act();
            return new SeeOther($"/held?done={mail.Value}");
        });
    }

    private static AccountId? AccountOf(OpsContext ops, IFormCollection form)
    {
        var directory = ops.Database.Directory.Snapshot();
        if (long.TryParse(form["id"], System.Globalization.CultureInfo.InvariantCulture, out var id))
        {
            return directory.Account(new AccountId(id))?.Id;
        }

        var words = form["account"].ToString().Trim();
        var named = ops.Database.Reports.Accounts().Where(a => a.Name.Equals(words, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return directory.AccountByKey(words)?.Id ?? (named.Count == 1 ? named[0].Id : null);
    }
}
