using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>The worker: store, pipeline, one loop a mailbox, ops page; stops within ten seconds.</summary>
internal static class WorkerHost
{
    private static readonly TimeSpan s_loopsStopWithin = TimeSpan.FromSeconds(4);

    /// <summary>Runs until <paramref name="cancellationToken"/> (SIGTERM or Ctrl-C); answers the exit code.</summary>
    public static async Task<int> RunAsync(WorkerSettings settings, WorkerHooks hooks, CancellationToken cancellationToken)
    {
        using var logs = WorkerLog.Create(settings.Log);
        var log = logs.CreateLogger("Touchpoints");
        if (settings.Mailboxes.Count == 0)
        {
            log.LogCritical("No mailbox is set up. Name one with Touchpoints:Mailboxes:<name>:Host, User and PasswordFile (docs/operations.md)");
            return ExitCode.Configuration;
        }

        var note = new LockNote(Environment.ProcessId, WithRealPort(settings.OpsUrl), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        try
        {
            using var installation = Installation.OpenForWriting(settings, TimeProvider.System, note.ToString());
            await RunAsync(new Parts(settings, hooks, installation, note, log), cancellationToken);
            log.LogInformation("Stopped");
            return ExitCode.Done;
        }
        catch (StoreException e)
        {
            log.LogCritical("{Problem}", e.Message);
            return CodeOf(e.Problem);
        }
        catch (IOException e) when (e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            log.LogCritical("The ops page cannot listen on {Url}: {Problem} Set Touchpoints:Ops:Url to a free address, or to none", note.Ops, e.Message);
            return ExitCode.Configuration;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.LogCritical(e, "A fault of the program; please report it. Nothing is lost: start it again");
            return ExitCode.Internal;
        }
    }

    /// <summary>The exit code that a problem of the store ends the program with.</summary>
    public static int CodeOf(StoreProblem problem)
        => problem is StoreProblem.Locked or StoreProblem.DiskFull or StoreProblem.Unreachable ? ExitCode.TryAgain : ExitCode.Configuration;

    private static async Task RunAsync(Parts parts, CancellationToken cancellationToken)
    {
        var (settings, hooks, installation, note, log) = parts;
        var database = installation.Database;
        log.LogInformation("touchpoints {Version}, {Engine}, .NET {Runtime}: {Mailboxes} mailboxes, store {Store}", ProgramVersion.Text, database.EngineVersion, Environment.Version, settings.Mailboxes.Count, settings.Store.Place);
        await using var keeper = new LeaseKeeper(database.Leases, TimeProvider.System, log);
        await using var pipeline = new IngestPipeline(installation, settings, hooks.Settled, TimeProvider.System, log);
        var pollers = settings.Mailboxes.Select(m => new MailboxPoller(ContextOf(m, parts, pipeline))).ToList();
        var state = new WorkerState(settings, installation.Policy, database, TimeProvider.System) { LookNow = () => pollers.ForEach(p => p.LookNow()) };
        await using var ops = note.Ops is null ? null : await OpsPage.StartAsync(OpsContextOf(parts, pipeline, state), cancellationToken);
        state = state with { Ops = ops?.Address };

        // Before any mailbox is looked at: what an earlier process left comes first, and alone.
        await pipeline.StartAsync(cancellationToken);
        var sweeps = new SweepLoop(database, TimeProvider.System, log);
        var takeOvers = new TakeOverLoop(database.Leases, pipeline, TimeProvider.System, log);
        var reviews = new ReviewLoop(installation, settings.MaxMailOctets, TimeProvider.System, log);
        IEnumerable<Func<CancellationToken, Task>> all = [.. pollers.Select(p => (Func<CancellationToken, Task>)(token => p.RunAsync(keeper, token))), sweeps.RunAsync, takeOvers.RunAsync, reviews.RunAsync];
        var loops = Task.WhenAll(all.Select(run => Task.Run(() => run(cancellationToken), CancellationToken.None)));
        if (ops is not null)
        {
            log.LogInformation("Ops page: {Url}", ops.Address);
        }

        hooks.Started(state);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        log.LogInformation("Stopping");
        await Task.WhenAny(loops, Task.Delay(s_loopsStopWithin, CancellationToken.None));
        pollers.ForEach(p => p.Dispose());
    }

    private static MailboxContext ContextOf(MailboxSettings mailbox, Parts parts, IngestPipeline pipeline)
        => new(mailbox, parts.Installation.Database, pipeline, parts.Log)
        {
            MaxMailOctets = parts.Settings.MaxMailOctets,
            ReserveOctets = parts.Settings.Store.ReserveOctets,
        };

    private static OpsContext OpsContextOf(Parts parts, IngestPipeline pipeline, WorkerState state)
        => new(parts.Note.Ops!, parts.Installation.Database, parts.Installation.Policy, TimeProvider.System)
        {
            CommandToken = parts.Note.Token,
            Trouble = () => pipeline.Trouble,
            Log = parts.Log,
            Redecide = (mail, choice, by) => HeldMail.Redecide(parts.Installation, mail, choice, by),
            RunCommand = parts.Hooks.Commands?.Invoke(state) ?? ((_, _, errors, _) =>
            {
                errors.WriteLine("This worker runs no commands for others.");
                return Task.FromResult(ExitCode.Usage);
            }),
        };

    /// <summary>Other processes read the port in the lock note, which is written before the page listens: so a free one is found first.</summary>
    private static Uri? WithRealPort(Uri? url)
    {
        if (url is not { Port: 0 })
        {
            return url;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new UriBuilder(url) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
    }

    private sealed record Parts(WorkerSettings Settings, WorkerHooks Hooks, Installation Installation, LockNote Note, ILogger Log);
}
