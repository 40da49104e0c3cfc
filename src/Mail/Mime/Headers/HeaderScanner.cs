namespace Touchpoints.Mail;

/// <summary>Where a header field lies in the octets; the end is that of its last folded line.</summary>
internal readonly record struct RawField(int Start, int NameLength, int ValueStart, int End);

/// <summary>
/// Finds the fields of a header and where the body begins (RFC 5322 §2.2), in mail that may lack the blank line, have lines before the
/// header, or lines in it that are no field.
/// </summary>
internal ref struct HeaderScanner(ReadOnlySpan<byte> octets, bool carriageReturns, MailLimits limits, DefectList defects)
{
    private const int LinesAhead = 4;
    private const int LinesAheadBeforeFrom = 40;
    private const int LinesBeforeHeader = 200;

    private readonly ReadOnlySpan<byte> _octets = octets;
    private readonly bool _carriageReturns = carriageReturns;
    private int _allHeaders;

    /// <summary>Skips what stands before the header of a whole mail: blank lines, mbox lines, banners. Where no header follows, nothing.</summary>
    public readonly int SkipJunk(int start)
    {
        if (_octets[start..].StartsWith("\uFEFF"u8))
        {
            start += 3;
        }

        var at = start;
        for (var lines = 0; lines < LinesBeforeHeader && at < _octets.Length; lines++)
        {
            var line = Line(at, out var next);
            var name = NameLength(line);
            if (name > 0 && (lines == 0 || KnownName(line[..name])))
            {
                return at;
            }

            if (!line.IsEmpty)
            {
                defects.Add(line.StartsWith("From "u8) || line.StartsWith(">From "u8) ? Defects.MboxLine : Defects.JunkBeforeHeader);
            }

            at = next;
        }

        defects.Add(Defects.NoHeader);
        return -1;
    }

    /// <summary>Reads the fields from <paramref name="start"/> and returns where the body begins.</summary>
    public int Scan(int start, BoundaryStack boundaries, List<RawField> fields)
    {
        var at = start;
        while (at < _octets.Length)
        {
            var line = Line(at, out var next);
            if (line.IsEmpty)
            {
                return next;
            }

            if (at - start > limits.PartHeaderOctets || _allHeaders > limits.AllHeaderOctets || fields.Count >= limits.HeaderFields)
            {
                defects.Add(at - start > limits.PartHeaderOctets ? Defects.LimitPartHeader
                    : fields.Count >= limits.HeaderFields ? Defects.LimitHeaderFields : Defects.LimitAllHeaders);
                return SkipRest(at, boundaries);
            }

            _allHeaders += next - at;
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (!Continues(line, next, boundaries, fields))
                {
                    return fields.Count == 0 ? at : next;
                }

                Extend(fields, at + line.Length);
            }
            else if (boundaries.IsDelimiter(line))
            {
                return at;
            }
            else if (NameLength(line) is > 0 and var name)
            {
                var colon = line[name..].IndexOf((byte)':') + name;
                fields.Add(new RawField(at, name, at + colon + 1, at + line.Length));
            }
            else if (HasLostItsValue(fields))
            {
                defects.Add(Defects.JunkInHeader);
                Extend(fields, at + line.Length);
            }
            else if (BelongsToHeader(next, boundaries, boundaries.Count == 0 && !HasFrom(fields) ? LinesAheadBeforeFrom : LinesAhead))
            {
                defects.Add(Defects.JunkInHeader);
                if (fields.Count > 0 && _octets[fields[^1].End - 1] is (byte)';' or (byte)',')
                {
                    Extend(fields, at + line.Length);
                }
            }
            else
            {
                defects.Add(Defects.MissingBlankLine);
                return at;
            }

            at = next;
        }

        return at;
    }

    /// <summary>The line at a place without its line end, and where the next begins.</summary>
    public readonly ReadOnlySpan<byte> Line(int at, out int next)
    {
        var rest = _octets[at..];
        var end = rest.IndexOf(_carriageReturns ? (byte)'\r' : (byte)'\n');
        if (end < 0)
        {
            next = _octets.Length;
            return rest.TrimEnd((byte)'\r');
        }

        next = at + end + 1;
        if (_carriageReturns && next < _octets.Length && _octets[next] == '\n')
        {
            next++;
        }

        return rest[..end].TrimEnd((byte)'\r');
    }

    private static void Extend(List<RawField> fields, int end)
    {
        if (fields.Count > 0)
        {
            fields[^1] = fields[^1] with { End = end };
        }
    }

    // A line of blanks may be a fold or a damaged blank line: what follows tells (RFC 5322 §4.2 allows the fold).
    private readonly bool Continues(ReadOnlySpan<byte> line, int next, BoundaryStack boundaries, List<RawField> fields)
    {
        if (line.ContainsAnyExcept((byte)' ', (byte)'\t'))
        {
            return fields.Count > 0;
        }

        if (next >= _octets.Length || fields.Count == 0)
        {
            return false;
        }

        var following = Line(next, out _);
        return following.IsEmpty || following[0] is (byte)' ' or (byte)'\t' || (NameLength(following) > 0 && !boundaries.IsDelimiter(following));
    }

    // "X-Some-Info:" and its value on a line of its own, the fold taken away by a gateway. Of a field that people write the next line may be their words.
    private readonly bool HasLostItsValue(List<RawField> fields) => fields.Count > 0 && _octets[fields[^1].ValueStart..fields[^1].End].Trim(" \t"u8).IsEmpty
        && fields[^1].NameLength > 2 && System.Text.Ascii.EqualsIgnoreCase(_octets.Slice(fields[^1].Start, 2), "x-"u8);

    private readonly bool HasFrom(List<RawField> fields)
    {
        foreach (var field in fields)
        {
            if (field.NameLength == 4 && System.Text.Ascii.EqualsIgnoreCase(_octets.Slice(field.Start, 4), "from"u8))
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool BelongsToHeader(int at, BoundaryStack boundaries, int linesAhead)
    {
        for (var lines = 0; lines < linesAhead && at < _octets.Length; lines++)
        {
            var line = Line(at, out at);
            if (line.IsEmpty || boundaries.IsDelimiter(line))
            {
                return false;
            }

            if (NameLength(line) is > 0 and var name && KnownName(line[..name]))
            {
                return true;
            }
        }

        return false;
    }

    private readonly int SkipRest(int at, BoundaryStack boundaries)
    {
        while (at < _octets.Length)
        {
            var line = Line(at, out var next);
            if (line.IsEmpty)
            {
                return next;
            }

            if (boundaries.IsDelimiter(line))
            {
                return at;
            }

            at = next;
        }

        return at;
    }

    /// <summary>The length of the field name that the line begins with (RFC 5322 §3.6.8), blanks before the colon allowed (§4.5.8); 0 for none.</summary>
    private static int NameLength(ReadOnlySpan<byte> line)
    {
        var name = line.IndexOfAnyExceptInRange((byte)33, (byte)126);
        name = name < 0 ? line.Length : name;
        var colon = line[..name].IndexOf((byte)':');
        if (colon >= 0)
        {
            return colon;
        }

        var rest = line[name..].TrimStart(" \t"u8);
        return !rest.IsEmpty && rest[0] == ':' ? name : 0;
    }

    private static bool KnownName(ReadOnlySpan<byte> name) => name.Length > 1
        && ((name[0] | 0x20) == 'x' && name[1] == '-' || FieldNames.IsKnown(name));
}
