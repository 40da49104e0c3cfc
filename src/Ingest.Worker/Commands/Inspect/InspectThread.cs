using System.Collections.Concurrent;
using System.Diagnostics;
using Touchpoints.Mail;

namespace Touchpoints.Ingest;

/// <summary>
/// Inspects mails one after the other on a thread of its own, each within a time limit. A mail that takes longer gets its line with a
/// defect; its thread is left behind and a new one takes over.
/// </summary>
internal sealed class InspectThread(TimeSpan limit, TxtResolver? resolver) : IDisposable
{
    // Twice a thread's usual stack: what the reader is given must not be able to end the process.
    private const int StackOctets = 16 * 1024 * 1024;

    private Worker _worker = new();

    public InspectedMail Inspect(InspectRequest request, ReadOnlyMemory<byte> octets)
    {
        var started = Stopwatch.GetTimestamp();
        if (_worker.TryRun(() => Guarded(request, octets), limit) is { } mail)
        {
            return mail;
        }

        _worker.Dispose();
        _worker = new Worker();
        return MailInspector.Unfinished(request, octets, "limits:time", Stopwatch.GetElapsedTime(started));
    }

    public void Dispose() => _worker.Dispose();

    private InspectedMail Guarded(InspectRequest request, ReadOnlyMemory<byte> octets)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return MailInspector.Inspect(request, octets, resolver);
        }
        catch (Exception e) // inspect answers for every mail, whatever is wrong with our rules
        {
            return MailInspector.Unfinished(request, octets, $"fault:{e.GetType().Name} {e.StackTrace?.Split('\n')[0].Trim()}", Stopwatch.GetElapsedTime(started));
        }
    }

    private sealed class Worker : IDisposable
    {
        private readonly BlockingCollection<(Func<InspectedMail> Work, TaskCompletionSource<InspectedMail> Answer)> _work = [];

        public Worker() => new Thread(Run, StackOctets) { IsBackground = true, Name = "inspect" }.Start();

        public InspectedMail? TryRun(Func<InspectedMail> work, TimeSpan limit)
        {
            var answer = new TaskCompletionSource<InspectedMail>(TaskCreationOptions.RunContinuationsAsynchronously);
            _work.Add((work, answer));
            return answer.Task.Wait(limit) ? answer.Task.Result : null;
        }

        public void Dispose() => _work.CompleteAdding();

        private void Run()
        {
            foreach (var (work, answer) in _work.GetConsumingEnumerable())
            {
                answer.SetResult(work());
            }
        }
    }
}
