using System.Globalization;
using Dapper;

namespace Touchpoints.Store;

/// <summary>
/// Copies a SQLite installation while a worker goes on: the database as of one moment, then the octets that its rows name, which were durable before
/// the rows were; then the reply keys. The copy is laid out as an installation is, so that every command reads it by --database.
/// </summary>
public static class StoreBackup
{
    // A segment that mail was erased from, or that was swept, while it was to be copied: the next copy of the database names the new one.
    private const int Tries = 3;

    /// <summary>Makes a backup in a new or empty folder.</summary>
    /// <exception cref="StoreException">Says what, where and what to do; the folder then holds no manifest.</exception>
    public static BackupManifest Make(StoreSettings settings, string replyKeyFile, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        RequireSqlite(settings, "backed up");
        using var database = Database.OpenForReading(settings, time);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new StoreException(StoreProblem.Refused, $"The folder {Path.GetFullPath(folder)} is not empty. A backup needs a folder of its own: name a new one, with the date in its name for example.");
        }

        var madeAt = time.GetUtcNow();
        for (var i = 1; ; i++)
        {
            var files = CopyDatabase(database, folder, cancellationToken);
            if (CopyOctets(database, settings, folder, time, files, cancellationToken) is not { } lost)
            {
                return Finish(settings, replyKeyFile, folder, time, new BackupManifest(madeAt, database.InstanceId, files), cancellationToken);
            }

            if (i == Tries || database.Reading.Do(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM delivery WHERE segment = @Segment AND length > 0", new { lost.Segment })) > 0)
            {
                throw StoreProblems.Damaged(database.Octets.Where, $"segment {lost.Segment} cannot be copied: {lost.Problem.Message} Nothing was backed up; \"touchpoints verify\" says which mail it is", lost.Problem);
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    internal static void RequireSqlite(StoreSettings settings, string done)
    {
        if (settings.IsPostgres)
        {
            throw new StoreException(
                StoreProblem.Refused,
                $"{settings.Place} is PostgreSQL, which is {done} with its own tools: pg_dump and pg_restore, or pg_basebackup with a WAL archive. First the database, then beside it the folder or bucket of Touchpoints:Store:Octets (unless that is \"postgres\"), and the reply key file. docs/operations.md has the commands.");
        }
    }

    private static List<BackupFile> CopyDatabase(Database database, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, BackupManifest.DatabaseName);
        try
        {
            CopiedFile.MakeFolder(folder);
            database.CopyTo(path);
            using var copy = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            copy.Flush(flushToDisk: true);
        }
        catch (IOException failure)
        {
            throw StoreProblems.Of(failure, path);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw StoreProblems.NotWritable(path, failure.Message, failure);
        }

        return [CopiedFile.Of(folder, BackupManifest.DatabaseName, cancellationToken)];
    }

    /// <summary>Adds to <paramref name="files"/>; answers the segment that could not be read.</summary>
    private static (long Segment, StoreException Problem)? CopyOctets(Database database, StoreSettings settings, string folder, TimeProvider time, List<BackupFile> files, CancellationToken cancellationToken)
    {
        using var copy = Database.OpenForReading(settings with { Database = Path.Combine(folder, BackupManifest.DatabaseName), Octets = null }, time);
        var segments = copy.Reading.Do(connection => connection
            .Query<(long Number, long End)>("SELECT segment, max(start + length) FROM delivery WHERE length > 0 GROUP BY segment ORDER BY segment").ToList());
        foreach (var (number, end) in segments)
        {
            try
            {
                using var octets = database.Octets.Open(new OctetsPlace(number, 0, end), 0, end);
                files.Add(CopiedFile.Write(octets, folder, string.Create(CultureInfo.InvariantCulture, $"{BackupManifest.OctetsFolder}/seg-{number:000000}"), cancellationToken));
            }
            catch (StoreException problem) when (problem.Problem == StoreProblem.Damaged)
            {
                return (number, problem);
            }
        }

        return null;
    }

    private static BackupManifest Finish(StoreSettings settings, string replyKeyFile, string folder, TimeProvider time, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var files = manifest.Files.ToList();
        if (File.Exists(replyKeyFile))
        {
            using var keys = CopiedFile.Open(replyKeyFile);
            files.Add(CopiedFile.Write(keys, folder, BackupManifest.KeysName, cancellationToken));
        }

        using var copy = Database.OpenForReading(settings with { Database = Path.Combine(folder, BackupManifest.DatabaseName), Octets = null }, time);
        var finished = copy.Reading.Do(connection => manifest with
        {
            Files = files,
            Deliveries = connection.ExecuteScalar<long>("SELECT count(*) FROM delivery"),
            Mails = connection.ExecuteScalar<long>("SELECT count(*) FROM mail"),
            Touchpoints = connection.ExecuteScalar<long>("SELECT count(*) FROM touchpoint"),
            Replies = connection.ExecuteScalar<long>("SELECT count(*) FROM reply"),
        });
        if (Directory.Exists(Path.Combine(folder, BackupManifest.OctetsFolder)))
        {
            FolderEntries.Sync(Path.Combine(folder, BackupManifest.OctetsFolder));
        }

        finished.Write(folder);
        return finished;
    }
}
