using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// The ISO-2022 charsets of mail: JP (RFC 1468), JP-1 (RFC 2237), JP-2 (RFC 1554), KR (RFC 1557) and CN (RFC 1922). One reader for all of them,
/// since every escape says itself which set follows, and since mailers mix them under the name of one.
/// </summary>
internal sealed class Iso2022 : ReadOnlyEncoding
{
    public static readonly Iso2022 Instance = new();

    private static readonly Encoding ShiftJis = Page(932);
    private static readonly Encoding Jis0212 = Page(20932);
    private static readonly Encoding Korean = Page(949);
    private static readonly Encoding Chinese = Page(936);
    private static readonly Encoding Taiwanese = Page(20000);
    private static readonly Encoding Greek = Page(28597);

    private Iso2022()
        : base(50220)
    {
    }

    // Which characters a pair or an octet stands for.
    private enum Set
    {
        Ascii,
        Kana,
        Jis0208,
        Jis0212,
        Ksc5601,
        Gb2312,
        Cns1,
        Cns2,
        Latin1,
        Greek,
    }

    private ref struct State
    {
        public Set Main;
        public Set Shifted;
        public Set Single;
        public bool IsShifted;

        public readonly Set Now => IsShifted ? Shifted : Main;
    }

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var state = default(State);
        var written = 0;
        while (!bytes.IsEmpty)
        {
            var octet = bytes[0];
            switch (octet)
            {
                case 0x1B when Escape(bytes[1..], ref state) is > 0 and var length:
                    bytes = bytes[(length + 1)..];
                    continue;
                case 0x1B when bytes is [_, (byte)'N', ..] && state.Single != Set.Ascii:
                    bytes = bytes[2..];
                    Run(ref bytes, state.Single, single: true, chars, ref written);
                    continue;
                case 0x0E or 0x0F:
                    state.IsShifted = octet == 0x0E;
                    bytes = bytes[1..];
                    continue;
                case (byte)'\n':
                    state.IsShifted = false; // RFC 1557, RFC 1922 §3.2: a line ends in ASCII
                    break;
            }

            if (octet is > 0x20 and < 0x7F)
            {
                Run(ref bytes, state.Now, single: false, chars, ref written);
            }
            else
            {
                chars[written++] = octet < 0x80 ? (char)octet : '\uFFFD';
                bytes = bytes[1..];
            }
        }

        return written;
    }

    // The length of what follows the escape, or 0 where it is none that is known.
    private static int Escape(ReadOnlySpan<byte> rest, ref State state)
    {
        switch (rest)
        {
            case [(byte)'(', (byte)'B' or (byte)'J' or (byte)'H', ..]:
                state.Main = Set.Ascii;
                return 2;
            case [(byte)'(', (byte)'I', ..]:
                state.Main = Set.Kana;
                return 2;
            case [(byte)'$', (byte)'@' or (byte)'B', ..]:
                state.Main = Set.Jis0208;
                return 2;
            case [(byte)'$', (byte)'A', ..]:
                state.Main = Set.Gb2312;
                return 2;
            case [(byte)'$', (byte)'(', var set, ..]:
                state.Main = Named(set);
                return 3;
            case [(byte)'$', (byte)')', var set, ..]:
                state.Shifted = Named(set);
                return 3;
            case [(byte)'$', (byte)'*', var set, ..]:
                state.Single = set == 'H' ? Set.Cns2 : state.Single;
                return 3;
            case [(byte)'.', (byte)'A' or (byte)'F', ..]:
                state.Single = rest[1] == 'A' ? Set.Latin1 : Set.Greek;
                return 2;
            default:
                return 0;
        }
    }

    private static Set Named(byte final) => final switch
    {
        (byte)'A' => Set.Gb2312,
        (byte)'C' => Set.Ksc5601,
        (byte)'D' => Set.Jis0212,
        (byte)'G' => Set.Cns1,
        _ => Set.Jis0208, // 'O' and 'Q' are JIS X 0213, which has 0208 within
    };

    // All that follows in the same set; one character where it was shifted to alone.
    private static void Run(ref ReadOnlySpan<byte> bytes, Set set, bool single, Span<char> chars, ref int written)
    {
        var isPair = set is not (Set.Ascii or Set.Kana or Set.Latin1 or Set.Greek);
        var length = bytes.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E);
        length = single ? Math.Min(bytes.Length, isPair ? 2 : 1) : length < 0 ? bytes.Length : length;
        if (isPair && length % 2 == 1)
        {
            length = length == 1 ? 1 : length - 1;
        }

        var run = bytes[..length];
        bytes = bytes[length..];
        var room = chars[written..];
        written += set switch
        {
            Set.Ascii => Encoding.Latin1.GetChars(run, room),
            Set.Kana => Offset(run, '\uFF61' - 0x21, room),
            Set.Latin1 => Offset(run, 0x80, room),
            Set.Greek => Greek.GetChars([(byte)(run[0] | 0x80)], room),
            _ when length == 1 => Offset("\uFFFD", room),
            Set.Jis0208 => FromJis0208(run, room),
            Set.Jis0212 => Pairs(run, Jis0212, 0x80, 0, room),
            Set.Ksc5601 => Pairs(run, Korean, 0x80, 0x80, room),
            Set.Gb2312 => Pairs(run, Chinese, 0x80, 0x80, room),
            Set.Cns1 => Pairs(run, Taiwanese, 0x80, 0x80, room),
            _ => Pairs(run, Taiwanese, 0x80, 0, room),
        };
    }

    private static int Offset(ReadOnlySpan<byte> run, int offset, Span<char> chars)
    {
        for (var at = 0; at < run.Length; at++)
        {
            chars[at] = (char)(run[at] + offset);
        }

        return run.Length;
    }

    private static int Offset(string text, Span<char> chars)
    {
        text.CopyTo(chars);
        return text.Length;
    }

    // By way of Shift_JIS, whose code page has the characters that vendors added to JIS X 0208.
    private static int FromJis0208(ReadOnlySpan<byte> run, Span<char> chars)
    {
        Span<byte> pairs = stackalloc byte[256];
        var written = 0;
        while (!run.IsEmpty)
        {
            var count = Math.Min(pairs.Length, run.Length);
            for (var at = 0; at < count; at += 2)
            {
                var (row, cell) = (run[at], run[at + 1]);
                pairs[at] = (byte)((row + 1) / 2 + (row < 0x5F ? 0x70 : 0xB0));
                pairs[at + 1] = (byte)((row & 1) == 0 ? cell + 0x7E : cell + (cell < 0x60 ? 0x1F : 0x20));
            }

            written += ShiftJis.GetChars(pairs[..count], chars[written..]);
            run = run[count..];
        }

        return written;
    }

    private static Encoding Page(int page) => CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.Latin1;
}
