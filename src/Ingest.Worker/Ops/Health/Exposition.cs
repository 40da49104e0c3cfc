using System.Globalization;
using System.Text;

namespace Touchpoints.Ingest;

/// <summary>Writes Prometheus's text format 0.0.4: each family once, its help and type before its samples.</summary>
internal sealed class Exposition
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Begins a family; every sample of it follows before the next one begins.</summary>
    public Exposition Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", @"\\").Replace("\n", @"\n")).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    public Exposition Sample(string name, double value, params IReadOnlyList<(string Name, string Value)> labels)
    {
        _text.Append(name);
        if (labels.Count > 0)
        {
            _text.Append('{').AppendJoin(',', labels.Select(l => $"{l.Name}=\"{Escape(l.Value)}\"")).Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
        return this;
    }

    /// <summary>A family of one gauge without labels.</summary>
    public Exposition Gauge(string name, string help, double value) => Family(name, "gauge", help).Sample(name, value);

    /// <summary>A family of one counter without labels.</summary>
    public Exposition Counter(string name, string help, double value) => Family(name, "counter", help).Sample(name, value);

    public override string ToString() => _text.ToString();

    /// <summary>A number as the format wants it, infinity and not-a-number included.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string value) => value.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\n", @"\n");
}
