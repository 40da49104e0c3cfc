using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace Touchpoints.Ingest;

/// <summary>
/// An mbox file (RFC 4155): a mail begins at a line "From " at the start or behind an empty line. ">From " lines lose one ">" (mboxrd).
/// </summary>
internal static class Mbox
{
    /// <summary>The mails in order, one in memory at a time. A name is file, number and hash, so that a file written anew under the same name is read anew.</summary>
    public static IEnumerable<SourceMail> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16);
        var fallback = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        var number = 0;
        foreach (var (separator, octets) in Split(Lines(file)))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, 4));
            var name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}#{++number}-{hash}");
            yield return new SourceMail(name, Date(separator) ?? fallback, to => to.Write(octets));
        }
    }

    private static IEnumerable<(string Separator, byte[] Octets)> Split(IEnumerable<byte[]> lines)
    {
        var mail = new MemoryStream();
        string? separator = null;
        var isEmptyBefore = true;
        foreach (var line in lines)
        {
            if (isEmptyBefore && line.AsSpan().StartsWith("From "u8))
            {
                if (separator is not null)
                {
                    yield return (separator, WithoutLastEmptyLine(mail));
                }

                separator = Encoding.Latin1.GetString(line);
                mail.SetLength(0);
                isEmptyBefore = false;
                continue;
            }

            isEmptyBefore = line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];
            mail.Write(IsQuotedFrom(line) ? line.AsSpan(1) : line);
        }

        if (separator is not null)
        {
            yield return (separator, WithoutLastEmptyLine(mail));
        }
    }

    private static bool IsQuotedFrom(byte[] line)
    {
        var text = line.AsSpan().TrimStart((byte)'>');
        return text.Length < line.Length && text.StartsWith("From "u8);
    }

    /// <summary>The empty line before a separator belongs to the file, not to the mail.</summary>
    private static byte[] WithoutLastEmptyLine(MemoryStream mail)
    {
        var octets = mail.ToArray();
        return octets.AsSpan().EndsWith("\r\n\r\n"u8) ? octets[..^2] : octets.AsSpan().EndsWith("\n\n"u8) ? octets[..^1] : octets;
    }

    /// <summary>Lines with their ends.</summary>
    private static IEnumerable<byte[]> Lines(Stream stream)
    {
        var reader = PipeReader.Create(stream);
        while (true)
        {
            // Files answer at once; there is nothing to await.
            var result = reader.ReadAsync().AsTask().GetAwaiter().GetResult();
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var next = buffer.GetPosition(1, end);
                yield return buffer.Slice(0, next).ToArray();
                buffer = buffer.Slice(next);
            }

            if (result.IsCompleted)
            {
                if (!buffer.IsEmpty)
                {
                    yield return buffer.ToArray();
                }

                yield break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>The date behind the sender, in the form of asctime, taken as UTC.</summary>
    private static DateTimeOffset? Date(string separator)
    {
        var words = separator.Split((char[])[' ', '\r', '\n'], 3, StringSplitOptions.RemoveEmptyEntries);
        var date = words.Length == 3 ? string.Join(' ', words[2].Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)) : "";
        return DateTimeOffset.TryParseExact(date, "ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}
