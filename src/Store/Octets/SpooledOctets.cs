namespace Touchpoints.Store;

/// <summary>Octets that come from a server: in a pooled buffer, or, when there are many, in a file without a name that is mapped.</summary>
internal static class SpooledOctets
{
    public static OctetsLease Read(Stream from, long length, long largestPooled)
    {
        if (length > largestPooled)
        {
            return ReadLarge(from, length);
        }

        var pooled = new PooledOctets((int)length);
        try
        {
            from.ReadExactly(pooled.Memory.Span);
            return new OctetsLease(pooled.Memory, pooled);
        }
        catch
        {
            pooled.Dispose();
            throw;
        }
    }

    private static OctetsLease ReadLarge(Stream from, long length)
    {
        var path = Path.Combine(Path.GetTempPath(), "touchpoints-" + Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream? file = null;
        try
        {
            file = new FileStream(path, options);
            from.CopyTo(file, 256 * 1024);
            var spooled = new SpooledFile(file, new MappedOctets(file.SafeFileHandle, 0, checked((int)length)));
            return new OctetsLease(spooled.Mapped, spooled);
        }
        catch (IOException failure)
        {
            file?.Dispose();
            throw StoreProblems.Of(failure, path);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private sealed class SpooledFile(FileStream file, MappedOctets mapped) : IDisposable
    {
        public MappedOctets Mapped => mapped;

        public void Dispose()
        {
            ((IDisposable)mapped).Dispose();
            file.Dispose();
        }
    }
}
