using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchpoints.Store;

namespace Touchpoints.Ingest.Tests;

/// <summary>The built program as a process of its own, on a store of its own in a folder.</summary>
internal sealed class BuiltProgram
{
    /// <summary>The exit code of a process that got SIGKILL.</summary>
    public const int Killed = 137;

    private static readonly string[] s_ownMounts = ["--user", "--map-root-user", "--mount"];

    private readonly string _folder;

    /// <param name="folder">Where its own files are, and whatever lies in the folder that it runs in.</param>
    /// <param name="store">The SQLite file, or the PostgreSQL database.</param>
    /// <param name="settings">Without those of the store and the ops page, which it has not.</param>
    /// <param name="leaseSeconds">Short: after a kill on PostgreSQL the next run waits for it.</param>
    public BuiltProgram(string folder, string store, JsonObject settings, int leaseSeconds = 1)
    {
        Directory.CreateDirectory(folder);
        (_folder, SettingsFile, Store) = (folder, Path.Combine(folder, "settings.json"), new StoreSettings(store));
        settings[nameof(Store)] = new JsonObject { ["Database"] = store, ["ReserveMegabytes"] = 1, ["LeaseSeconds"] = leaseSeconds };
        settings["Ops"] = new JsonObject { ["Url"] = "none" };
        File.WriteAllText(SettingsFile, new JsonObject { [SettingsReference.Root] = settings }.ToJsonString(JsonSerializerOptions.Web));
    }

    /// <summary>Its store, as this process finds it.</summary>
    public StoreSettings Store { get; }

    /// <summary>What it is set up by.</summary>
    public string SettingsFile { get; }

    /// <summary>Further variables of its environment.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    private string EffectsFile => Path.Combine(_folder, "effects");

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

    /// <summary>Skips the test where nobody may mount anything, not even for himself.</summary>
    public static async Task RequireOwnDisksAsync()
    {
        using var probe = Process.Start("unshare", [.. s_ownMounts, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
        await probe.WaitForExitAsync();
        if (probe.ExitCode != 0)
        {
            Assert.Ignore("This machine lets this user mount no disk of his own (unshare --user --mount): run the test on a Linux that does.");
        }
    }

    /// <summary>
    /// Runs it to its end, killed at <paramref name="crashAt"/> or not at all; answers the exit code. A point with a colon is one of strace's: a system
    /// call on the database's files, what happens to it, and at which of them in each thread.
    /// </summary>
    public async Task<int> RunAsync(string crashAt, params string[] command)
    {
        string[] traced = crashAt.Contains(':', StringComparison.Ordinal) && !crashAt.StartsWith("read:", StringComparison.Ordinal)
            ? ["strace", "-f", "-qq", "-o", "/dev/null", "-P", Store.Database, "-P", Store.Database + "-wal", "-P", Store.Database + "-shm", "-e", $"inject={crashAt}"]
            : [];
        using var process = Start(traced, traced.Length > 0 ? "" : crashAt, command);
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TestWorker.Patience);
        if (process.ExitCode is not (Killed or ExitCode.Done))
        {
            TestContext.Out.WriteLine(await said);
        }

        return process.ExitCode;
    }

    public Process Start(string crashAt, params string[] command) => Start([], crashAt, command);

    /// <summary>
    /// Starts it with a disk of its own at <paramref name="folder"/>, all but <paramref name="free"/> octets of it taken by a file "filler". Nobody else sees
    /// it but by way of /proc/PID/root.
    /// </summary>
    public Process StartOnDisk(string folder, long octets, long free, params string[] command) => Start(
        ["unshare", .. s_ownMounts, "sh", "-c", $"mount -t tmpfs -o size={octets} tmpfs {folder} && head -c {octets - free} /dev/zero >{folder}/filler && exec \"$0\" \"$@\""],
        "",
        command);

    private Process Start(string[] before, string crashAt, string[] command)
    {
        string[] line = [.. before, "dotnet", Path.Combine(AppContext.BaseDirectory, "touchpoints.dll"), .. command, "--settings", SettingsFile];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TOUCHPOINTS_CRASH_AT"] = crashAt;
        start.Environment["TOUCHPOINTS_EFFECTS"] = crashAt.Length == 0 ? EffectsFile : "";
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
