namespace Touchpoints.Threading;

/// <summary>One group of fields of a report (RFC 3464 §2.1.1, RFC 8098 §3.1, RFC 5965 §3): name, colon, value, folded like a header.</summary>
internal sealed class ReportFields
{
    private const int MostGroups = 500;
    private const int MostFields = 500;
    private readonly List<(string Name, string Value)> _fields = [];

    /// <summary>A group without fields.</summary>
    public static ReportFields None { get; } = new();

    /// <summary>The value of the first field of that name; empty when it is not there.</summary>
    public string this[string name] => _fields.Find(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    /// <summary>The value without its type: "rfc822; ann@x.example" is ann@x.example.</summary>
    public string Untyped(string name)
    {
        var value = this[name];
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        return (semicolon < 0 ? value : value[(semicolon + 1)..]).Trim();
    }

    /// <summary>The groups, divided by blank lines.</summary>
    public static List<ReportFields> Groups(string text)
    {
        var groups = new List<ReportFields>();
        ReportFields? current = null;
        foreach (var range in text.AsSpan().EnumerateLines())
        {
            var line = range.ToString();
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (string.IsNullOrWhiteSpace(line))
            {
                current = null;
            }
            else if (line[0] is ' ' or '\t' && current is not null && current._fields.Count > 0)
            {
                current.Unfold(line.Trim());
            }
            else if (colon > 0)
            {
                // Some systems leave out the blank line between two recipients.
                if (current is null || (line.StartsWith("Final-Recipient:", StringComparison.OrdinalIgnoreCase) && current["Final-Recipient"].Length > 0))
                {
                    if (groups.Count == MostGroups)
                    {
                        break;
                    }

                    groups.Add(current = new ReportFields());
                }

                if (current._fields.Count < MostFields)
                {
                    current._fields.Add((line[..colon].Trim(), line[(colon + 1)..].Trim()));
                }
            }
        }

        return groups;
    }

    private void Unfold(string more)
    {
        var (name, value) = _fields[^1];
        if (value.Length < 4000)
        {
            _fields[^1] = (name, $"{value} {more}");
        }
    }
}
