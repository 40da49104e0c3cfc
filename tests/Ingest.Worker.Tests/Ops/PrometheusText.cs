using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Touchpoints.Ingest.Tests;

/// <summary>The grammar of Prometheus's text format 0.0.4, as a reader of it applies it.</summary>
internal static partial class PrometheusText
{
    public static void Check(string text)
    {
        Assert.That(text, Does.EndWith("\n"));
        var (family, type) = ("", "");
        var families = new HashSet<string>(StringComparer.Ordinal);
        var samples = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
                Assert.That(families.Add(family), Is.True, $"{family} stands in two places");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                type = line.Split(' ')[3];
                Assert.That(line.Split(' ')[2], Is.EqualTo(family));
                Assert.That(type, Is.EqualTo("gauge").Or.EqualTo("counter").Or.EqualTo("histogram"));
                Assert.That(family.EndsWith("_total", StringComparison.Ordinal), Is.EqualTo(type == "counter"), family);
            }
            else
            {
                var sample = Sample().Match(line);
                Assert.That(sample.Success, Is.True, line);
                var name = sample.Groups["name"].Value;
                Assert.That(type == "histogram" ? name[..name.LastIndexOf('_')] : name, Is.EqualTo(family));
                Assert.That(samples.Add(name + sample.Groups["labels"].Value), Is.True, $"twice: {line}");
                Assert.That(IsNumber(sample.Groups["value"].Value), Is.True, line);
            }
        }
    }

    private static bool IsNumber(string value)
        => value is "NaN" or "+Inf" or "-Inf" || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\"n])*"(,|(?=\})))+\})? (?<value>\S+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();
}
