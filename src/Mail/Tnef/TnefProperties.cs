namespace Touchpoints.Mail;

/// <summary>What the properties of a TNEF stream say (names and numbers: MS-OXPROPS).</summary>
internal static class TnefProperties
{
    private const int ObjectType = 0x000D;
    private const int GuidLength = 16;
    private const int MostRtf = 8 * 1024 * 1024;

    public static void OfMessage(ReadOnlySpan<byte> stream, TnefAttribute attribute, MapiStrings strings, TnefMessage message, MailLimits limits)
    {
        var (name, address, smtp) = ("", "", "");
        MapiProperty? html = null;
        MapiProperty? rtf = null;
        var charset = "";
        var properties = new MapiScanner(stream, attribute.Start, attribute.Start + attribute.Length);
        while (properties.Next(out var property))
        {
            switch (property.Id)
            {
                case 0x0037: // PidTagSubject
                    message.Subject = strings.Word(property);
                    break;
                case 0x1000: // PidTagBody
                    message.Text = TnefReader.Lines(strings.Text(property, limits.TextCharacters * 2));
                    break;
                case 0x1013: // PidTagHtml
                    html = property;
                    break;
                case 0x1009: // PidTagRtfCompressed
                    rtf = property;
                    break;
                case 0x3FDE: // PidTagInternetCodepage
                    charset = strings.Number(property).ToString(System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case 0x0C1A: // PidTagSenderName
                    name = strings.Word(property);
                    break;
                case 0x0C1F: // PidTagSenderEmailAddress
                    address = TnefReader.Address(strings.Word(property));
                    break;
                case 0x5D01 or 0x5D02: // PidTagSenderSmtpAddress, PidTagSentRepresentingSmtpAddress
                    smtp = strings.Word(property);
                    break;
                case 0x0039: // PidTagClientSubmitTime
                    message.Date = strings.Time(property) ?? message.Date;
                    break;
                case 0x1035: // PidTagInternetMessageId
                    message.MessageId = strings.Word(property);
                    break;
                case 0x1042: // PidTagInReplyToId
                    message.InReplyTo = strings.Word(property);
                    break;
                case 0x1039: // PidTagInternetReferences
                    message.References = strings.Word(property);
                    break;
            }
        }

        if (name.Length + address.Length + smtp.Length > 0)
        {
            message.From = new MailAddress(name.Length > 0 ? name : message.From.Name, smtp.Length > 0 ? smtp : address.Length > 0 ? address : message.From.Address);
        }

        ReadBodies(stream, html, rtf, charset, message, limits);
    }

    private static void ReadBodies(ReadOnlySpan<byte> stream, MapiProperty? html, MapiProperty? rtf, string charset, TnefMessage message, MailLimits limits)
    {
        if (html is { } written)
        {
            var type = written.Type == 0x001F ? "utf-16le" : charset;
            var content = new Content(stream.Slice(written.Start, written.Length), TransferEncoding.None);
            message.Html = content.ToText(new TextForm(type, IsHtml: true, IsFlowed: false, DelSp: false, Charsets.Windows1252), limits.HtmlCharacters, new DefectList(), out _).TrimEnd('\0');
        }

        if (rtf is { } packed && (message.Html is null || string.IsNullOrEmpty(message.Text)))
        {
            var read = RtfReader.Read(CompressedRtf.Unpack(stream.Slice(packed.Start, packed.Length), MostRtf), limits.TextCharacters);
            message.Html ??= read.IsHtml ? read.Text : null;
            message.Text = string.IsNullOrEmpty(message.Text) && !read.IsHtml ? read.Text : message.Text;
        }
    }

    public static void OfRecipients(ReadOnlySpan<byte> stream, TnefAttribute attribute, MapiStrings strings, TnefMessage message, MailLimits limits)
    {
        var end = attribute.Start + attribute.Length;
        var at = attribute.Start + 4;
        while (at < end - 4 && message.Recipients.Count < limits.Addresses)
        {
            var (name, address, smtp, kind) = ("", "", "", 1);
            var row = new MapiScanner(stream, at, end);
            while (row.Next(out var property))
            {
                switch (property.Id)
                {
                    case 0x3001: // PidTagDisplayName
                        name = strings.Word(property);
                        break;
                    case 0x3003: // PidTagEmailAddress
                        address = TnefReader.Address(strings.Word(property));
                        break;
                    case 0x39FE: // PidTagSmtpAddress
                        smtp = strings.Word(property);
                        break;
                    case 0x0C15: // PidTagRecipientType
                        kind = strings.Number(property) & 3;
                        break;
                }
            }

            at = row.At;
            message.Recipients.Add((kind, new MailAddress(name, smtp.Length > 0 ? smtp : address)));
        }
    }

    public static void OfFile(ReadOnlySpan<byte> stream, TnefAttribute attribute, MapiStrings strings, TnefFile file)
    {
        var (title, shortName, longName) = ("", "", "");
        var isMail = false;
        MapiProperty? data = null;
        var properties = new MapiScanner(stream, attribute.Start, attribute.Start + attribute.Length);
        while (properties.Next(out var property))
        {
            switch (property.Id)
            {
                case 0x3001: // PidTagDisplayName
                    title = strings.Word(property);
                    break;
                case 0x3704: // PidTagAttachFilename
                    shortName = strings.Word(property);
                    break;
                case 0x3707: // PidTagAttachLongFilename
                    longName = strings.Word(property);
                    break;
                case 0x3705: // PidTagAttachMethod: 5 is a message
                    isMail = strings.Number(property) == 5;
                    break;
                case 0x3701: // PidTagAttachDataBinary, PidTagAttachDataObject
                    data = property;
                    break;
                case 0x370E: // PidTagAttachMimeTag
                    file.MediaType = strings.Word(property).ToLowerInvariant();
                    break;
                case 0x3712: // PidTagAttachContentId
                    file.ContentId = strings.Word(property).Trim('<', '>', ' ');
                    break;
                case 0x3713: // PidTagAttachContentLocation
                    file.ContentLocation = strings.Word(property);
                    break;
            }
        }

        file.Name = longName.Length > 0 ? longName : file.Name.Length > 0 ? file.Name : shortName.Length > 0 ? shortName : title;
        if (data is { } found)
        {
            // An object begins with the GUID of its interface.
            var skipped = found.Type == ObjectType ? Math.Min(GuidLength, found.Length) : 0;
            (file.Start, file.Length) = (found.Start + skipped, found.Length - skipped);
        }

        file.IsMail = isMail && file.Start >= 0 && TnefScanner.IsTnef(stream.Slice(file.Start, file.Length));
    }
}
