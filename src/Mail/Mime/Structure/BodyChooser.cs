namespace Touchpoints.Mail;

/// <summary>Decides which leaves are the body (RFC 8621 §4.1.4): all inline text in order, files never.</summary>
internal static class BodyChooser
{
    public static void Choose(List<PartNode> parts)
    {
        foreach (var part in parts)
        {
            part.IsBody = !part.IsOpen && IsBody(part, parts);
        }
    }

    /// <summary>True for the signature of a multipart/signed (RFC 1847 §2.1): no file of the sender's.</summary>
    public static bool IsSignature(PartNode part, List<PartNode> parts) =>
        part is { Parent: >= 0, Child: > 0 } && parts[part.Parent].MediaType == "multipart/signed"
        && part.MediaType is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature";

    private static bool IsBody(PartNode part, List<PartNode> parts)
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
        return holder.MediaType == "multipart/related"
            ? IsRoot(part, holder, parts) && InRelatedRoot(holder, parts)
            : (part.FileName.Length == 0 || part.Child == 0) && InRelatedRoot(holder, parts);
    }

    // RFC 2046 §4.1.4: a text of an unknown kind is shown as plain text, where it is all there is.
    private static bool IsWholeText(PartNode part) => part.Parent < 0 && part.FileName.Length == 0
        && part.MediaType.StartsWith("text/", StringComparison.Ordinal)
        && part.MediaType is not ("text/calendar" or "text/csv" or "text/vcard" or "text/x-vcard" or "text/directory" or "text/xml");

    // RFC 2387 §3.2: the root is the part that "start" names, else the first.
    private static bool IsRoot(PartNode part, PartNode related, List<PartNode> parts)
    {
        var start = related.ContentType["start"].Trim('<', '>', ' ');
        return start.Length > 0 && parts.Exists(other => other.Parent == part.Parent && other.ContentId == start)
            ? part.ContentId == start
            : part.Child == 0;
    }

    // What stands in a part of multipart/related that is not its root is material of the root, however deep.
    private static bool InRelatedRoot(PartNode holder, List<PartNode> parts)
    {
        while (holder.Parent >= 0)
        {
            var above = parts[holder.Parent];
            if (above.MediaType == "multipart/related" && !IsRoot(holder, above, parts))
            {
                return false;
            }

            holder = above;
        }

        return true;
    }
}
