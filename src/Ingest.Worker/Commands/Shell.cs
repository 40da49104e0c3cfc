namespace Touchpoints.Ingest;

/// <summary>Where a command reads and writes: data to <see cref="Out"/>, talk to <see cref="Error"/>.</summary>
internal sealed record Shell(TextWriter Out, TextWriter Error, CancellationToken Stop)
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where a person answers; null when there is none.</summary>
    public TextReader? In { get; init; } = Console.IsInputRedirected ? null : Console.In;

    /// <summary>Who runs it, for the audit rows of what it writes.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <summary>The worker that the command runs inside of; null in a process of its own.</summary>
    public WorkerState? Worker { get; init; }

    /// <summary>One line of JSON as data.</summary>
    public void WriteJson(Action<System.Text.Json.Utf8JsonWriter> write) => Out.Write(JsonLine.Of(write));
}

/// <summary>How a command other than <c>run</c> and <c>ingest</c> ended (those use <see cref="ExitCode"/>).</summary>
internal static class CommandCode
{
    public const int Failed = 1;
    public const int WrongUse = 2;
}

/// <summary>A command cannot go on; the message says what, where and what to do, and is printed as it is.</summary>
internal sealed class CommandException(string message, int exitCode = CommandCode.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
