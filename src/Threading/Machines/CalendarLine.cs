namespace Touchpoints.Threading;

/// <summary>One content line of a calendar (RFC 5545 §3.1): NAME;PARAMETER=value:VALUE.</summary>
internal readonly record struct CalendarLine(string Name, string Parameters, string Value)
{
    /// <summary>Reads a line; the value begins at the first colon outside quotes.</summary>
    public static CalendarLine Of(string line)
    {
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            isQuoted ^= line[i] == '"';
            if (line[i] == ':' && !isQuoted)
            {
                var head = line[..i];
                var semicolon = head.IndexOf(';', StringComparison.Ordinal);
                return new CalendarLine((semicolon < 0 ? head : head[..semicolon]).Trim().ToUpperInvariant(), semicolon < 0 ? "" : head[semicolon..], line[(i + 1)..].Trim());
            }
        }

        return new CalendarLine("", "", "");
    }

    /// <summary>The value of a parameter; empty when it is not there.</summary>
    public string Parameter(string name)
    {
        var at = (Parameters ?? "").IndexOf($";{name}=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return "";
        }

        var start = at + name.Length + 2;
        var end = Parameters!.IndexOf(';', start);
        return (end < 0 ? Parameters[start..] : Parameters[start..end]).Trim('"');
    }
}
