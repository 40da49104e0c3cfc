using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace Touchpoints.Ingest;

/// <summary>The log: standard error, for standard output is for data; and a file when one is set.</summary>
internal static class WorkerLog
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";
    private const int DaysKept = 14;

    /// <summary>Disposing it writes out what is waiting.</summary>
    public static ILoggerFactory Create(LogSettings settings)
    {
        ITextFormatter format = settings.Json ? new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture) : new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture);
        var configuration = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(new LoggingLevelSwitch(Enum.Parse<LogEventLevel>(settings.Level)))
            .WriteTo.Sink(new QueuedSink(format, Console.Error));
        if (settings.File is { } file)
        {
            configuration.WriteTo.File(format, file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: DaysKept, buffered: false);
        }

        var logger = configuration.CreateLogger();
        Log.Logger = logger;
        return new SerilogLoggerFactory(logger, dispose: true);
    }
}
