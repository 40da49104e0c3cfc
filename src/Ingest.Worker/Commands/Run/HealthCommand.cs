using System.CommandLine;

namespace Touchpoints.Ingest;

/// <summary>Asks a running worker whether it is ready; for scripts and service managers.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    public static Command Make(Shell shell)
    {
        var wait = new Option<int?>("--wait") { Description = "Ask again until it is ready, for so many seconds at most (60 when none are given)", HelpName = "SECONDS", Arity = ArgumentArity.ZeroOrOne };
        var command = new ExampledCommand("health", "Exits 0 when the worker is ready, else 1.", "touchpoints health", "touchpoints health --wait 30") { wait };
        command.SetAction((parsed, _) =>
        {
            var patience = TimeSpan.FromSeconds(parsed.GetResult(wait) is null ? 0 : parsed.GetValue(wait) ?? 60);
            return RunAsync(Address(CommandSettings.Read(parsed)), patience, shell);
        });
        return command;
    }

    private static Uri Address(WorkerSettings settings)
    {
        var noteFile = settings.Store.Database + ".note";
        var note = !settings.Store.IsPostgres && File.Exists(noteFile) ? File.ReadLines(noteFile).Select(LockNote.Parse).FirstOrDefault(n => n is not null) : null; // knows the port where any free one was asked for
        return note?.Ops ?? settings.OpsUrl
            ?? throw new CommandException("The worker has no page to ask: Touchpoints:Ops:Url is none.");
    }

    private static async Task<int> RunAsync(Uri address, TimeSpan patience, Shell shell)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        using var timer = new PeriodicTimer(s_between, shell.Time);
        var started = shell.Time.GetTimestamp();
        while (true)
        {
            var (ready, said) = await AskAsync(http, shell.Stop);
            if (ready || shell.Time.GetElapsedTime(started) >= patience)
            {
                await (ready ? shell.Out : shell.Error).WriteLineAsync(said);
                return ready ? ExitCode.Done : CommandCode.Failed;
            }

            await timer.WaitForNextTickAsync(shell.Stop);
        }
    }

    private static async Task<(bool Ready, string Said)> AskAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync("readyz", cancellationToken);
            return (response.IsSuccessStatusCode, (await response.Content.ReadAsStringAsync(cancellationToken)).Trim());
        }
        catch (HttpRequestException e)
        {
            return (false, $"No worker answers at {http.BaseAddress}: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"The worker at {http.BaseAddress} has not answered for {http.Timeout.TotalSeconds} s.");
        }
    }
}
