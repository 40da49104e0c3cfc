using System.Security.Cryptography;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Writes mail (RFC 5322, RFC 2045 to 2049, RFC 2183, RFC 2231): ASCII only unless the draft says otherwise, lines of 78 characters where that is
/// possible and never more than 998 octets, fit for any server without an extension.
/// </summary>
public static class MailComposer
{
    /// <summary>
    /// Writes <paramref name="draft"/> with CRLF line ends. Files are read in pieces while they are written: memory does not grow with them. Nothing is
    /// written before the whole header has been found to be in order.
    /// </summary>
    /// <exception cref="MailDraftException">A value of the draft cannot stand in a mail.</exception>
    public static Task WriteAsync(MailDraft draft, Stream output, CancellationToken cancellationToken) =>
        WriteAsync(draft, output, RandomStem, cancellationToken);

    /// <summary>A new id at that domain, without brackets: 128 random bits, so that no two mails of any sender share it (RFC 5322 §3.6.4).</summary>
    public static string NewMessageId(string domain) => $"{RandomStem()}@{AddressSpec.Domain("Message-ID", domain, utf8: false)}";

    internal static async Task WriteAsync(MailDraft draft, Stream output, Func<string> stems, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(output);
        var header = DraftHeader.Write(draft);
        var verbatim = await VerbatimFiles.ScanAsync(draft, stems, cancellationToken);
        var root = new DraftTree(draft, verbatim).Build();
        await output.WriteAsync(Encoding.UTF8.GetBytes(header), cancellationToken);
        await new PartWriter(output, cancellationToken).WriteAsync(root);
    }

    private static string RandomStem() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
