using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>What had to be read of attached mails before the first octet is written: which can go as they are, and boundaries that none of them holds.</summary>
internal sealed class VerbatimFiles
{
    private const int LongestLine = 998; // RFC 5322 §2.1.1
    private readonly HashSet<MailFile> _plain = new(ReferenceEqualityComparer.Instance);
    private readonly string _stem;

    private VerbatimFiles(string stem) => _stem = stem;

    public static async Task<VerbatimFiles> ScanAsync(MailDraft draft, Func<string> stems, CancellationToken cancellationToken)
    {
        var mails = draft.Attachments.Concat(draft.Images).Where(f => f.MediaType.Equals(MediaTypes.Mail, StringComparison.OrdinalIgnoreCase)).ToList();
        while (true)
        {
            var files = new VerbatimFiles(stems());
            var clash = false;
            foreach (var mail in mails)
            {
                clash |= await files.ScanAsync(mail, cancellationToken);
            }

            if (!clash)
            {
                return files;
            }
        }
    }

    public bool CanBeWritten(MailFile file) => _plain.Contains(file);

    public string Boundary(int number) => string.Create(CultureInfo.InvariantCulture, $"=_{_stem}_{number}");

    // True when the file holds a delimiter as we would write it. Lines are looked at one by one, wherever a read ends.
    private async Task<bool> ScanAsync(MailFile mail, CancellationToken cancellationToken)
    {
        var delimiter = Encoding.ASCII.GetBytes($"--=_{_stem}");
        var buffer = new byte[64 * 1024];
        var held = 0;
        await using var content = mail.Open();
        while (true)
        {
            var read = await content.ReadAtLeastAsync(buffer.AsMemory(held), 1, throwOnEndOfStream: false, cancellationToken);
            var octets = buffer.AsMemory(0, held + read);
            if (octets.Span.IndexOf(delimiter) >= 0)
            {
                return true;
            }

            var line = octets.Span.LastIndexOf((byte)'\n') + 1;
            if (!IsPlain(octets.Span[..(read == 0 ? octets.Length : line)]) || octets.Length - line > LongestLine + 1)
            {
                return false;
            }

            if (read == 0)
            {
                _plain.Add(mail);
                return false;
            }

            octets[line..].CopyTo(buffer);
            held = octets.Length - line;
        }
    }

    // RFC 2045 §2.7: 7bit is ASCII without NUL in lines of at most 998 octets, and CR and LF only together.
    private static bool IsPlain(ReadOnlySpan<byte> lines)
    {
        if (lines.ContainsAnyExceptInRange((byte)1, (byte)127))
        {
            return false;
        }

        while (!lines.IsEmpty)
        {
            var end = lines.IndexOfAny((byte)'\r', (byte)'\n');
            if ((end < 0 ? lines.Length : end) > LongestLine || (end >= 0 && !lines[end..].StartsWith("\r\n"u8)))
            {
                return false;
            }

            lines = end < 0 ? default : lines[(end + 2)..];
        }

        return true;
    }
}
