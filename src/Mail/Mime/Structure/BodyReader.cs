using System.Buffers;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Decodes the bodies and makes the public parts out of the nodes.</summary>
internal sealed class BodyReader(ReadOnlyMemory<byte> octets, MailLimits limits, DefectList defects, Encoding fallback)
{
    private readonly List<PartNode> _filesInText = [];
    private MailProtection _protection;
    private readonly JoinedText _text = new();
    private readonly JoinedText _html = new();

    public ReadMail Fill(List<PartNode> nodes, FieldList fields, MailAssembler assembler)
    {
        BodyChooser.Choose(nodes);
        for (var at = 0; at < nodes.Count; at++)
        {
            ReadLeaf(nodes[at], at, nodes.Count);
        }

        nodes.AddRange(_filesInText);
        var html = _html.Text();
        InlineImages.Mark(nodes, html);
        var parts = new MimePart[nodes.Count];
        var attachments = new List<MimePart>();
        for (var at = 0; at < parts.Length; at++)
        {
            parts[at] = Part(nodes[at]);
            parts[at].IsHidden = BodyChooser.IsSignature(nodes[at], nodes);
            if (!nodes[at].IsBody && !nodes[at].IsOpen && !parts[at].IsHidden)
            {
                attachments.Add(parts[at]);
            }
        }

        var bodies = new MailBodies(parts, attachments, _text.Text(), html) { Protection = _protection };
        ContainerOpener.Open(bodies, limits, defects);
        return assembler.Mail(fields, bodies);
    }

    private void ReadLeaf(PartNode node, int index, int count)
    {
        if (node.IsMultipart && !node.IsOpen && node.Depth < limits.Depth)
        {
            // A multipart without any part is read as the text that it holds.
            node.MediaType = LooksLikeHtml(octets.Span.Slice(node.Start, node.Length)) ? MediaTypes.Html : MediaTypes.Text;
            node.IsBody = true;
        }

        if (!node.IsBody)
        {
            return;
        }

        if (node.MediaType == MediaTypes.Html)
        {
            _html.Add(Decode(node, octets.Slice(node.Start, node.Length), limits.HtmlCharacters - _html.Length, Defects.LimitHtml));
        }
        else
        {
            _text.Add(Text(node, index, count));
        }
    }

    private string Text(PartNode node, int index, int count)
    {
        var content = octets.Slice(node.Start, node.Length);
        if (node.Encoding == TransferEncoding.None && FilesInText.Find(content, limits.Parts - count - _filesInText.Count) is { } files)
        {
            content = WithoutFiles(node, index, content, files);
        }

        var most = limits.TextCharacters - _text.Length;
        if (node.Encoding != TransferEncoding.Base64 && PagedOctets.IndexOf(content, 0, PgpArmour.Head) < 0)
        {
            return Decode(node, content, most, Defects.LimitText);
        }

        // The armour is of lines as they were sent, so it is opened before lines that flow are put together.
        var text = Decode(node, content, most, Defects.LimitText, isFlowed: false);
        var protection = MailProtection.None;
        text = PgpArmour.Open(text, ref protection);
        _protection |= protection;
        node.IsBody = !protection.HasFlag(MailProtection.Encryption); // what is encrypted is kept as a file
        return Form(node) is { IsFlowed: true } form ? FlowedText.Unfold(text, form.DelSp) : text;
    }

    private ReadOnlyMemory<byte> WithoutFiles(PartNode node, int index, ReadOnlyMemory<byte> content, List<FileInText> files)
    {
        var rest = new ArrayBufferWriter<byte>();
        var at = 0;
        foreach (var file in files)
        {
            defects.Add(file.Encoding == TransferEncoding.Yenc ? Defects.YencInText : Defects.UuencodeInText);
            rest.Write(content.Span[at..file.Cut.Start.Value]);
            at = file.Cut.End.Value;
            _filesInText.Add(new PartNode
            {
                Parent = index,
                Depth = node.Depth + 1,
                MediaType = MediaTypes.Octets,
                ContentType = node.ContentType,
                ContentDisposition = node.ContentDisposition,
                FileName = PartHeader.Cleaned(file.Name),
                Encoding = file.Encoding,
                Start = node.Start + file.Content.Start.Value,
                End = node.Start + file.Content.End.Value,
            });
        }

        rest.Write(content.Span[at..]);
        return rest.WrittenMemory;
    }

    private string Decode(PartNode node, ReadOnlyMemory<byte> content, int most, string limit, bool isFlowed = true)
    {
        if (most <= 0)
        {
            defects.Add(limit);
            return "";
        }

        var form = Form(node);
        var text = new Content(content.Span, node.Encoding).ToText(isFlowed ? form : form with { IsFlowed = false }, most, defects, out var cut);
        if (cut)
        {
            defects.Add(limit);
        }

        return text;
    }

    private TextForm Form(PartNode node) => TextForm.Of(node.ContentType.Named, node.MediaType == MediaTypes.Html, fallback);

    private static bool LooksLikeHtml(ReadOnlySpan<byte> content)
    {
        content = content.TrimStart(" \t\r\n"u8);
        return content.Length > 5 && (Ascii.EqualsIgnoreCase(content[..5], "<html"u8) || Ascii.EqualsIgnoreCase(content[..5], "<!doc"u8));
    }

    private MimePart Part(PartNode node) => new()
    {
        Parent = node.Parent,
        MediaType = node.MediaType,
        Parameters = node.ContentType.Named,
        Disposition = node.ContentDisposition.Value is "attachment" or "inline" ? node.ContentDisposition.Value : "",
        FileName = node.FileName.Length == 0 && node.IsMail ? NestedName(node) : node.FileName,
        ContentId = node.ContentId,
        ContentLocation = node.ContentLocation,
        Encoding = node.Encoding,
        Start = node.Start,
        Length = node.Length,
        IsBody = node.IsBody,
        IsInline = node.IsInline,
        IsContainer = node.IsOpen,
        Octets = octets.Slice(node.Start, node.Length),
        NestedLimits = node.IsMail && node.Depth < limits.Depth ? limits with { Depth = limits.Depth - node.Depth - 1 } : null,
        Fallback = fallback,
    };

    private string NestedName(PartNode node)
    {
        var content = octets.Slice(node.Start, Math.Min(node.Length, limits.PartHeaderOctets));
        if (node.Encoding != TransferEncoding.None)
        {
            content = new Content(content.Span, node.Encoding).ToArray();
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
