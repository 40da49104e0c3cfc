namespace Touchpoints.Threading;

/// <summary>
/// Finds a forwarded mail printed in a body (behaviour.md B6.1 W3): a separator line and header lines, header lines alone, or the single
/// line of Outlook for Mac under a forward's subject.
/// </summary>
internal static class InlineForward
{
    private const int SeparatorToHeader = 4;
    private const int MostTableLines = 8;

    /// <summary>The topmost one, or null. <paramref name="fallbackZone"/> is taken for a date without a zone.</summary>
    public static ForwardReading? Read(string subject, List<TextLine> lines, TimeSpan fallbackZone)
    {
        lines = RunOn.Divide(lines);
        if (FindBlock(subject, lines) is var (start, block))
        {
            return FromBlock(lines, start, block, fallbackZone);
        }

        return SubjectPrefixes.IsForward(subject) ? FromAttribution(subject, lines, fallbackZone) : null;
    }

    // A reply quotes with the same header lines as a forward; its subject tells them apart. A forward's own separator needs no subject.
    private static (int Start, HeaderBlock Block)? FindBlock(string subject, List<TextLine> lines)
    {
        var isReply = SubjectPrefixes.IsReply(subject);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].IsBlank)
            {
                continue;
            }

            var kind = Separators.Of(lines[i]);
            if (kind is SeparatorKind.Forward or SeparatorKind.Original && BlockBelow(lines, i + 1) is { } below)
            {
                return kind == SeparatorKind.Original && isReply ? null : (i, below);
            }

            if (HeaderBlock.At(lines, i, 3) is { } block)
            {
                return isReply ? null : (AboveRuler(lines, i), block);
            }

            // Below the line of a reply all is its quotation.
            if (!SubjectPrefixes.IsForward(subject) && Attribution.LinesAt(lines, i) > 0)
            {
                return null;
            }
        }

        return null;
    }

    private static HeaderBlock? BlockBelow(List<TextLine> lines, int from)
    {
        for (var i = from; i < lines.Count && i < from + SeparatorToHeader; i++)
        {
            if (Banners.EndAt(lines, i) is var below && below > i)
            {
                (from, i) = (below, below - 1);
            }
            else if (!lines[i].IsBlank)
            {
                return HeaderBlock.At(lines, i, 2) ?? Table(lines, i);
            }
        }

        return null;
    }

    // Below a separator a table or lines without colons are a header too.
    private static HeaderBlock? Table(List<TextLine> lines, int from)
    {
        if (HeaderLabels.WithColon(lines[from]) == lines[from])
        {
            return null;
        }

        var table = lines.GetRange(from, Math.Min(MostTableLines, lines.Count - from)).ConvertAll(HeaderLabels.WithColon);
        return HeaderBlock.At(table, 0, 3) is { } block ? block with { Start = from, End = from + block.End } : null;
    }

    private static ForwardReading FromBlock(List<TextLine> lines, int start, HeaderBlock block, TimeSpan fallbackZone)
    {
        var dateRaw = block[HeaderLabel.Date];
        var date = WrittenDate.Read(dateRaw, fallbackZone, out var withoutZone, block.IsEnglish);
        return new ForwardReading("inline")
        {
            Note = Note(lines, start),
            From = People.Read(block[HeaderLabel.From]) is [var first, ..] ? [first] : [],
            To = People.Read(block[HeaderLabel.To]),
            Cc = People.Read(block[HeaderLabel.Cc]),
            Subject = block[HeaderLabel.Subject],
            Date = date,
            DateWithoutZone = date is not null && withoutZone,
            DateRaw = dateRaw,
            Body = Body(lines, BehindClosingLine(lines, start, block.End), lines[block.Start].Depth),
        };
    }

    // "Am 28/10/2021, 12:46 schrieb "Ann Doe" <ann@x.example>:" is all that Outlook for Mac tells of a forwarded mail.
    private static ForwardReading? FromAttribution(string subject, List<TextLine> lines, TimeSpan fallbackZone)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (Attribution.LinesAt(lines, i) is var count and > 0)
            {
                var text = string.Join(' ', lines.Skip(i).Take(count).Select(l => l.Bare.ToString()));
                var (dateRaw, person) = Parts(text);
                var date = WrittenDate.Read(dateRaw, fallbackZone, out var withoutZone);
                return new ForwardReading("inline")
                {
                    Note = Note(lines, SeparatorAbove(lines, i)),
                    From = person is null ? [] : [person],
                    Subject = SubjectPrefixes.WithoutFirst(subject),
                    Date = date,
                    DateWithoutZone = date is not null && withoutZone,
                    DateRaw = dateRaw,
                    Body = Body(lines, i + count, 0),
                };
            }
        }

        return null;
    }

    // The date is what holds figures, before the address or behind it; the name is what is left beside the verb and the date.
    private static (string DateRaw, MailAddress? Person) Parts(string text)
    {
        var open = text.LastIndexOf('<');
        var close = open < 0 ? -1 : text.IndexOf('>', open);
        var before = Attribution.WithoutOpening(open < 0 ? text : text[..open]);
        var address = close < 0 ? "" : text[open..(close + 1)];
        var behind = close < 0 ? "" : WithoutVerb(text[(close + 1)..]);
        var end = LastFigure(before, before.Length);
        if (end == 0)
        {
            var last = LastFigure(behind, behind.Length);
            return (behind[..last].Trim(' ', ',', ':', '('), People.One($"{WithoutVerb(before).Trim(' ', ',')} {address}".Trim()));
        }

        var name = Attribution.WithoutBeside(WithoutVerb(before[end..]));
        return (before[..end].Trim(' ', ','), People.One($"{name} {address}".Trim()));
    }

    private static string WithoutVerb(string text)
    {
        var (at, length) = Attribution.FindVerb(text);
        return at < 0 ? text : $"{text[..at].TrimEnd()} {text[(at + length)..].TrimStart()}".Trim();
    }

    private static int LastFigure(string text, int before)
    {
        var end = 0;
        for (var i = 0; i < before; i++)
        {
            if (char.IsDigit(text[i]) && Attribution.HasDate(text.AsSpan(0, i + 1)))
            {
                end = i + 1;
            }
        }

        return end;
    }

    private static string Note(List<TextLine> lines, int end)
    {
        var isNew = new bool[lines.Count];
        Array.Fill(isNew, true);
        return string.Join('\n', lines.Take(Signatures.Start(lines, isNew, end)).Skip(Banners.Top(lines)).Select(l => l.Raw.ToString())).Trim().Trim('\uFEFF').Trim();
    }

    // The mail as its writer saw it: without the marks and the indent that forwarding put before each line.
    private static string Body(List<TextLine> lines, int from, int depth)
    {
        var rest = lines.Skip(from).ToList();
        var levels = depth > 0 ? depth : rest.Find(l => !l.IsBlank).Depth > 0 && rest.TrueForAll(l => l.IsBlank || l.Depth > 0) ? 1 : 0;
        var texts = rest.Select(l => l.Unquoted(levels)).ToList();
        var indent = texts.Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => t.Length - t.TrimStart(' ', '\t').Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', texts.Select(t => t.Length >= indent ? t[indent..] : "")).Trim();
    }

    // Some programs write their separator above the one line that they tell too.
    private static int SeparatorAbove(List<TextLine> lines, int at)
    {
        var above = at - 1;
        while (above >= 0 && lines[above].IsBlank)
        {
            above--;
        }

        return above >= 0 && Separators.Of(lines[above]) is SeparatorKind.Forward or SeparatorKind.Original ? above : at;
    }

    // And some write it below the header once more.
    private static int BehindClosingLine(List<TextLine> lines, int start, int end)
    {
        var next = end;
        while (next < lines.Count && lines[next].IsBlank)
        {
            next++;
        }

        return next < lines.Count && lines[next].Bare.SequenceEqual(lines[start].Bare) && Separators.Of(lines[next]) != SeparatorKind.None ? next + 1 : end;
    }

    private static int AboveRuler(List<TextLine> lines, int i)
    {
        var at = i;
        while (at > 0 && (lines[at - 1].IsBlank || Separators.IsRuler(lines[at - 1])))
        {
            at--;
        }

        return at > 0 && i - at < SeparatorToHeader && Separators.IsWordsBetweenRulers(lines[at - 1]) ? at - 1 : at;
    }
}
