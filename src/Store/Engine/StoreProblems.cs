namespace Touchpoints.Store;

/// <summary>Turns what the file system says into what is wrong, where, and what to do.</summary>
internal static class StoreProblems
{
    // .NET keeps errno, or the Win32 code, in HResult.
    private const int NoSpaceErrno = 28;
    private const int QuotaErrno = 122;
    private const int DiskFullWindows = unchecked((int)0x80070070);

    public static StoreException Of(IOException failure, string path) =>
        failure.HResult is NoSpaceErrno or QuotaErrno or DiskFullWindows ? Full(path, failure) : NotWritable(path, failure.Message, failure);

    public static StoreException NotWritable(string path, string because, Exception? inner = null) => new(
        StoreProblem.NotWritable,
        $"The store {path} cannot be used: {because.TrimEnd('.')}. Check that its folder exists and that this user may write there, or set Touchpoints:Store:Database to another place.",
        inner);

    public static StoreException Damaged(string path, string because, Exception? inner = null) => new(
        StoreProblem.Damaged,
        $"The store {path} is damaged: {because.TrimEnd('.')}. Stop the worker, keep a copy of the file and its folder, and restore the last backup; mail that came since then is fetched again from the mailboxes.",
        inner);

    public static StoreException Full(string path, Exception? inner = null) => new(
        StoreProblem.DiskFull,
        $"The disk that holds {path} is full. Nothing that was confirmed is lost, and nothing unconfirmed was written. Free some space; intake goes on by itself.",
        inner);

    public static StoreException Refused(string path, string because, Exception? inner = null) => new(
        StoreProblem.Refused,
        $"The database {path} refused a row ({because}). Nothing was written. Report it with this message.",
        inner);
}
