using System.Globalization;
using Serilog;
using Serilog.Formatting.Display;

namespace Touchpoints.Ingest.Tests;

public sealed class QueuedSinkTests
{
    [Test]
    public void Every_line_is_written_in_order_before_the_log_is_closed()
    {
        var written = new StringWriter(CultureInfo.InvariantCulture);
        using (var log = new LoggerConfiguration().WriteTo.Sink(new QueuedSink(new MessageTemplateTextFormatter("{Message:lj}{NewLine}", CultureInfo.InvariantCulture), written)).CreateLogger())
        {
            for (var i = 0; i < 5_000; i++)
            {
                log.Information("Line {Number}", i);
            }
        }

        Assert.That(written.ToString().Split(Environment.NewLine), Is.EqualTo(Enumerable.Range(0, 5_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"Line {i}")).Append("")));
    }
}
