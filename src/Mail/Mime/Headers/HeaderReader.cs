using System.Runtime.InteropServices;
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
    public string? First(ReadOnlySpan<byte> name) => Find(name) is >= 0 and var at ? Value(at) : null;

    /// <summary>Which field from <paramref name="start"/> on is the first of that name (in lower case); -1 for none.</summary>
    public int Find(ReadOnlySpan<byte> name, int start = 0)
    {
        var all = CollectionsMarshal.AsSpan(fields);
        for (var at = start; at < all.Length; at++)
        {
            if (all[at].NameLength == name.Length && Ascii.EqualsIgnoreCase(octets.Span.Slice(all[at].Start, name.Length), name))
            {
                return at;
            }
        }

        return -1;
    }

    public string Value(int at)
    {
        var value = Octets(at);
        if (value.Length > limits.HeaderFieldOctets)
        {
            defects.Add(Mail.Defects.LimitHeaderField);
            value = value[..limits.HeaderFieldOctets];
        }

        return HeaderText.Decode(value, Fallback, defects);
    }

    /// <summary>The value as it came.</summary>
    public ReadOnlySpan<byte> Octets(int at) => octets.Span[fields[at].ValueStart..Math.Max(fields[at].ValueStart, fields[at].End)];

    public string Name(int at) => FieldNames.Text(octets.Span.Slice(fields[at].Start, fields[at].NameLength));
}
