using System.Collections;

namespace Touchpoints.Mail;

/// <summary>The header fields of a mail; a field is decoded when it is first asked for.</summary>
internal sealed class FieldList(HeaderReader header) : IReadOnlyList<HeaderField>
{
    private readonly HeaderField?[] _fields = new HeaderField?[header.Count];

    public int Count => _fields.Length;

    public HeaderField this[int index] => _fields[index] ??= new HeaderField(header.Name(index), header.Value(index));

    public int Find(ReadOnlySpan<byte> name, int start = 0) => header.Find(name, start);

    public string? First(ReadOnlySpan<byte> name) => Find(name) is >= 0 and var at ? this[at].Value : null;

    public IEnumerator<HeaderField> GetEnumerator()
    {
        for (var at = 0; at < _fields.Length; at++)
        {
            yield return this[at];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
