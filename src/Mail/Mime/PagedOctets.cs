using System.Buffers;
using System.Runtime.InteropServices;

namespace Touchpoints.Mail;

/// <summary>
/// The octets of a mail whose memory can be had again at any time, such as the pages of a mapped file. The reader goes over a large mail in
/// pieces and lets go of each: so a mail of any size takes the memory of a few pieces.
/// </summary>
public abstract class PagedOctets : MemoryManager<byte>
{
    private const int Piece = 1024 * 1024;

    /// <summary>These octets are not needed for the moment. They stay readable.</summary>
    public abstract void LetGo(int start, int length);

    /// <summary>Where <paramref name="wanted"/> first stands at <paramref name="start"/> or behind it; -1 for nowhere.</summary>
    internal static int IndexOf(ReadOnlyMemory<byte> octets, int start, ReadOnlySpan<byte> wanted)
    {
        var span = octets.Span;
        for (var at = start; ; at += Piece)
        {
            var found = span[at..Math.Min(span.Length, at + Piece + wanted.Length - 1)].IndexOf(wanted);
            if (found >= 0)
            {
                return at + found;
            }

            if (span.Length - at <= Piece)
            {
                return -1;
            }

            Passed(octets.Slice(at, Piece));
        }
    }

    /// <summary>Lets go of octets, if they can be had again.</summary>
    internal static void Passed(ReadOnlyMemory<byte> octets)
    {
        if (MemoryMarshal.TryGetMemoryManager<byte, PagedOctets>(octets, out var manager, out var start, out var length))
        {
            manager.LetGo(start, length);
        }
    }
}
