namespace Touchpoints.Mail;

/// <summary>Decides which leaves are the body (RFC 8621 §4.1.4): all inline text in order, files never.</summary>
internal static class BodyChooser
{
    public static void Choose(List<MimePart> parts)
    {
        FindRoots(parts);
        foreach (var part in parts)
        {
            // What stands in a part of multipart/related that is not its root is material of the root, however deep.
            part.IsShown = part.Parent < 0 || (parts[part.Parent].IsShown && (parts[part.Parent].MediaType != "multipart/related" || part.Child == parts[part.Parent].RootChild));
            part.IsBody = !part.IsContainer && IsBody(part, parts);
        }
    }

    /// <summary>True for the signature of a multipart/signed (RFC 1847 §2.1): no file of the sender's.</summary>
    public static bool IsSignature(MimePart part, List<MimePart> parts) =>
        part is { Parent: >= 0, Child: > 0 } && parts[part.Parent].MediaType == "multipart/signed"
        && part.MediaType is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature";

    private static bool IsBody(MimePart part, List<MimePart> parts)
    {
        if (!(part.MediaType is MediaTypes.Text or MediaTypes.Html || IsWholeText(part)) || part.ContentDisposition.Value == "attachment")
        {
            return false;
        }

        if (part.Parent < 0)
        {
            return true;
        }

        var holder = parts[part.Parent];
        return part.IsShown && (holder.MediaType == "multipart/related" || part.FileName.Length == 0 || part.Child == 0);
    }

    // RFC 2046 §4.1.4: a text of an unknown kind is shown as plain text, where it is all there is.
    private static bool IsWholeText(MimePart part) => part.Parent < 0 && part.FileName.Length == 0
        && part.MediaType.StartsWith("text/", StringComparison.Ordinal)
        && part.MediaType is not ("text/calendar" or "text/csv" or "text/vcard" or "text/x-vcard" or "text/directory" or "text/xml");

    // RFC 2387 §3.2: the root is the part that "start" names, else the first.
    private static void FindRoots(List<MimePart> parts)
    {
        Dictionary<MimePart, string>? named = null;
        foreach (var part in parts)
        {
            if (part is { Parent: >= 0, ContentId.Length: > 0 } && named is not null && named.TryGetValue(parts[part.Parent], out var id) && id == part.ContentId)
            {
                parts[part.Parent].RootChild = part.Child;
                named.Remove(parts[part.Parent]);
            }

            if (part.MediaType == "multipart/related" && part.ContentType["start"].Trim('<', '>', ' ') is { Length: > 0 } start)
            {
                (named ??= []).Add(part, start);
            }
        }
    }
}
