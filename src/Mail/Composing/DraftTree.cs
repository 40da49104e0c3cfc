namespace Touchpoints.Mail;

/// <summary>Builds the tree of parts: mixed holds alternative holds related, and what has one part alone is that part.</summary>
internal sealed class DraftTree(MailDraft draft, VerbatimFiles verbatim)
{
    private int _multiparts;

    public DraftPart Build()
    {
        if (draft.Images.Count > 0 && draft.Html is null)
        {
            throw new MailDraftException("Images", "there is no Html that could show them: give Html, or make them Attachments.");
        }

        var bodies = new List<DraftPart>();
        if (draft.Text is not null || (draft.Html is null && draft.Calendar is null))
        {
            bodies.Add(Text(MediaTypes.Text, draft.Text ?? ""));
        }

        if (draft.Html is { } html)
        {
            bodies.Add(Multipart("related", [Text(MediaTypes.Html, html), .. draft.Images.Select(i => File(Named(i), "inline"))], MediaTypes.Html));
        }

        if (draft.Calendar is { } calendar)
        {
            bodies.Add(Text("text/calendar", calendar.Content, Method(calendar.Method)));
        }

        return Multipart("mixed", [Multipart("alternative", bodies), .. draft.Attachments.Select(a => File(a, "attachment"))]);
    }

    private DraftPart Multipart(string subtype, IReadOnlyList<DraftPart> parts, string rootType = "")
    {
        if (parts is [var only])
        {
            return only;
        }

        var boundary = verbatim.Boundary(_multiparts++);
        return new DraftPart.Multipart(PartHeaderText.Multipart(subtype, boundary, rootType), boundary, parts);
    }

    private static DraftPart.Content Text(string type, string text, string method = "")
    {
        var (encoding, octets) = TextContent.Encode(text);
        return new(PartHeaderText.Text(type, encoding, method), octets);
    }

    private DraftPart File(MailFile file, string disposition)
    {
        var (type, name) = (FieldCheck.MediaType(file.MediaType), FieldCheck.FileName(file.Name));
        if (type != MediaTypes.Mail)
        {
            return new DraftPart.Base64(PartHeaderText.File(file, type, name, disposition, "base64"), file);
        }

        if (verbatim.CanBeWritten(file))
        {
            return new DraftPart.Verbatim(PartHeaderText.File(file, type, name, disposition, "7bit"), file);
        }

        // A mail with 8-bit octets or odd lines does not travel unchanged as message/rfc822; as a file of octets it does.
        name = name.Length == 0 ? "mail.eml" : name;
        return new DraftPart.Base64(PartHeaderText.File(file, MediaTypes.Octets, name, disposition, "base64"), file);
    }

    private static MailFile Named(MailFile image) => image.ContentId.Length > 0 ? image
        : throw new MailDraftException("Images", $"\"{FieldCheck.Shown(image.Name)}\" has no ContentId, so that no HTML can show it (RFC 2392).");

    private static string Method(string method) => method.Length is > 0 and <= 32 && method.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? method
        : throw new MailDraftException("Calendar", $"\"{FieldCheck.Shown(method)}\" is no METHOD, such as REQUEST (RFC 5546 §1.4).");
}
