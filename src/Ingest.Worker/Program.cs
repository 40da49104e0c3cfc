using System.Runtime.InteropServices;
using System.Text;
using Touchpoints.Ingest;

await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024);
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await CommandLine.RunAsync(args, new Shell(output, Console.Error, stop.Token));
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (IOException) when (!Console.IsOutputRedirected)
{
    return CommandCode.Failed; // the reader of our output has gone
}
catch (Exception fault)
{
    // Nothing that is known to go wrong ends here; the type and the place are what a report of it needs.
    await Console.Error.WriteLineAsync($"touchpoints stopped by a fault of its own: {fault.GetType().Name}: {fault.Message}");
    await Console.Error.WriteLineAsync($"Please report it with this line:{fault.StackTrace?.Split('\n')[0]}");
    return ExitCode.Internal;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
