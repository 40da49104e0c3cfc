namespace Touchpoints.Store;

/// <summary>What is wrong with the store.</summary>
public enum StoreProblem
{
    /// <summary>Another process has it; its note is in the message.</summary>
    Locked,

    /// <summary>There is no database yet.</summary>
    Missing,

    /// <summary>The folder or file cannot be written.</summary>
    NotWritable,

    /// <summary>The disk is full, or nearly.</summary>
    DiskFull,

    /// <summary>The file is no database or is damaged.</summary>
    Damaged,

    /// <summary>A newer program made it.</summary>
    TooNew,

    /// <summary>It needs `touchpoints migrate` first.</summary>
    TooOld,

    /// <summary>Rows that contradict one another or name what does not exist; none of them was written.</summary>
    Refused,

    /// <summary>A server that the store needs does not answer, or says that it cannot now; the next try may work.</summary>
    Unreachable,
}

/// <summary>The store cannot be used; the message says what, where and what to do.</summary>
public sealed class StoreException(StoreProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Which problem it is.</summary>
    public StoreProblem Problem { get; } = problem;

    /// <summary>Whether the same may work later by itself, or after somebody made room: who can wait tries again, and holds nothing and loses nothing meanwhile.</summary>
    public bool MayTryAgain => Problem is StoreProblem.Locked or StoreProblem.DiskFull or StoreProblem.Unreachable;

    /// <summary>The note of the process that holds the lock (<see cref="StoreSettings.LockNote"/>); empty for other problems.</summary>
    public string Holder { get; init; } = "";
}
