namespace Touchpoints.Threading;

/// <summary>The logo rule of behaviour.md B9: a small image that came with three mails of a sender is part of the signature from the fourth on.</summary>
internal static class SignatureImages
{
    private const int MostOctets = 20 * 1024;
    private const int EarlierMails = 3;
    private const int MostImages = 50;

    /// <summary>Images that may be one, none twice.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> In(MailContent content)
    {
        List<ReadOnlyMemory<byte>>? images = null;
        foreach (var part in content.Parts)
        {
            if (!part.IsBody && part.DecodedOctets is > 0 and < MostOctets && part.MediaType.StartsWith("image/", StringComparison.Ordinal)
                && (images?.Count ?? 0) < MostImages && images?.Exists(seen => seen.Span.SequenceEqual(part.Sha256.Span)) != true)
            {
                (images ??= []).Add(part.Sha256);
            }
        }

        return images ?? [];
    }

    /// <summary>Those of the mail that are.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(MailCase mail)
    {
        if (mail.Known.SeenImages.Count == 0)
        {
            return [];
        }

        List<ReadOnlyMemory<byte>> images = [.. mail.Known.SeenImages.Where(seen => seen.Mails >= EarlierMails).Select(seen => seen.Sha256)];
        if (images.Count > 0)
        {
            mail.Trace.Hit("B9", $"{images.Count} small image(s) came with at least {EarlierMails} earlier mails of this sender: kept as part of the signature.");
        }

        return images;
    }
}
