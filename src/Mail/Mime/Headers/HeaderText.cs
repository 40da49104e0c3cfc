using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Touchpoints.Mail;

/// <summary>The value of a header field as text: unfolded (RFC 5322 §2.2.3), trimmed, controls made blanks, 8-bit octets decoded.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c is not 9 and not 27).Select(c => (byte)c), 127]);

    public static string Decode(ReadOnlySpan<byte> value, Encoding fallback, DefectList defects)
    {
        value = value.Trim(" \t\r\n"u8);
        if (value.IndexOfAny(Controls) < 0)
        {
            return Text(value, fallback, defects);
        }

        var rented = ArrayPool<byte>.Shared.Rent(value.Length);
        var text = Text(rented.AsSpan(0, Unfold(value, rented)), fallback, defects);
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    private static string Text(ReadOnlySpan<byte> value, Encoding fallback, DefectList defects)
    {
        if (Ascii.IsValid(value) && value.IndexOf((byte)0x1B) < 0)
        {
            return Encoding.Latin1.GetString(value);
        }

        defects.Add(Defects.RawEightBitHeader);
        var encoding = Utf8.IsValid(value) && !Ascii.IsValid(value) ? Encoding.UTF8 : TextDecoder.Guess(ref value, fallback, defects);
        return Characters.Of(value, encoding);
    }

    private static int Unfold(ReadOnlySpan<byte> value, Span<byte> output)
    {
        var length = 0;
        while (true)
        {
            var run = value.IndexOfAny(Controls);
            var text = run < 0 ? value : value[..run];
            text.CopyTo(output[length..]);
            length += text.Length;
            if (run < 0)
            {
                return length;
            }

            value = value[run..];
            var fold = value.IndexOfAnyExcept((byte)'\r', (byte)'\n');
            if (fold > 0 && value[..fold].Contains((byte)'\n') && value[fold] is (byte)' ' or (byte)'\t')
            {
                output[length++] = (byte)' ';
                value = value[(fold + 1)..];
            }
            else
            {
                // A control in a header is never text; a NUL least of all.
                output[length++] = (byte)' ';
                value = value[Math.Max(1, fold)..];
            }
        }
    }
}
