using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Where a command reads and writes: data to <see cref="Out"/>, talk to <see cref="Error"/>.</summary>
internal sealed record Shell(TextWriter Out, TextWriter Error, CancellationToken Stop)
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who runs it, for the audit rows of what it writes.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <summary>The worker that the command runs inside of; null in a process of its own.</summary>
    public RunningWorker? Worker { get; init; }

    /// <summary>One line of JSON as data.</summary>
    public void WriteJson(Action<System.Text.Json.Utf8JsonWriter> write) => Out.Write(JsonLine.Of(write));
}

/// <summary>
/// The store of a running worker. Commands that write are run inside it, for only one process may write to a database.
/// <see cref="Policy"/> is complete: with the installation's id and its reply keys.
/// </summary>
internal sealed record RunningWorker(WorkerSettings Settings, Database Database, Policy Policy)
{
    /// <summary>Runs a command line that another process has sent, as that process would have run it alone.</summary>
    public Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
        => CommandLine.RunAsync(arguments, new Shell(output, errors, cancellationToken) { Worker = this });
}

/// <summary>How a command ended.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUse = 2;

    /// <summary>The codes of <c>run</c> and <c>ingest</c> (sysexits): service managers tell by them whether to start again.</summary>
    public const int Usage = 64;
    public const int Unreachable = 69;
    public const int Internal = 70;
    public const int TryAgain = 75;
    public const int LoginRefused = 77;
    public const int Configuration = 78;
}

/// <summary>A command cannot go on; the message says what, where and what to do, and is printed as it is.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
