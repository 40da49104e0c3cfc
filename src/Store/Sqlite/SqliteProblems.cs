using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Touchpoints.Store;

/// <summary>Turns what SQLite says into what is wrong, where, and what to do.</summary>
internal static class SqliteProblems
{
    public static StoreException Of(SqliteException failure, string file) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => StoreProblems.Full(file, failure),
        raw.SQLITE_IOERR when FreeOctets(file) < 1024 * 1024 => StoreProblems.Full(file, failure),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreException(
            StoreProblem.Locked,
            $"The database {file} stayed busy for 5 seconds: another program holds it ({failure.Message}). Nothing was written. Close that program (a database browser, a backup), then try again.",
            failure),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StoreProblems.Damaged(file, failure.Message, failure),
        raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH => StoreProblems.Refused(file, failure.Message, failure),
        _ => StoreProblems.NotWritable(file, failure.Message, failure),
    };

    private static long FreeOctets(string file) => new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(file))!).AvailableFreeSpace;
}
