namespace Touchpoints.Mail;

/// <summary>
/// Reads the tree of parts in one pass over the octets (RFC 2046 §5.1). A delimiter of an outer multipart ends all inner ones; a nested
/// mail is a leaf here. The only step back is taken where a declared boundary never comes and another is found in its place.
/// </summary>
internal sealed class StructureReader(ReadOnlyMemory<byte> octets, bool carriageReturns, MailLimits limits, DefectList defects)
{
    private const int MostGuesses = 16;

    private readonly BoundaryStack _boundaries = new();
    private readonly List<MimePart> _parts = [];
    private readonly List<RawField> _fields = [];
    private int _guesses;

    /// <summary>The parts, given the whole mail as <paramref name="root"/>.</summary>
    public List<MimePart> Read(MimePart root, ref HeaderScanner scanner)
    {
        var header = new HeaderReader(octets, _fields, limits, defects);
        var current = Open(root, root.Start);
        var at = root.Start;
        while (true)
        {
            var level = NextDelimiter(at, out var line, out var next, out var close);
            if (level < 0)
            {
                if (EndAll(ref current, octets.Length) is { } again)
                {
                    at = again;
                    continue;
                }

                return _parts;
            }

            if (EndDownTo(level, ref current, EndOfContent(line)) is { } back)
            {
                at = back;
                continue;
            }

            at = next;
            if (close)
            {
                _boundaries.Close(level);
            }
            else if (_parts.Count >= limits.Parts)
            {
                defects.Add(Defects.LimitParts);
                return _parts;
            }
            else
            {
                if (_boundaries.Reopen(level))
                {
                    defects.Add(Defects.PartsAfterEnd);
                }

                (current, at) = ReadPart(_boundaries.Part(level), at, header, ref scanner);
            }
        }
    }

    private (MimePart? Leaf, int At) ReadPart(int parent, int start, HeaderReader header, ref HeaderScanner scanner)
    {
        var holder = _parts[parent];
        _fields.Clear();
        var body = scanner.Scan(start, _boundaries, _fields);
        var part = PartHeader.Read(header, parent, holder.Children++, holder.Depth + 1, holder.MediaType == "multipart/digest" ? MediaTypes.Mail : MediaTypes.Text);
        part.Start = body;
        part.End = body;
        return (Open(part, body), body);
    }

    // A multipart is opened, anything else becomes the leaf that the next delimiter ends.
    private MimePart? Open(MimePart part, int body)
    {
        _parts.Add(part);
        if (!part.IsMultipart)
        {
            return part.IsUndeclared && part.Parent < 0 ? OpenUndeclared(part, body) : part;
        }

        if (part.Depth >= limits.Depth)
        {
            defects.Add(Defects.LimitDepth);
            return part;
        }

        if (part.Encoding != TransferEncoding.None)
        {
            defects.Add(Defects.EncodedMultipart);
        }

        var boundary = BoundaryStack.Octets(part.ContentType["boundary"]);
        if (boundary.Length == 0)
        {
            defects.Add(Defects.MissingBoundary);
            boundary = Guess(body, octets.Length);
        }

        if (boundary.Length == 0)
        {
            return part;
        }

        part.IsContainer = true;
        _boundaries.Push(boundary, _parts.Count - 1);
        return null;
    }

    // A mail that lost its Content-Type, but begins with a delimiter and a part's header.
    private MimePart? OpenUndeclared(MimePart part, int body)
    {
        var boundary = BoundaryGuess.AtStart(new HeaderScanner(octets.Span, carriageReturns, limits, defects), body, octets.Length);
        if (boundary.Length == 0)
        {
            return part;
        }

        defects.Add(Defects.BoundaryGuessed);
        part.MediaType = "multipart/mixed";
        part.IsContainer = true;
        _boundaries.Push(boundary, _parts.Count - 1);
        return null;
    }

    private int NextDelimiter(int at, out int line, out int next, out bool close)
    {
        var span = octets.Span;
        var scanner = new HeaderScanner(span, carriageReturns, limits, defects);
        var pattern = carriageReturns ? "\r--"u8 : "\n--"u8;
        line = next = octets.Length;
        close = false;
        if (_boundaries.Count == 0)
        {
            return -1;
        }

        at = Math.Max(0, at - 1);
        while (true)
        {
            var found = at == 0 && span.StartsWith("--"u8) ? -1 : PagedOctets.IndexOf(octets, at, pattern);
            if (found < 0 && !(at == 0 && span.StartsWith("--"u8)))
            {
                return -1;
            }

            line = found + 1;
            var level = _boundaries.Match(scanner.Line(line, out next), out close);
            if (level >= 0)
            {
                return level;
            }

            at = line + 1;
        }
    }

    // The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
    private int EndOfContent(int line)
    {
        var span = octets.Span;
        var end = line;
        if (end > 0 && span[end - 1] == '\n')
        {
            end--;
        }

        return end > 0 && span[end - 1] == '\r' ? end - 1 : end;
    }

    // Ends the leaf and the multiparts inside the level. Answers where to go on when one of them is to be read again with another boundary.
    private int? EndDownTo(int level, ref MimePart? leaf, int end)
    {
        EndLeaf(ref leaf, end);
        while (_boundaries.Count > level + 1)
        {
            if (EndMultipart(end) is { } again)
            {
                return again;
            }
        }

        return null;
    }

    private int? EndAll(ref MimePart? leaf, int end)
    {
        EndLeaf(ref leaf, end);
        while (_boundaries.Count > 0)
        {
            if (EndMultipart(end) is { } again)
            {
                return again;
            }
        }

        return null;
    }

    private static void EndLeaf(ref MimePart? leaf, int end)
    {
        if (leaf is not null)
        {
            leaf.End = Math.Max(leaf.Start, end);
            leaf = null;
        }
    }

    private int? EndMultipart(int end)
    {
        var index = _boundaries.Part(_boundaries.Count - 1);
        var part = _parts[index];
        var closed = _boundaries.Pop();
        part.End = Math.Max(part.Start, end);
        if (closed || part.Children > 0)
        {
            if (!closed)
            {
                defects.Add(Defects.MissingEndBoundary);
            }

            return null;
        }

        var boundary = _guesses < MostGuesses ? Guess(part.Start, end) : [];
        if (boundary.Length > 0)
        {
            _boundaries.Push(boundary, index);
            return part.Start;
        }

        // No parts at all: a leaf, whose text is worth showing.
        part.IsContainer = false;
        defects.Add(Defects.EmptyMultipart);
        return null;
    }

    private byte[] Guess(int start, int end)
    {
        _guesses++;
        var boundary = BoundaryGuess.Find(new HeaderScanner(octets.Span[..end], carriageReturns, limits, defects), start, end);
        if (boundary.Length > 0)
        {
            defects.Add(Defects.BoundaryGuessed);
        }

        return boundary;
    }
}
