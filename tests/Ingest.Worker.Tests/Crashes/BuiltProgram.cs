using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Touchpoints.Ingest.Tests;

/// <summary>The built program as a process of its own, on a store of its own in a folder.</summary>
internal sealed class BuiltProgram
{
    /// <summary>The exit code of a process that got SIGKILL.</summary>
    public const int Killed = 137;

    private readonly string _settings;

    /// <param name="folder">Where the store is.</param>
    /// <param name="settings">Beside the store and without an ops page.</param>
    public BuiltProgram(string folder, JsonObject settings)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
        settings["Store"] = new JsonObject { ["Database"] = DatabaseFile, ["ReserveMegabytes"] = 1 };
        settings["Ops"] = new JsonObject { ["Url"] = "none" };
        _settings = Path.Combine(folder, "settings.json");
        File.WriteAllText(_settings, new JsonObject { [SettingsReference.Root] = settings }.ToJsonString(JsonSerializerOptions.Web));
    }

    public string Folder { get; }

    public string DatabaseFile => Path.Combine(Folder, "t.db");

    private string EffectsFile => Path.Combine(Folder, "effects");

    /// <summary>The effects of the last run that was told to list them, "number kind what".</summary>
    public string[] Effects => File.ReadAllLines(EffectsFile);

    /// <summary>A mailbox of the test's server.</summary>
    public static JsonObject Mailbox(string user) => new()
    {
        ["Host"] = "127.0.0.1",
        ["Port"] = MailServer.Dovecot.ImapPort,
        ["Security"] = "None",
        ["User"] = user,
        ["Password"] = PrivateDovecot.Password,
    };

    /// <summary>Runs it to its end, killed at <paramref name="crashAt"/> or not at all; answers the exit code.</summary>
    public async Task<int> RunAsync(string crashAt, params string[] command)
    {
        using var process = Start(crashAt, command);
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TestWorker.Patience);
        if (process.ExitCode is not (Killed or ExitCode.Done))
        {
            TestContext.Out.WriteLine(await said);
        }

        return process.ExitCode;
    }

    public Process Start(string crashAt, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "touchpoints.dll"), .. command, "--settings", _settings])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TOUCHPOINTS_CRASH_AT"] = crashAt;
        start.Environment["TOUCHPOINTS_EFFECTS"] = crashAt.Length == 0 ? EffectsFile : "";
        return Process.Start(start)!;
    }
}
