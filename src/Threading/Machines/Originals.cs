namespace Touchpoints.Threading;

/// <summary>Which of our mails a report speaks of: ids and addresses in the mail or header that it gives back.</summary>
internal static class Originals
{
    /// <summary>The Message-ID of the returned mail: an attached mail, attached header lines, or header lines in the text.</summary>
    public static MessageId? MessageIdOf(MailContent content)
    {
        foreach (var part in content.Parts)
        {
            var id = part.Nested?.Envelope.MessageId ?? Id(HeaderIn(part.MediaType == "text/rfc822-headers" ? part.Text : null, "Message-ID"));
            if (id is not null)
            {
                return id;
            }
        }

        return Id(HeaderIn(content.Text, "Message-ID"));
    }

    /// <summary>True when a mail or its header is given back: as a part, or as header lines in the text.</summary>
    public static bool IsGivenBack(MailContent content)
        => content.Parts.Any(p => p.Nested is not null || p.MediaType == "text/rfc822-headers") || HeaderIn(content.Text, "Message-ID").Length > 0 || HeaderIn(content.Text, "Received").Length > 0;

    /// <summary>Addresses that may be ours and name the thread.</summary>
    public static List<string> Addresses(MailEnvelope envelope, MailContent content)
    {
        var addresses = new List<string>();
        addresses.AddRange(envelope.To.Select(a => a.Address));
        foreach (var nested in content.Parts.Select(p => p.Nested?.Envelope).OfType<MailEnvelope>())
        {
            addresses.AddRange(nested.ReplyTo.Concat(nested.From).Concat(nested.To).Select(a => a.Address));
        }

        foreach (var text in content.Parts.Where(p => p.MediaType == "text/rfc822-headers").Select(p => p.Text).Append(content.Text))
        {
            addresses.AddRange(People.Read(HeaderIn(text, "Reply-To")).Select(a => a.Address));
        }

        foreach (var group in content.Parts.Where(p => p.MediaType == "message/delivery-status").SelectMany(p => ReportFields.Groups(p.Text ?? "")))
        {
            addresses.Add(group.Untyped("Original-Recipient").Trim('<', '>'));
        }

        addresses.AddRange(People.Read(envelope.Field("X-Failed-Recipients") ?? "").Select(a => a.Address));
        return [.. addresses.Where(a => a.Contains('@', StringComparison.Ordinal)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The id inside a field's value, or null.</summary>
    public static MessageId? Id(string value)
    {
        var open = value.IndexOf('<', StringComparison.Ordinal);
        var close = open < 0 ? -1 : value.IndexOf('>', open);
        var id = close < 0 ? value.Trim() : value[(open + 1)..close].Trim();
        return id.Contains('@', StringComparison.Ordinal) && !id.Contains(' ', StringComparison.Ordinal) ? new MessageId(id) : null;
    }

    // The first line "Name: value" of a text; the value may stand on the next line.
    private static string HeaderIn(string? text, string name)
    {
        var wanted = false;
        foreach (var range in (text ?? "").AsSpan().EnumerateLines())
        {
            var line = range.TrimStart("> \t");
            if (wanted)
            {
                return line.Trim().ToString();
            }

            if (line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.Length > name.Length && line[name.Length] == ':')
            {
                var value = line[(name.Length + 1)..].Trim();
                if (!value.IsEmpty)
                {
                    return value.ToString();
                }

                wanted = true;
            }
        }

        return "";
    }
}
