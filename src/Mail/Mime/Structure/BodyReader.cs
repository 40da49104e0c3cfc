using System.Buffers;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Decodes the bodies and makes the public parts out of the nodes.</summary>
internal sealed class BodyReader(ReadOnlyMemory<byte> octets, MailLimits limits, DefectList defects, Encoding fallback)
{
    private readonly List<MimePart> _filesInText = [];
    private MailProtection _protection;
    private readonly JoinedText _text = new();
    private readonly JoinedText _html = new();

    public ReadMail Fill(List<MimePart> parts, FieldList fields, MailAssembler assembler)
    {
        BodyChooser.Choose(parts);
        for (var at = 0; at < parts.Count; at++)
        {
            ReadLeaf(parts[at], at, parts.Count);
        }

        parts.AddRange(_filesInText);
        var html = _html.Text();
        InlineImages.Mark(parts, html);
        var attachments = new List<MimePart>();
        foreach (var part in parts)
        {
            Complete(part);
            part.IsHidden = BodyChooser.IsSignature(part, parts);
            if (part is { IsBody: false, IsContainer: false, IsHidden: false })
            {
                attachments.Add(part);
            }
        }

        var bodies = new MailBodies(parts, attachments, _text.Text(), html) { Protection = _protection };
        ContainerOpener.Open(bodies, limits, defects);
        return assembler.Mail(fields, bodies);
    }

    private void ReadLeaf(MimePart part, int index, int count)
    {
        if (part.IsMultipart && !part.IsContainer && part.Depth < limits.Depth)
        {
            // A multipart without any part is read as the text that it holds.
            part.MediaType = LooksLikeHtml(octets.Span.Slice(part.Start, part.Length)) ? MediaTypes.Html : MediaTypes.Text;
            part.IsBody = true;
        }

        if (!part.IsBody)
        {
            return;
        }

        if (part.MediaType == MediaTypes.Html)
        {
            _html.Add(Decode(part, octets.Slice(part.Start, part.Length), limits.HtmlCharacters - _html.Length, Defects.LimitHtml));
        }
        else
        {
            _text.Add(Text(part, index, count));
        }
    }

    private string Text(MimePart part, int index, int count)
    {
        var content = octets.Slice(part.Start, part.Length);
        if (part.Encoding == TransferEncoding.None && FilesInText.Find(content, limits.Parts - count - _filesInText.Count) is { } files)
        {
            content = WithoutFiles(part, index, content, files);
        }

        var most = limits.TextCharacters - _text.Length;
        if (part.Encoding != TransferEncoding.Base64 && PagedOctets.IndexOf(content, 0, PgpArmour.Head) < 0)
        {
            return Decode(part, content, most, Defects.LimitText);
        }

        // The armour is of lines as they were sent, so it is opened before lines that flow are put together.
        var text = Decode(part, content, most, Defects.LimitText, isFlowed: false);
        var protection = MailProtection.None;
        text = PgpArmour.Open(text, ref protection);
        _protection |= protection;
        part.IsBody = !protection.HasFlag(MailProtection.Encryption); // what is encrypted is kept as a file
        return Form(part) is { IsFlowed: true } form ? FlowedText.Unfold(text, form.DelSp) : text;
    }

    private ReadOnlyMemory<byte> WithoutFiles(MimePart part, int index, ReadOnlyMemory<byte> content, List<FileInText> files)
    {
        var rest = new ArrayBufferWriter<byte>();
        var at = 0;
        foreach (var file in files)
        {
            defects.Add(file.Encoding == TransferEncoding.Yenc ? Defects.YencInText : Defects.UuencodeInText);
            rest.Write(content.Span[at..file.Cut.Start.Value]);
            at = file.Cut.End.Value;
            _filesInText.Add(new MimePart
            {
                Parent = index,
                Depth = part.Depth + 1,
                MediaType = MediaTypes.Octets,
                ContentType = part.ContentType,
                ContentDisposition = part.ContentDisposition,
                FileName = PartHeader.Cleaned(file.Name),
                Encoding = file.Encoding,
                Start = part.Start + file.Content.Start.Value,
                End = part.Start + file.Content.End.Value,
            });
        }

        rest.Write(content.Span[at..]);
        return rest.WrittenMemory;
    }

    private string Decode(MimePart part, ReadOnlyMemory<byte> content, int most, string limit, bool isFlowed = true)
    {
        if (most <= 0)
        {
            defects.Add(limit);
            return "";
        }

        var form = Form(part);
        var text = new Content(content.Span, part.Encoding).ToText(isFlowed ? form : form with { IsFlowed = false }, most, defects, out var cut);
        if (cut)
        {
            defects.Add(limit);
        }

        return text;
    }

    private TextForm Form(MimePart part) => TextForm.Of(part.ContentType.Named, part.MediaType == MediaTypes.Html, fallback);

    private static bool LooksLikeHtml(ReadOnlySpan<byte> content)
    {
        content = content.TrimStart(" \t\r\n"u8);
        return content.Length > 5 && (Ascii.EqualsIgnoreCase(content[..5], "<html"u8) || Ascii.EqualsIgnoreCase(content[..5], "<!doc"u8));
    }

    private void Complete(MimePart part)
    {
        part.FileName = part.FileName.Length == 0 && part.IsMail ? NestedName(part) : part.FileName;
        part.Octets = octets.Slice(part.Start, part.Length);
        part.NestedLimits = part.IsMail && part.Depth < limits.Depth ? limits with { Depth = limits.Depth - part.Depth - 1 } : null;
        part.Fallback = fallback;
    }

    private string NestedName(MimePart part)
    {
        var content = octets.Slice(part.Start, Math.Min(part.Length, limits.PartHeaderOctets));
        if (part.Encoding != TransferEncoding.None)
        {
            content = new Content(content.Span, part.Encoding).ToArray();
        }

        var unseen = new DefectList();
        var scanner = new HeaderScanner(content.Span, carriageReturns: false, limits, unseen);
        var start = scanner.SkipJunk(0);
        var fields = new List<RawField>();
        if (start >= 0)
        {
            scanner.Scan(start, new BoundaryStack(), fields);
        }

        var subject = new HeaderReader(content, fields, limits, unseen).First("subject"u8) ?? "";
        return EncodedWords.Decode(subject, limits, unseen) is { Length: > 0 } name ? name + ".eml" : "";
    }
}
