using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>One run of the demonstration.</summary>
internal sealed class Demo(Shell shell, string samplesFolder)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly IReadOnlyList<SampleMail> _samples = SampleMail.In(Path.Combine(samplesFolder, "eml"));
    private readonly DemoPost _post = new();

    public async Task<int> RunAsync(bool once, bool noServer)
    {
        using var state = new DemoState();
        if (!noServer && PrivateDovecot.IsInstalled)
        {
            await using var server = await PrivateDovecot.StartAsync(Path.Combine(state.Folder, "dovecot"), [.. DemoSettings.Users.Keys], shell.Stop);
            Say($"A private Dovecot listens on 127.0.0.1: IMAP over TLS {server.ImapsPort}, LMTP {server.LmtpPort}. Everything is in {state.Folder}");
            return await WithServerAsync(server, state, once);
        }

        Say(noServer ? "Without a mail server: the samples are taken from a folder." : $"{PrivateDovecot.HowToInstall}. Without it the samples are taken from a folder.");
        return await FromFolderAsync(state, once);
    }

    private async Task<int> WithServerAsync(PrivateDovecot server, DemoState state, bool once)
    {
        var settings = DemoSettings.Read(samplesFolder, state.Folder, server, page: true);
        var import = Import(settings);
        using var reader = Installation.OpenForReading(settings, shell.Time);
        var tally = new DemoTally(shell, new SampleThreads(reader, import.Touchpoints), _post, reader.Database);
        await using var lmtp = await LmtpClient.ConnectAsync("localhost", server.LmtpPort, shell.Stop);
        var half = _samples.Count / 2;
        var delivered = await _post.DeliverAsync(lmtp, _samples.Take(half), shell.Stop);
        Say($"{delivered} mails wait on the server; the worker starts.\n");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(shell.Stop);
        var started = new TaskCompletionSource<WorkerState>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hooks = new WorkerHooks { Settled = tally.Take, Started = w => started.SetResult(w), Commands = CommandLine.Inside };
        var worker = WorkerHost.RunAsync(settings, hooks, stop.Token);
        await Task.WhenAny(started.Task, worker);
        if (worker.IsCompleted)
        {
            return await worker;
        }

        var running = await started.Task;
        var all = await SettledAsync(tally, delivered) && await IdleAsync(reader.Database);
        Say("\nThe worker waits in IDLE; the other half is delivered.\n");
        delivered += await _post.DeliverAsync(lmtp, _samples.Skip(half), shell.Stop);
        all &= await SettledAsync(tally, delivered);
        var right = tally.Close(delivered) && all;
        if (!once)
        {
            state.NoteLmtpPort(server.LmtpPort);
            Say($"\nLook at it: {running.Ops}\nSend more:  ./run --send FILE.eml [--to {DemoSettings.Users.Keys.First()}]\nStop: Ctrl-C");
            await worker;
        }

        await stop.CancelAsync();
        await worker;
        return right ? ExitCode.Done : CommandCode.Failed;
    }

    private async Task<int> FromFolderAsync(DemoState state, bool once)
    {
        var settings = DemoSettings.Read(samplesFolder, state.Folder, null, page: false);
        var (_, right) = await TakeFolderAsync(settings, Path.Combine(state.Folder, "mail"));
        return once ? right ? ExitCode.Done : CommandCode.Failed : await ShowAsync(settings);
    }

    /// <summary>Takes every sample in from a folder; the sum closes and everything is as expected when the second answer is true.</summary>
    public async Task<(DemoTally Tally, bool IsRight)> TakeFolderAsync(WorkerSettings settings, string folder)
    {
        var import = Import(settings);
        var delivered = _post.WriteFolder(folder, _samples);
        using var reader = Installation.OpenForReading(settings, shell.Time);
        var tally = new DemoTally(shell, new SampleThreads(reader, import.Touchpoints), _post, reader.Database);
        await IngestOnce.RunAsync(settings, folder, new WorkerHooks { Settled = tally.Take }, TextWriter.Null, json: false, shell.Stop);
        return (tally, tally.Close(delivered));
    }

    /// <summary>The ops page over a store that nothing comes into any more.</summary>
    private async Task<int> ShowAsync(WorkerSettings settings)
    {
        using var installation = Installation.OpenForWriting(settings, shell.Time);
        var context = new OpsContext(new Uri("http://127.0.0.1:0"), installation.Database, installation.Policy, shell.Time)
        {
            Redecide = (mail, choice, by) => HeldMail.Redecide(installation, mail, choice, by),
            RunCommand = (_, _, _, _) => Task.FromResult(CommandCode.Failed),
            CommandToken = Guid.NewGuid().ToString("N"),
        };
        await using var page = await OpsPage.StartAsync(context, shell.Stop);
        Say($"\nLook at it: {page.Address}\nStop: Ctrl-C");
        await Task.Delay(Timeout.Infinite, shell.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Done;
    }

    private DirectoryImport Import(WorkerSettings settings)
    {
        var mistakes = new List<ImportMistake>();
        var import = DirectoryFiles.Read([Path.Combine(samplesFolder, "directory")], _ => false, _ => false, mistakes);
        if (mistakes.Count > 0)
        {
            throw new CommandException(string.Join('\n', mistakes));
        }

        using var installation = Installation.OpenForWriting(settings, shell.Time);
        var result = installation.Database.Directory.Import(import);
        Say($"{result.Added} rows of {Path.Combine(samplesFolder, "directory")} imported: {import.Accounts.Count} accounts, {import.Contacts.Count} contacts, {import.Users.Count} users, {import.Touchpoints.Count} touchpoints");
        return import;
    }

    private async Task<bool> SettledAsync(DemoTally tally, int count)
    {
        try
        {
            await tally.ReachAsync(count).WaitAsync(s_patience, shell.Time, shell.Stop);
            return true;
        }
        catch (TimeoutException)
        {
            Say($"Only {tally.Settled} of {count} mails were settled within {s_patience.TotalMinutes} minutes.");
            return false;
        }
    }

    private async Task<bool> IdleAsync(Database database)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var since = shell.Time.GetTimestamp();
        while (await tick.WaitForNextTickAsync(shell.Stop) && shell.Time.GetElapsedTime(since) < s_patience)
        {
            if (database.Reports.Mailboxes().Count(m => m.Report.State == MailboxState.Idle) == DemoSettings.Users.Count)
            {
                return true;
            }
        }

        Say("The worker did not reach IDLE.");
        return false;
    }

    private void Say(string line)
    {
        shell.Out.WriteLine(line);
        shell.Out.Flush();
    }
}
