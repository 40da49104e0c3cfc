using System.CommandLine;
using System.Globalization;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>How often each account was in touch in the last days (behaviour.md B8).</summary>
internal static class EngagementsCommand
{
    public static Command Make(Shell shell)
    {
        var json = GlobalOptions.Json();
        var command = new ExampledCommand(
            "engagements",
            "Counts each account's touchpoints and replies in the last 7, 14, 30 and 90 days, today included (which of the two is shown: ReportedNumber). Mail that is recorded late counts on its own day.",
            "touchpoints engagements",
            "touchpoints engagements --json") { json };
        command.SetAction(parsed => StoreAccess.Read(parsed, shell, installation =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(installation.Policy.TimeZone);
            var show = installation.Policy.ReportedNumber;
            var accounts = installation.Database.Reports.Engagements(shell.Time.GetUtcNow(), zone);
            foreach (var account in accounts)
            {
                if (parsed.GetValue(json))
                {
                    shell.WriteJson(j => Write(j, account, show));
                }
                else
                {
                    var counts = account.Counts.Select(c => $"{c.Days} days: {string.Join(" + ", ReportedNumbers.Of(show, c.Touchpoints, c.Replies).Select(one => Plain(one.Number)))}");
                    shell.Out.WriteLine($"{account.Key}  {string.Join("  ", counts)}  last touch {(account.LastTouch is { } at ? JsonLine.Rfc3339(at) : "never")}");
                }
            }

            shell.Error.WriteLine($"{Words.Count(accounts.Count, "account", "accounts")}; {string.Join(" + ", ReportedNumbers.Of(show, 0, 0).Select(one => one.Title.ToLowerInvariant()))}, days of {zone.Id}.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, AccountEngagement account, ReportedNumber show)
    {
        json.WriteString("account", account.Key);
        json.WriteString("name", account.Name);
        json.WriteTime("lastTouch", account.LastTouch);
        json.WriteObjects("windows", account.Counts, count =>
        {
            json.WriteNumber("days", count.Days);
            json.WriteNumbers(show, count.Touchpoints, count.Replies);
        });
    }

    private static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);
}
