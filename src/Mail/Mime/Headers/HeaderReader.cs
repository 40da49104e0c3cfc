using System.Text;

namespace Touchpoints.Mail;

/// <summary>The fields of one header, decoded when they are asked for.</summary>
internal sealed class HeaderReader(ReadOnlyMemory<byte> octets, List<RawField> fields, MailLimits limits, DefectList defects)
{
    public MailLimits Limits => limits;

    public DefectList Defects => defects;

    /// <summary>What 8-bit octets are that are no UTF-8.</summary>
    public Encoding Fallback { get; set; } = Charsets.Windows1252;

    public int Count => fields.Count;

    /// <summary>The value of the first field of that name (in lower case), or null.</summary>
    public string? First(ReadOnlySpan<byte> name)
    {
        for (var at = 0; at < fields.Count; at++)
        {
            if (Is(at, name))
            {
                return Value(at);
            }
        }

        return null;
    }

    public bool Is(int at, ReadOnlySpan<byte> name) =>
        fields[at].NameLength == name.Length && Ascii.EqualsIgnoreCase(octets.Span.Slice(fields[at].Start, name.Length), name);

    public string Value(int at)
    {
        var field = fields[at];
        var value = octets.Span[field.ValueStart..Math.Max(field.ValueStart, field.End)];
        if (value.Length > limits.HeaderFieldOctets)
        {
            defects.Add(Mail.Defects.LimitHeaderField);
            value = value[..limits.HeaderFieldOctets];
        }

        return HeaderText.Decode(value, Fallback, defects);
    }

    public string Name(int at) => FieldNames.Text(octets.Span.Slice(fields[at].Start, fields[at].NameLength));
}
