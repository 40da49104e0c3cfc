using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// A mail as signatures see it: its fields by name, and its body, both as octets. The fields are found by the same scanner as those that are shown, so that
/// nothing can be shown that was not seen here.
/// </summary>
internal sealed class SignedMail
{
    private readonly ReadOnlyMemory<byte> _octets;
    private readonly List<RawField> _fields;
    private readonly int _body;
    private readonly Dictionary<string, List<int>> _named = [];
    private readonly Dictionary<(bool Relaxed, long Limit), (byte[] Hash, long Octets)> _bodies = [];

    private SignedMail(ReadOnlyMemory<byte> octets, List<RawField> fields, int body)
    {
        (_octets, _fields, _body) = (octets, fields, body);
        for (var at = 0; at < fields.Count; at++)
        {
            var name = Encoding.ASCII.GetString(octets.Span.Slice(fields[at].Start, fields[at].NameLength)).ToLowerInvariant();
            if (!_named.TryGetValue(name, out var places))
            {
                _named.Add(name, places = []);
            }

            places.Add(at);
        }
    }

    public static SignedMail Read(ReadOnlyMemory<byte> octets)
    {
        var fields = new List<RawField>(32);
        var scanner = new HeaderScanner(octets.Span, MailAssembler.UsesCarriageReturns(octets.Span), MailLimits.Default, new DefectList());
        var start = octets.IsEmpty ? -1 : scanner.SkipJunk(0);
        return new SignedMail(octets, fields, start < 0 ? 0 : scanner.Scan(start, new BoundaryStack(), fields));
    }

    /// <summary>The fields of that name (in lower case) from the top.</summary>
    public IReadOnlyList<int> Named(string name) => _named.TryGetValue(name, out var places) ? places : [];

    public ReadOnlySpan<byte> Value(int field) => Value(_octets.Span, _fields[field]);

    /// <summary>The hash of the canonical body up to a limit, and how long the whole canonical body is (RFC 6376 §3.7 step 1).</summary>
    public (byte[] Hash, long Octets) BodyHash(bool relaxed, long? limit)
    {
        var wanted = (relaxed, limit ?? long.MaxValue);
        if (!_bodies.TryGetValue(wanted, out var body))
        {
            using var digest = new DigestWriter(wanted.Item2);
            Canonicalization.Body(digest, _octets.Span[_body..], relaxed);
            _bodies.Add(wanted, body = (digest.Finish(), digest.Written));
        }

        return body;
    }

    /// <summary>The hash of the fields that h= names, and of the signature's own field without the value of b= (RFC 6376 §3.7 step 2).</summary>
    public byte[] HeaderHash(int own, SignatureField signature)
    {
        // RFC 6376 §5.4.2: a name that comes again means the next field above; where there is none left, nothing.
        var taken = new Dictionary<string, int>();
        using var digest = new DigestWriter();
        foreach (var name in signature.SignedNames)
        {
            var fields = Named(name);
            var at = taken.GetValueOrDefault(name, fields.Count) - 1;
            at = at >= 0 && fields[at] == own ? at - 1 : at; // §3.5: never the signature itself
            taken[name] = Math.Max(at, 0);
            if (at >= 0)
            {
                WriteField(digest, fields[at], signature.RelaxedHeader);
            }
        }

        WriteOwnField(digest, own, signature.Hole, signature.RelaxedHeader);
        return digest.Finish();
    }

    /// <summary>A field in canonical form, with its line end.</summary>
    public void WriteField(DigestWriter digest, int field, bool relaxed)
    {
        Write(digest, _octets.Span, _fields[field], relaxed);
        digest.Append("\r\n"u8);
    }

    /// <summary>The field of a signature in canonical form, without the value of b= and without the last line end.</summary>
    public void WriteOwnField(DigestWriter digest, int field, Range hole, bool relaxed)
    {
        var place = _fields[field];
        var valueStart = place.ValueStart - place.Start;
        var octets = _octets.Span[place.Start..Math.Max(place.ValueStart, place.End)];
        byte[] rest = [.. octets[..(valueStart + hole.Start.Value)], .. octets[(valueStart + hole.End.Value)..]];
        Write(digest, rest, new RawField(0, place.NameLength, valueStart, rest.Length), relaxed);
    }

    private static void Write(DigestWriter digest, ReadOnlySpan<byte> octets, RawField field, bool relaxed)
    {
        if (relaxed)
        {
            Canonicalization.RelaxedField(digest, octets.Slice(field.Start, field.NameLength), Value(octets, field));
        }
        else
        {
            Canonicalization.SimpleField(digest, octets[field.Start..Math.Max(field.ValueStart, field.End)]);
        }
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> octets, RawField field) => octets[field.ValueStart..Math.Max(field.ValueStart, field.End)];
}
