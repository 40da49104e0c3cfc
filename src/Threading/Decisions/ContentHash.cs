using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Touchpoints.Threading;

/// <summary>The two hashes of a mail. Every text goes in with its length, so that no two lists of texts look alike.</summary>
internal static class ContentHash
{
    /// <summary>Behaviour.md B2.3: From, Date, Subject and the ordered (type, hash) of the decoded parts. Transport headers never count.</summary>
    public static byte[] OfContent(MailEnvelope envelope, MailContent content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var from in envelope.From)
        {
            Add(hash, from.Key);
        }

        Add(hash, envelope.DateRaw.Trim());
        Add(hash, envelope.Subject.Trim());
        foreach (var part in content.Parts)
        {
            Add(hash, part.MediaType);
            hash.AppendData(part.Sha256.Span);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Behaviour.md B2.4: author, subject, text and the hashes of the attachments, without any date.</summary>
    public static byte[] OfText(MailEnvelope envelope, MailContent content, string author)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, author);
        Add(hash, envelope.Subject.Trim());
        Add(hash, content.Text ?? content.Html ?? "");
        foreach (var part in content.Parts)
        {
            if (!part.IsBody)
            {
                hash.AppendData(part.Sha256.Span);
            }
        }

        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, string text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        hash.AppendData(length);
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
