using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Touchpoints.Threading;

/// <summary>The two hashes of a mail. Every text goes in with its length, so that no two lists of texts look alike.</summary>
internal static class ContentHash
{
    private const int SecondsPerDay = 24 * 60 * 60;

    /// <summary>
    /// Behaviour.md B2.3: From, Date, Subject and the ordered (type, hash) of the decoded parts. Transport headers never count. The first two octets are
    /// the day of the Date (days since 1970, 0 for none), so that the keys of one day's mail lie side by side in a store's index, however large it is.
    /// </summary>
    public static byte[] OfContent(MailEnvelope envelope, MailContent content)
    {
        var from = envelope.From.Select(a => a.Key).ToArray();
        var date = envelope.DateRaw.Trim();
        var subject = envelope.Subject.Trim();
        var input = new Input(from.Sum(Input.RoomOf) + Input.RoomOf(date) + Input.RoomOf(subject) + content.Parts.Sum(p => Input.RoomOf(p.MediaType) + p.Sha256.Length));
        foreach (var key in from)
        {
            input.Add(key);
        }

        input.Add(date);
        input.Add(subject);
        foreach (var part in content.Parts)
        {
            input.Add(part.MediaType);
            input.Add(part.Sha256.Span);
        }

        var hash = input.Hash();
        var day = envelope.Date is { } at ? Math.Clamp(at.ToUnixTimeSeconds() / SecondsPerDay, 0, short.MaxValue) : 0;
        BinaryPrimitives.WriteInt16BigEndian(hash, (short)day);
        return hash;
    }

    /// <summary>
    /// Behaviour.md B2.4: author, subject, and the hashes of the text and of the attachments, without any date. Of a mail with text and HTML only
    /// the text counts: the HTML of equal letters has a new mark each time.
    /// </summary>
    public static byte[] OfText(MailEnvelope envelope, MailContent content, string author)
    {
        var subject = envelope.Subject.Trim();
        var input = new Input(Input.RoomOf(author) + Input.RoomOf(subject) + content.Parts.Sum(p => p.Sha256.Length));
        input.Add(author);
        input.Add(subject);
        foreach (var part in content.Parts)
        {
            if (!part.IsBody || content.Text is null || part.MediaType != "text/html")
            {
                input.Add(part.Sha256.Span);
            }
        }

        return input.Hash();
    }

    /// <summary>What is hashed, gathered first: one call of the hash costs less than many, and a borrowed buffer nothing.</summary>
    private ref struct Input(int room)
    {
        private readonly byte[] _octets = ArrayPool<byte>.Shared.Rent(room);
        private int _length;

        public static int RoomOf(string text) => sizeof(int) + (text.Length * sizeof(char));

        public void Add(string text)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_octets.AsSpan(_length), text.Length);
            _length += sizeof(int);
            Add(MemoryMarshal.AsBytes(text.AsSpan()));
        }

        public void Add(ReadOnlySpan<byte> octets)
        {
            octets.CopyTo(_octets.AsSpan(_length));
            _length += octets.Length;
        }

        public byte[] Hash()
        {
            var hash = SHA256.HashData(_octets.AsSpan(0, _length));
            ArrayPool<byte>.Shared.Return(_octets);
            return hash;
        }
    }
}
