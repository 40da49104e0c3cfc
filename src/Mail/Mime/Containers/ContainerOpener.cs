namespace Touchpoints.Mail;

/// <summary>
/// Puts in the place of a container what it holds: of TNEF the bodies and files, of CMS signed-data the signed mail. The container stays
/// among the parts, hidden. What is decoded for it is bounded, and containers in containers are opened a few deep.
/// </summary>
internal sealed class ContainerOpener(MailBodies bodies, MailLimits limits, DefectList defects)
{
    private readonly List<MimePart> _parts = [.. bodies.Parts];
    private readonly List<MimePart> _attachments = [];
    private long _octetsLeft = limits.ContainerOctets;
    private int _left = limits.Containers;

    /// <summary>Opens the containers among the attachments, where there are any, and marks the mail as signed or encrypted.</summary>
    public static void Open(MailBodies bodies, MailLimits limits, DefectList defects)
    {
        foreach (var part in bodies.Parts)
        {
            if (part.IsContainer && part.MediaType is "multipart/signed" or "multipart/encrypted")
            {
                bodies.Protection |= part.MediaType == "multipart/signed" ? MailProtection.Signature : MailProtection.Encryption;
            }
        }

        foreach (var part in bodies.Attachments)
        {
            if (ContainerTypes.IsTnef(part) || ContainerTypes.IsCms(part))
            {
                new ContainerOpener(bodies, limits, defects).OpenAll();
                return;
            }
        }
    }

    private void OpenAll()
    {
        foreach (var part in bodies.Attachments)
        {
            var first = _attachments.Count;
            if (ContainerTypes.IsTnef(part) && Take(part))
            {
                part.IsHidden = OpenTnef(part);
            }
            else if (ContainerTypes.IsCms(part) && Take(part))
            {
                part.IsHidden = OpenCms(part);
            }

            if (!part.IsHidden)
            {
                _attachments.Insert(first, part);
            }
        }

        MarkInline(bodies.Parts.Count);
        (bodies.Parts, bodies.Attachments) = (_parts, _attachments);
    }

    private bool Take(MimePart part)
    {
        _octetsLeft -= part.Octets.Length;
        if (_octetsLeft >= 0 && _left-- > 0 && limits.ContainerDepth > 0 && _parts.Count < limits.Parts)
        {
            return true;
        }

        defects.Add(Defects.LimitContainer);
        return false;
    }

    // B9: replaced by its body and files. One that holds neither (a receipt, a form) stays the file that it is.
    private bool OpenTnef(MimePart container)
    {
        var stream = container.DecodedMemory();
        if (!TnefScanner.IsTnef(stream.Span))
        {
            defects.Add(Defects.BrokenTnef);
            return false;
        }

        var message = TnefReader.Read(stream.Span, limits with { Parts = limits.Parts - _parts.Count });
        if (message.IsBroken)
        {
            defects.Add(Defects.BrokenTnef);
        }

        var index = IndexOf(container);
        foreach (var file in message.Files)
        {
            Add(TnefPart(container, index, stream, file), isAttachment: true);
        }

        bodies.Text = string.IsNullOrWhiteSpace(bodies.Text) && message.Text is { Length: > 0 } ? message.Text : bodies.Text;
        bodies.Html = string.IsNullOrWhiteSpace(bodies.Html) && message.Html is { Length: > 0 } ? message.Html : bodies.Html;
        return message.Files.Count > 0 || message.Text is { Length: > 0 } || message.Html is { Length: > 0 };
    }

    private MimePart TnefPart(MimePart container, int index, ReadOnlyMemory<byte> stream, TnefFile file)
    {
        var range = ContentCoding.Range(container.Coding, file.Start, file.Length);
        var octets = stream.Slice(file.Start, file.Length);
        var name = PartHeader.Cleaned(file.Name);
        return new MimePart
        {
            Parent = index,
            MediaType = file.IsMail ? MediaTypes.Mail : MediaTypes.IsValid(file.MediaType) ? file.MediaType : MediaTypes.Octets,
            FileName = !file.IsMail || name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) ? name : name + ".eml",
            ContentId = PartHeader.Cleaned(file.ContentId),
            ContentLocation = file.ContentLocation,
            Encoding = container.Encoding,
            Start = container.Start,
            End = container.End,
            CodingInside = file.IsMail ? ContentCoding.Then(range, ContentCoding.TnefMail) : range,
            Octets = file.IsMail ? TnefMail.Compose(octets.Span, limits) : octets,
            NestedLimits = file.IsMail && limits.Depth > 0 ? limits with { Depth = limits.Depth - 1 } : null,
            Fallback = container.Fallback,
        };
    }

    private void MarkInline(int first)
    {
        if (bodies.Html is not { } html || !_parts.Exists(part => part.IsHidden))
        {
            return;
        }

        var shown = InlineImages.References(html);
        foreach (var part in _parts.Skip(first))
        {
            part.IsInline |= (part.ContentId.Length > 0 && shown.Contains("cid:" + part.ContentId))
                || (part.ContentLocation.Length > 0 && shown.Contains(part.ContentLocation));
        }
    }

    // RFC 8551 §3.5.2: the content is a whole MIME entity, header and all.
    private bool OpenCms(MimePart container)
    {
        var cms = container.DecodedMemory();
        var kind = CmsContent.Kind(cms.Span);
        if (kind == CmsKind.Encrypted || (kind == CmsKind.Other && container.Parameters.GetValueOrDefault("smime-type") is "enveloped-data" or "authenveloped-data"))
        {
            bodies.Protection |= MailProtection.Encryption;
            return false;
        }

        var content = new byte[ContentDecoder.Room(cms.Length)];
        var entity = kind == CmsKind.Signed ? content.AsMemory(0, new CmsDecoder().Decode(cms.Span, content)) : default;
        if (entity.IsEmpty)
        {
            return false; // certificates only, or a signature of something else
        }

        bodies.Protection |= MailProtection.Signature;
        var inner = limits with { Depth = limits.Depth - 1, ContainerDepth = limits.ContainerDepth - 1, ContainerOctets = (int)_octetsLeft, Parts = limits.Parts - _parts.Count - 1 };
        if (MailReader.Nested(entity, inner) is { } signed)
        {
            Graft(container, signed);
        }

        return true;
    }

    private void Graft(MimePart container, ReadMail signed)
    {
        var (holder, first) = (IndexOf(container), _parts.Count);
        var coding = ContentCoding.Then(container.Coding, ContentCoding.Cms);
        var attachments = signed.Attachments.ToHashSet();
        foreach (var part in signed.Parts)
        {
            Add(part.Inside(container, coding, part.Parent < 0 ? holder : first + part.Parent), attachments.Contains(part));
        }

        bodies.Text = Joined(bodies.Text, signed.Text);
        bodies.Html = Joined(bodies.Html, signed.Html);
        bodies.Protection |= signed.Protection;
        foreach (var defect in signed.Defects)
        {
            defects.Add(defect);
        }
    }

    private int IndexOf(MimePart container) => _parts.FindIndex(part => ReferenceEquals(part, container));

    private void Add(MimePart part, bool isAttachment)
    {
        _parts.Add(part);
        if (isAttachment)
        {
            _attachments.Add(part);
        }
    }

    private static string? Joined(string? before, string? text) =>
        string.IsNullOrWhiteSpace(before) ? text ?? before : text is null ? before : before.TrimEnd('\n') + "\n" + text;
}
