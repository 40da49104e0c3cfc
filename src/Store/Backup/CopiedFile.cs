using System.Security.Cryptography;

namespace Touchpoints.Store;

/// <summary>Copies octets to a file, durable when it returns, and says what they were.</summary>
internal static class CopiedFile
{
    private const int Piece = 1024 * 1024;

    public static BackupFile Write(Stream from, string folder, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, name);
        try
        {
            MakeFolder(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var to = new FileStream(path, options);
            var copied = Pass(from, to, name, cancellationToken);
            to.Flush(flushToDisk: true);
            return copied;
        }
        catch (IOException failure)
        {
            throw StoreProblems.Of(failure, path);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw StoreProblems.NotWritable(path, failure.Message, failure);
        }
    }

    /// <summary>What a file is.</summary>
    public static BackupFile Of(string folder, string name, CancellationToken cancellationToken)
    {
        using var file = Open(Path.Combine(folder, name));
        return Pass(file, Stream.Null, name, cancellationToken);
    }

    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw StoreProblems.Damaged(path, "this file of the backup is missing", missing);
        }
        catch (IOException failure)
        {
            throw StoreProblems.Of(failure, path);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw StoreProblems.NotWritable(path, failure.Message, failure);
        }
    }

    /// <summary>A folder that only this user may look into: there is customers' mail in it.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static BackupFile Pass(Stream from, Stream to, string name, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[Piece];
        var octets = 0L;
        for (int read; (read = from.Read(piece)) > 0; octets += read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(piece, 0, read);
            to.Write(piece, 0, read);
        }

        return new BackupFile(name, octets, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
