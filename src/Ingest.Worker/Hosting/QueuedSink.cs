using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Touchpoints.Ingest;

/// <summary>
/// Formats and writes on a thread of its own, many lines at once: a line a mail must not slow thousands of mails a second, and a terminal that stands
/// still must not stop intake. When 10,000 lines wait, further ones below Warning are counted and left out.
/// </summary>
internal sealed class QueuedSink : ILogEventSink, IDisposable
{
    private const int MostWaiting = 10_000;
    private const int MostCharacters = 64 * 1024;

    // Not for a single reader: such a channel cannot be counted.
    private readonly Channel<LogEvent> _queue = Channel.CreateUnbounded<LogEvent>();
    private readonly ITextFormatter _format;
    private readonly TextWriter _to;
    private readonly Task _writing;
    private long _leftOut;

    public QueuedSink(ITextFormatter format, TextWriter to)
    {
        (_format, _to) = (format, to);
        _writing = Task.Run(WriteAsync);
    }

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Warning && _queue.Reader.Count >= MostWaiting)
        {
            Interlocked.Increment(ref _leftOut);
            return;
        }

        _queue.Writer.TryWrite(logEvent);
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _writing.Wait(TimeSpan.FromSeconds(2));
    }

    private async Task WriteAsync()
    {
        var lines = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (lines.GetStringBuilder().Length < MostCharacters && _queue.Reader.TryRead(out var logEvent))
            {
                _format.Format(logEvent, lines);
            }

            if (Interlocked.Exchange(ref _leftOut, 0) is var leftOut and > 0)
            {
                lines.WriteLine($"({leftOut} lines were left out: the log's reader is too slow)");
            }

            await _to.WriteAsync(lines.GetStringBuilder());
            await _to.FlushAsync();
            lines.GetStringBuilder().Clear();
        }
    }
}
