namespace Touchpoints.Store;

/// <summary>Puts a backup where the settings say that an installation is. Never over one that is there.</summary>
public static class StoreRestore
{
    // A journal that is not the database's own would be played into it.
    private static readonly string[] s_files = ["", "-wal", "-journal"];

    /// <summary>Checks every file of the backup, then copies the octets and the reply keys, and the database last.</summary>
    /// <exception cref="StoreException">Says what, where and what to do; without a database there is no installation yet, and it may be tried again.</exception>
    public static BackupManifest Run(StoreSettings settings, string replyKeyFile, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        StoreBackup.RequireSqlite(settings, "restored");
        var octets = OctetsFolder(settings);
        var manifest = BackupManifest.Read(folder);
        foreach (var file in manifest.Files)
        {
            Require(CopiedFile.Of(folder, file.Name, cancellationToken), file, folder);
        }

        using var held = WriterLock.Take(settings);
        RequireRoom(settings, octets, manifest);
        RequireKeys(replyKeyFile, manifest);
        foreach (var file in manifest.Files.Where(BackupManifest.IsSegment))
        {
            Copy(folder, file, octets, Path.GetFileName(file.Name), cancellationToken);
        }

        if (manifest.Files.Any(file => file.Name == BackupManifest.KeysName))
        {
            DurableFile.Write(replyKeyFile, File.ReadAllText(Path.Combine(folder, BackupManifest.KeysName)), replace: false);
        }

        var database = Path.GetFullPath(settings.Database);
        var fresh = Path.GetFileName(database) + ".restoring";
        Copy(folder, manifest.Files.Single(file => file.Name == BackupManifest.DatabaseName), settings.Folder, fresh, cancellationToken);
        File.Move(Path.Combine(settings.Folder, fresh), database);
        FolderEntries.Sync(settings.Folder);
        return manifest;
    }

    private static string OctetsFolder(StoreSettings settings) => settings.Octets switch
    {
        null => Path.Combine(settings.Folder, "octets"),
        OctetsSettings.Folder folder => Path.GetFullPath(folder.Path),
        _ => throw new StoreException(StoreProblem.Refused, "Octets are restored to a folder only. Set Touchpoints:Store:Octets to a folder, or to nothing for the folder beside the database."),
    };

    private static void Copy(string folder, BackupFile file, string to, string name, CancellationToken cancellationToken)
    {
        using var from = CopiedFile.Open(Path.Combine(folder, file.Name));
        Require(CopiedFile.Write(from, to, name, cancellationToken) with { Name = file.Name }, file, folder);
    }

    private static void Require(BackupFile found, BackupFile file, string folder)
    {
        if (found != file)
        {
            throw StoreProblems.Damaged(Path.Combine(Path.GetFullPath(folder), file.Name), $"it is not what was backed up ({found.Octets} octets of {file.Octets}, or others). Nothing was restored; take another backup");
        }
    }

    private static void RequireRoom(StoreSettings settings, string octets, BackupManifest manifest)
    {
        var there = s_files.Select(end => settings.Place + end).FirstOrDefault(File.Exists);
        if (there is not null)
        {
            throw new StoreException(StoreProblem.Refused, $"{there} is there already, and a restore writes over nothing. Move the database with its -wal and -shm files, the octets folder and the reply keys away together, or name another place by Touchpoints:Store:Database (--database).");
        }

        // What an earlier try copied may be there.
        var ours = manifest.Files.Select(file => Path.GetFileName(file.Name)).ToHashSet(StringComparer.Ordinal);
        if (Directory.Exists(octets) && Directory.EnumerateFiles(octets, "seg-*").FirstOrDefault(file => !ours.Contains(Path.GetFileName(file))) is { } other)
        {
            throw new StoreException(StoreProblem.Refused, $"The octets folder holds mail of another installation ({other}). Move the whole folder away, or name another by Touchpoints:Store:Octets.");
        }
    }

    private static void RequireKeys(string replyKeyFile, BackupManifest manifest)
    {
        var backedUp = manifest.Files.FirstOrDefault(file => file.Name == BackupManifest.KeysName);
        if (backedUp is not null && File.Exists(replyKeyFile)
            && CopiedFile.Of(Path.GetDirectoryName(Path.GetFullPath(replyKeyFile))!, Path.GetFileName(replyKeyFile), CancellationToken.None).Sha256 != backedUp.Sha256)
        {
            throw new StoreException(StoreProblem.Refused, $"The reply key file {replyKeyFile} is another than the backup's. Move it away and restore again. If reply addresses were given out by it, add its lines before those of the restored file then, each with an id of its own: every key there checks addresses, the last one makes new ones.");
        }
    }
}
