using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Touchpoints.Ingest;

/// <summary>Has a running worker run a command, and prints its answer as if it had been run here.</summary>
internal static class WorkerClient
{
    public static async Task<int> RunAsync(LockNote note, string[] arguments, Shell shell)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = note.Ops, Timeout = TimeSpan.FromMinutes(10) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/commands") { Content = JsonContent.Create(new { arguments }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", note.Token);
        try
        {
            using var response = await http.SendAsync(request, shell.Stop);
            if (!response.IsSuccessStatusCode)
            {
                throw new CommandException($"The worker (process {note.ProcessId}, {note.Ops}) refused the command: {(int)response.StatusCode} {response.ReasonPhrase}. Stop it and run the command again.");
            }

            var answer = await response.Content.ReadFromJsonAsync<Answer>(JsonSerializerOptions.Web, shell.Stop);
            await shell.Out.WriteAsync(answer!.Output);
            await shell.Error.WriteAsync(answer.Errors);
            return answer.ExitCode;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new CommandException($"A worker (process {note.ProcessId}) has the database, but {note.Ops} does not answer: {e.Message} Stop that worker, or wait until it has started, and run the command again.");
        }
    }

    private sealed record Answer(int ExitCode, string Output, string Errors);
}
