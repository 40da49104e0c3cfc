using System.Text;

namespace Touchpoints.Mail;

/// <summary>Puts one <see cref="ReadMail"/> together: header, tree, bodies, attachments.</summary>
internal sealed class MailAssembler
{
    private readonly ReadOnlyMemory<byte> _octets;
    private readonly MailLimits _limits;
    private readonly DefectList _defects = new();
    private readonly List<MailAddress> _found = [];

    public MailAssembler(ReadOnlyMemory<byte> octets, MailLimits limits)
    {
        _octets = octets;
        _limits = limits;
    }

    public ReadMail Assemble()
    {
        var carriageReturns = UsesCarriageReturns(_octets.Span);
        if (carriageReturns)
        {
            _defects.Add(Defects.BareCarriageReturns);
        }

        var scanner = new HeaderScanner(_octets.Span, carriageReturns, _limits, _defects);
        var rawFields = new List<RawField>(32);
        var start = scanner.SkipJunk(0);
        var body = start < 0 ? 0 : scanner.Scan(start, new BoundaryStack(), rawFields);
        var header = new HeaderReader(_octets, rawFields, _limits, _defects);
        var fields = new FieldList(header);
        var root = PartHeader.Read(header, parent: -1, child: 0, depth: 0, MediaTypes.Text);
        root.Start = body;
        root.End = _octets.Length;
        var parts = new StructureReader(_octets, carriageReturns, _limits, _defects).Read(root, ref scanner);
        header.Fallback = CharsetEvidence.Of(parts, header, _octets.Span);
        return new BodyReader(_octets, _limits, _defects, header.Fallback).Fill(parts, fields, this);
    }

    public ReadMail Mail(FieldList fields, MailBodies bodies)
    {
        var from = Addresses(fields, "from"u8, Defects.SeveralFrom);
        var date = fields.First("date"u8) ?? "";
        return new ReadMail
        {
            Fields = fields,
            MessageId = Ids(fields.First("message-id"u8), 1) is [var id, ..] ? id : null,
            InReplyTo = Ids(All(fields, "in-reply-to"u8), _limits.References),
            References = Ids(All(fields, "references"u8), _limits.References),
            Subject = fields.First("subject"u8) is { } subject ? EncodedWords.Decode(subject, _limits, _defects) : null,
            From = from,
            Sender = Addresses(fields, "sender"u8),
            ReplyTo = Addresses(fields, "reply-to"u8),
            To = Addresses(fields, "to"u8),
            Cc = Addresses(fields, "cc"u8),
            Bcc = Addresses(fields, "bcc"u8),
            Date = MailDate.Read(date, _defects),
            DateRaw = date,
            Parts = bodies.Parts,
            Text = bodies.Text,
            Html = bodies.Html,
            Attachments = bodies.Attachments,
            Protection = bodies.Protection,
            Defects = [.. _defects.Names],
        };
    }

    // Some programs fold a long id as an encoded word.
    private IReadOnlyList<string> Ids(string? value, int most)
        => MessageIds.Read(value?.StartsWith("=?", StringComparison.Ordinal) == true ? EncodedWords.Decode(value, _limits, _defects) : value, most, _defects);

    // RFC 5322 §3.6 allows one such field; a program that adds a second one means both.
    private static string? All(FieldList fields, ReadOnlySpan<byte> name)
    {
        var value = fields.First(name);
        if (value is null || fields.Find(name, fields.Find(name) + 1) < 0)
        {
            return value;
        }

        var all = new StringBuilder();
        for (var at = fields.Find(name); at >= 0; at = fields.Find(name, at + 1))
        {
            all.Append(fields[at].Value).Append(' ');
        }

        return all.ToString();
    }

    private MailAddress[] Addresses(FieldList fields, ReadOnlySpan<byte> name, string? several = null)
    {
        _found.Clear();
        var count = 0;
        for (var at = fields.Find(name); at >= 0; at = fields.Find(name, at + 1))
        {
            AddressParser.Read(fields[at].Value, _found, _limits, _defects);
            count++;
        }

        if (count > 1 && several is not null)
        {
            _defects.Add(several);
        }

        return [.. _found];
    }

    // Old Macintosh mail and broken gateways end lines with CR alone. One stray CR in a line does not make it so.
    internal static bool UsesCarriageReturns(ReadOnlySpan<byte> octets)
    {
        var feed = octets.IndexOf((byte)'\n');
        var first = octets[..(feed < 0 ? octets.Length : feed)].TrimEnd((byte)'\r');
        return first.IndexOf((byte)'\r') is >= 0 and var one && (feed < 0 || first[(one + 1)..].Contains((byte)'\r'));
    }
}
