using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Everything that the ops page is given. It reads from <see cref="Database"/>; whatever writes goes through the two functions.</summary>
internal sealed record OpsContext(Uri Url, Database Database, Policy Policy, TimeProvider Time)
{
    /// <summary>Decides a held mail again: as a person chose, or, when there is no choice, by the directory as it is now.</summary>
    public required Func<MailId, OperatorChoice?, string, Recorded> Redecide { get; init; }

    /// <summary>The store with its policy, for what a person decides about many mails.</summary>
    public Installation Installation => new(Database, Policy);

    /// <summary>Runs a command that another process was given: arguments, output, errors; answers the exit code.</summary>
    public required CommandRunner RunCommand { get; init; }

    /// <summary>What another process must show to have a command run. Lies in the lock note, which only this user can read.</summary>
    public required string CommandToken { get; init; }

    /// <summary>Why nothing is being ingested at the moment, in one sentence; null while the pipeline runs.</summary>
    public Func<string?> Trouble { get; init; } = () => null;

    /// <summary>Where a page that could not be made is logged.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>A command's run with its arguments; writes to the two writers and answers the exit code.</summary>
internal delegate Task<int> CommandRunner(string[] arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken);
