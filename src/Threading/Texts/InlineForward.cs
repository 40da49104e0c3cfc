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
        if (FindBlock(subject, lines) is { } found)
        {
            return found.Block is { } block ? FromBlock(lines, found.Start, block, fallbackZone) : FromAttribution(subject, lines, found, fallbackZone);
        }

        return SubjectPrefixes.IsForward(subject) && FindAttribution(lines) is { } single ? FromAttribution(subject, lines, single, fallbackZone) : null;
    }

    // A reply quotes with the same header lines as a forward; its subject tells them apart. A forward's own separator needs no subject.
    private static Found? FindBlock(string subject, List<TextLine> lines)
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
                return kind == SeparatorKind.Original && isReply ? null : new Found(i, below);
            }

            if (kind == SeparatorKind.Forward && SingleLineBelow(lines, i) is { } single)
            {
                return single;
            }

            if (kind == SeparatorKind.None && Separators.IsWordsBetweenRulers(lines[i]) && FullTableBelow(lines, i + 1) is { } table)
            {
                return isReply ? null : new Found(i, table);
            }

            if (HeaderBlock.At(lines, i, 3) is { } block)
            {
                var start = AboveRuler(lines, i);
                if (!isReply && !SubjectPrefixes.IsForward(subject) && lines[start..i].TrueForAll(l => l.IsBlank) && IsCited(lines, block))
                {
                    i = block.End - 1;
                    continue;
                }

                return isReply ? null : new Found(start, block);
            }

            // Below the line of a reply all is its quotation.
            if (!SubjectPrefixes.IsForward(subject) && Attribution.LinesAt(lines, i) > 0)
            {
                return null;
            }
        }

        return null;
    }

    // Nothing promises a forward: a form ("Name: … From: … Subject: … Message: …") and the parts of a digest name nobody to whom, and a header that a
    // person cites stands indented between the person's own words. The mail that is forwarded goes on to the end.
    private static bool IsCited(List<TextLine> lines, HeaderBlock block)
    {
        var below = lines.FindIndex(block.End, l => !l.IsBlank);
        return !block.Fields.ContainsKey(HeaderLabel.To) || !IsSent(lines, block) || (below >= 0 && Indent(lines[block.Start]) > 1 && Indent(lines[below]) == 0);
    }

    // A ticket has From, To and Subject, a bill and the minutes of a meeting a date too: programs print when a mail was sent, and addresses or the time of the day.
    private static bool IsSent(List<TextLine> lines, HeaderBlock block)
        => lines[block.Start..block.End].Exists(HeaderLabels.IsSent)
            || (block.Fields.ContainsKey(HeaderLabel.Date) && block.Fields.Values.Any(v => v.Contains('@', StringComparison.Ordinal)))
            || (block[HeaderLabel.Date].Contains(':', StringComparison.Ordinal) && WrittenDate.Read(block[HeaderLabel.Date], TimeSpan.Zero, out _) is not null);

    private static int Indent(TextLine line) => line.Depth > 0 ? 0 : line.Raw.Length - line.Raw.TrimStart(" \t").Length;

    // Yandex: the writer's line below the separator, and To and Subject perhaps between the two.
    private static Found? SingleLineBelow(List<TextLine> lines, int separator)
    {
        var fields = new Dictionary<HeaderLabel, string>();
        for (var i = separator + 1; i < lines.Count && i <= separator + SeparatorToHeader; i++)
        {
            if (lines[i].IsBlank)
            {
                continue;
            }

            if (Attribution.LinesAt(lines, i) > 0)
            {
                return new Found(separator, null, i) { Fields = fields };
            }

            if (HeaderLabels.Read(lines[i], out var value) is not [var label, ..] || !fields.TryAdd(label, value.TrimEnd(' ', ';')))
            {
                return null;
            }
        }

        return null;
    }

    private static HeaderBlock? FullTableBelow(List<TextLine> lines, int from)
    {
        var first = lines.FindIndex(from, Math.Min(SeparatorToHeader, lines.Count - from), l => !l.IsBlank);
        return first >= 0 && Table(lines, first) is { } table && table.Fields.ContainsKey(HeaderLabel.To) && table.Fields.ContainsKey(HeaderLabel.Subject) ? table : null;
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
        var text = new ForwardedText(lines, start, block.End, lines[block.Start].Depth);
        var dateRaw = block[HeaderLabel.Date];
        var date = WrittenDate.Read(dateRaw, fallbackZone, out var withoutZone, block.IsEnglish);
        return new ForwardReading("inline")
        {
            Note = text.Note(),
            From = People.Author(block[HeaderLabel.From]) is { } author ? [author] : [],
            To = People.Read(block[HeaderLabel.To]),
            Cc = People.Read(block[HeaderLabel.Cc]),
            Subject = block[HeaderLabel.Subject],
            Date = date,
            DateWithoutZone = date is not null && withoutZone,
            DateRaw = dateRaw,
            Body = text.Body(),
        };
    }

    private static Found? FindAttribution(List<TextLine> lines)
    {
        var at = 0;
        while (at < lines.Count && Attribution.LinesAt(lines, at) == 0)
        {
            at++;
        }

        return at < lines.Count ? new Found(SeparatorAbove(lines, at), null, at) : null;
    }

    // "Am 28/10/2021, 12:46 schrieb "Ann Doe" <ann@x.example>:" is all that Outlook for Mac tells of a forwarded mail.
    private static ForwardReading FromAttribution(string subject, List<TextLine> lines, Found found, TimeSpan fallbackZone)
    {
        var end = found.Attribution + Attribution.LinesAt(lines, found.Attribution);
        var (dateRaw, person) = Parts(string.Join(' ', lines.GetRange(found.Attribution, end - found.Attribution).Select(l => l.Bare.ToString())));
        var date = WrittenDate.Read(dateRaw, fallbackZone, out var withoutZone);
        var text = new ForwardedText(lines, found.Start, end, 0);
        return new ForwardReading("inline")
        {
            Note = text.Note(),
            From = person is null ? [] : [person],
            To = People.Read(found.Fields.GetValueOrDefault(HeaderLabel.To, "")),
            Cc = People.Read(found.Fields.GetValueOrDefault(HeaderLabel.Cc, "")),
            Subject = found.Fields.GetValueOrDefault(HeaderLabel.Subject) ?? SubjectPrefixes.WithoutFirst(subject),
            Date = date,
            DateWithoutZone = date is not null && withoutZone,
            DateRaw = dateRaw,
            Body = text.Body(),
        };
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

    private static int AboveRuler(List<TextLine> lines, int i)
    {
        var at = i;
        while (at > 0 && (lines[at - 1].IsBlank || Separators.IsRuler(lines[at - 1])))
        {
            at--;
        }

        return at > 0 && i - at < SeparatorToHeader && Separators.IsWordsBetweenRulers(lines[at - 1]) ? at - 1 : at;
    }

    // Where a forwarded mail was found: the line on which it begins, and its header lines or the single line that names its writer.
    private sealed record Found(int Start, HeaderBlock? Block, int Attribution = -1)
    {
        public IReadOnlyDictionary<HeaderLabel, string> Fields { get; init; } = new Dictionary<HeaderLabel, string>();
    }
}
