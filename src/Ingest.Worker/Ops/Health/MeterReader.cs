using System.Diagnostics.Metrics;
using System.Globalization;

namespace Touchpoints.Ingest;

/// <summary>Adds up what the program's instruments measure (meters named "Touchpoints…"), for /metrics.</summary>
internal sealed class MeterReader : IDisposable
{
    // More label values than this mean that something unbounded became a label; further ones are added up under "other".
    private const int MostSeries = 200;

    private static readonly double[] DefaultBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];

    private readonly Lock _lock = new();
    private readonly Dictionary<Instrument, Dictionary<string, Series>> _instruments = [];
    private readonly MeterListener _listener = new();

    public MeterReader()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Touchpoints", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((i, v, tags, _) => Add(i, v, tags));
        _listener.SetMeasurementEventCallback<short>((i, v, tags, _) => Add(i, v, tags));
        _listener.SetMeasurementEventCallback<int>((i, v, tags, _) => Add(i, v, tags));
        _listener.SetMeasurementEventCallback<long>((i, v, tags, _) => Add(i, v, tags));
        _listener.SetMeasurementEventCallback<float>((i, v, tags, _) => Add(i, v, tags));
        _listener.SetMeasurementEventCallback<double>((i, v, tags, _) => Add(i, v, tags));
        _listener.SetMeasurementEventCallback<decimal>((i, v, tags, _) => Add(i, (double)v, tags));
        _listener.Start();
    }

    public void WriteTo(Exposition text)
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            foreach (var (instrument, series) in _instruments.OrderBy(i => i.Key.Name, StringComparer.Ordinal))
            {
                Write(text, instrument, series.Values);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Dots become underscores, the unit is said in full at the end, and a counter ends in "total" (Prometheus: naming).</summary>
    internal static string NameOf(Instrument instrument)
    {
        var name = string.Concat(instrument.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        name = name.StartsWith("touchpoints_", StringComparison.Ordinal) ? name : "touchpoints_" + name;
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return IsCounter(instrument) && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static void Write(Exposition text, Instrument instrument, IEnumerable<Series> all)
    {
        var name = NameOf(instrument);
        var help = string.IsNullOrEmpty(instrument.Description) ? instrument.Name : instrument.Description;
        text.Family(name, IsHistogram(instrument) ? "histogram" : IsCounter(instrument) ? "counter" : "gauge", help);
        foreach (var series in all)
        {
            if (!IsHistogram(instrument))
            {
                text.Sample(name, series.Sum, series.Labels);
                continue;
            }

            long below = 0;
            for (var i = 0; i < series.Bounds.Count; i++)
            {
                below += series.Counts[i];
                text.Sample(name + "_bucket", below, [.. series.Labels, ("le", Exposition.Number(series.Bounds[i]))]);
            }

            text.Sample(name + "_bucket", series.Count, [.. series.Labels, ("le", "+Inf")]);
            text.Sample(name + "_sum", series.Sum, series.Labels);
            text.Sample(name + "_count", series.Count, series.Labels);
        }
    }

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private static bool IsCounter(Instrument instrument)
        => instrument.GetType().Name is var type && (type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal));

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new (string, string)[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            labels[i] = (tags[i].Key.Replace('.', '_'), Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "");
        }

        lock (_lock)
        {
            var series = SeriesOf(instrument, labels);
            // Observable instruments and gauges say what is; the others say what is added.
            series.Set(value, isAdded: !instrument.IsObservable && !instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal));
        }
    }

    private Series SeriesOf(Instrument instrument, (string, string)[] labels)
    {
        if (!_instruments.TryGetValue(instrument, out var all))
        {
            _instruments[instrument] = all = new(StringComparer.Ordinal);
        }

        labels = all.Count < MostSeries ? labels : Array.ConvertAll(labels, l => (l.Item1, "other"));
        var key = string.Join('\n', labels);
        if (!all.TryGetValue(key, out var series))
        {
            var bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBounds;
            all[key] = series = new Series(labels, bounds);
        }

        return series;
    }

    private sealed class Series((string, string)[] labels, IReadOnlyList<double> bounds)
    {
        public IReadOnlyList<(string, string)> Labels { get; } = labels;

        public IReadOnlyList<double> Bounds { get; } = bounds;

        /// <summary>How many were at most the bound of the same index, and more than the one before.</summary>
        public long[] Counts { get; } = new long[bounds.Count + 1];

        public long Count { get; private set; }

        public double Sum { get; private set; }

        public void Set(double value, bool isAdded)
        {
            Sum = isAdded ? Sum + value : value;
            Count++;
            var bucket = 0;
            while (bucket < Bounds.Count && value > Bounds[bucket])
            {
                bucket++;
            }

            Counts[bucket]++;
        }
    }
}
