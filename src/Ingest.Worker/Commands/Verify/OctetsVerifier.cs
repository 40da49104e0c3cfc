using System.Security.Cryptography;
using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Reads every stored mail again and compares its octets, and those of its attachments, with what was hashed when they came. Writes nothing.</summary>
internal sealed class OctetsVerifier(Database database)
{
    // Reading waits for a disk or a server; hashing for a core.
    private const int AtOnce = 4;
    private const int Chunk = 64;

    public long Mails { get; private set; }

    public long Attachments { get; private set; }

    public long Octets { get; private set; }

    /// <summary>What is wrong, in order of arrival; <paramref name="progress"/> is told now and then.</summary>
    /// <exception cref="StoreException">The octets cannot be reached now: nothing can be said.</exception>
    public IEnumerable<VerifyFinding> Run(Action progress, CancellationToken cancellationToken)
    {
        foreach (var mails in database.Reports.KeptMails().Chunk(Chunk))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = new List<VerifyFinding>[mails.Length];
            Parallel.For(0, mails.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, i => found[i] = Verify(mails[i]));
            Mails += mails.Length;
            Attachments += mails.Sum(mail => mail.Attachments.Count);
            Octets += mails.Sum(mail => mail.Place.Length);
            foreach (var finding in found.SelectMany(each => each))
            {
                yield return finding;
            }

            progress();
        }
    }

    private List<VerifyFinding> Verify(KeptMail mail)
    {
        try
        {
            using var octets = database.Octets.Read(mail.Place);
            return Compare(mail, octets.Memory.Span);
        }
        catch (StoreException damage) when (damage.Problem == StoreProblem.Damaged)
        {
            // Mails move when others are erased from their segment.
            return database.Ledger.Place(mail.Delivery) is { } place && place != mail.Place
                ? Verify(mail with { Place = place })
                : [new VerifyFinding(mail, null, "missing", damage.Message)];
        }
    }

    private static List<VerifyFinding> Compare(KeptMail mail, ReadOnlySpan<byte> octets)
    {
        if (!SHA256.HashData(octets).AsSpan().SequenceEqual(mail.Sha256.Span))
        {
            return [new VerifyFinding(mail, null, "changed", "Its octets are not those that came: their SHA-256 is another.")];
        }

        var found = new List<VerifyFinding>();
        foreach (var part in mail.Attachments)
        {
            var isInside = part.Start >= 0 && part.Length >= 0 && part.Start + part.Length <= octets.Length;
            var digest = TransferDecoder.Digest(isInside ? octets.Slice((int)part.Start, (int)part.Length) : [], part.TransferEncoding);
            if (!isInside || digest.Octets != part.DecodedOctets || Convert.ToHexStringLower(digest.Sha256.Span) != part.Sha256)
            {
                found.Add(new VerifyFinding(mail, part, "changed", $"The mail is as it came, but attachment {part.Id} in it does not decode to what its row says."));
            }
        }

        return found;
    }
}

/// <summary>A mail, or an attachment of one, that is not what its row says. <see cref="What"/> is "missing" (short is missing too) or "changed".</summary>
internal sealed record VerifyFinding(KeptMail Mail, AttachmentRow? Attachment, string What, string Said)
{
    public string Remedy => Attachment is null
        ? "Restore this segment from a backup of the octets and run verify again. Until then the mail's touchpoint and text stay as they are; only its source and its files cannot be opened."
        : "Report this with the mail's source: reading and storing disagreed.";
}
