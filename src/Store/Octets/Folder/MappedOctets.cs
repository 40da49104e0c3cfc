using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Touchpoints.Store;

/// <summary>A range of a segment as memory: pages come in when they are read, and the kernel may drop them again.</summary>
internal sealed unsafe partial class MappedOctets : MemoryManager<byte>
{
    private const int DontNeed = 4; // MADV_DONTNEED

    // Pages are taken out of the sight of all processors, which is dear: fewer than these stay until the mail is done.
    private const int FewOctets = 4 * 1024 * 1024;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private byte* _start;

    public MappedOctets(SafeFileHandle segment, long offset, int length)
    {
        _file = MemoryMappedFile.CreateFromFile(segment, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
        _length = length;
        byte* page = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref page);
        _start = page + _view.PointerOffset;
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new Span<byte>(_start, _length);
    }

    /// <summary>Takes pages of much mail out of this process's memory; they come back from the file when they are read. Elsewhere than on Linux the kernel does as it likes.</summary>
    public void LetGo(int start, int length)
    {
        if (_length > FewOctets && OperatingSystem.IsLinux() && _start is not null)
        {
            // The page that the next piece begins on goes with that one.
            var first = (nint)(_start + start) / Environment.SystemPageSize * Environment.SystemPageSize;
            var end = (nint)(_start + start + length) / Environment.SystemPageSize * Environment.SystemPageSize;
            _ = Advise(first, end - first, DontNeed);
        }
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
        // Mapped pages do not move.
    }

    protected override void Dispose(bool disposing)
    {
        if (_start is null)
        {
            return;
        }

        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nint address, nint length, int advice);
}
