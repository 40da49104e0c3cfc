using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Writes a tree of parts to a stream, files in pieces.</summary>
internal sealed class PartWriter(Stream output, CancellationToken cancellationToken)
{
    private const int LineOctets = 57; // make 76 characters (RFC 2045 §6.8)
    private const int Lines = 512;

    /// <summary>The part; what is written ends with a line end.</summary>
    public async Task WriteAsync(DraftPart part)
    {
        await WriteAsync(part.Header + "\r\n");
        switch (part)
        {
            case DraftPart.Multipart multipart:
                await PartsAsync(multipart);
                break;
            case DraftPart.Content content:
                await output.WriteAsync(content.Octets, cancellationToken);
                break;
            case DraftPart.Base64 base64:
                await Base64Async(base64.File);
                break;
            case DraftPart.Verbatim verbatim:
                await using (var content = verbatim.File.Open())
                {
                    await content.CopyToAsync(output, cancellationToken);
                }

                break;
            default:
                throw new UnreachableException();
        }
    }

    // RFC 2046 §5.1.1: the line end before a delimiter is the delimiter's, so that content keeps its own.
    private async Task PartsAsync(DraftPart.Multipart multipart)
    {
        for (var at = 0; at < multipart.Parts.Count; at++)
        {
            await WriteAsync($"{(at > 0 ? "\r\n" : "")}--{multipart.Boundary}\r\n");
            await WriteAsync(multipart.Parts[at]);
        }

        await WriteAsync($"\r\n--{multipart.Boundary}--\r\n");
    }

    private async Task Base64Async(MailFile file)
    {
        var octets = ArrayPool<byte>.Shared.Rent(LineOctets * Lines);
        var text = ArrayPool<byte>.Shared.Rent(78 * Lines);
        try
        {
            await using var content = file.Open();
            int read;
            do
            {
                read = await content.ReadAtLeastAsync(octets.AsMemory(0, LineOctets * Lines), LineOctets * Lines, throwOnEndOfStream: false, cancellationToken);
                await output.WriteAsync(text.AsMemory(0, Encode(octets.AsSpan(0, read), text)), cancellationToken);
            }
            while (read == LineOctets * Lines);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets);
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static int Encode(ReadOnlySpan<byte> octets, Span<byte> text)
    {
        var length = 0;
        while (!octets.IsEmpty)
        {
            var line = octets[..Math.Min(LineOctets, octets.Length)];
            Base64.EncodeToUtf8(line, text[length..], out _, out var written);
            "\r\n"u8.CopyTo(text[(length + written)..]);
            length += written + 2;
            octets = octets[line.Length..];
        }

        return length;
    }

    private async Task WriteAsync(string text) => await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
