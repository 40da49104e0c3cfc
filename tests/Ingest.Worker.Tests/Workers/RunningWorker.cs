using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Touchpoints.Ingest.Tests;

/// <summary>The built program at work, which a test may stop, wake and kill by its process id; its log is listened to.</summary>
internal sealed class RunningWorker : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();

    public RunningWorker(BuiltProgram program)
    {
        _process = program.Start("", "run");
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until something is so; says what the workers said when it does not become so.</summary>
    public static async Task UntilAsync(Func<bool> isSo, params RunningWorker[] workers)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var since = Stopwatch.GetTimestamp(); !isSo(); await tick.WaitForNextTickAsync())
        {
            Assert.That(Stopwatch.GetElapsedTime(since), NUnit.Framework.Is.LessThan(TestWorker.Patience), () => string.Join("\n---\n", workers.Select(worker => worker.Log)));
        }
    }

    /// <summary>Whether a lease's holder is this process: machine/process/number.</summary>
    public bool Is(string? holder) => holder is not null && holder.Split('/')[1] == _process.Id.ToString(CultureInfo.InvariantCulture);

    public bool Said(string text) => _said.Any(line => line.Contains(text, StringComparison.Ordinal));

    public string Log => string.Join('\n', _said);

    public void Stop() => Signal("-STOP");

    public void Wake() => Signal("-CONT");

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As a service manager ends it; answers the exit code.</summary>
    public async Task<int> EndAsync()
    {
        Signal("-TERM");
        await _process.WaitForExitAsync().WaitAsync(TestWorker.Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
