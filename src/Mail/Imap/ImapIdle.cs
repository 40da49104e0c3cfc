namespace Touchpoints.Mail;

/// <summary>
/// IDLE (RFC 2177). The read that waits for news is never cancelled to send DONE, only watched beside the reasons to stop: a read that is cut
/// under TLS may lose octets. The answer to DONE has a deadline of its own: a connection that went black while idle says nothing else.
/// </summary>
internal sealed class ImapIdle(ImapSession session)
{
    public async Task<bool> RunAsync(TimeSpan atMost, CancellationToken wake, CancellationToken cancellationToken)
    {
        if (session.HasNews)
        {
            return true;
        }

        var tag = session.NextTag();
        await session.SendAsync(tag, "IDLE\r\n"u8.ToArray(), cancellationToken);
        if (!await IsAcceptedAsync(tag, cancellationToken))
        {
            return session.HasNews;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(wake, cancellationToken);
        stop.CancelAfter(atMost);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await ListenAsync(tag, giveUp, stop.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImapProtocolException($"The server did not answer DONE within {session.Timeouts.Done.TotalSeconds:0.#} s.", e);
        }
    }

    private async Task<bool> IsAcceptedAsync(string tag, CancellationToken cancellationToken)
    {
        while (true)
        {
            await session.Wire.ReadAsync(session.Timeouts.Command, cancellationToken);
            if (session.IsContinuation)
            {
                return true;
            }

            if (session.Tagged(tag, null) is { } status)
            {
                return status.IsOk ? false : throw new ImapCommandException($"The server refused IDLE: {status.Shown}", status.Code);
            }
        }
    }

    private async Task<bool> ListenAsync(string tag, CancellationTokenSource giveUp, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(stopped.SetResult);
        var isDone = false;
        while (true)
        {
            var response = session.Wire.ReadAsync(Timeout.InfiniteTimeSpan, giveUp.Token).AsTask();
            if (!isDone && (session.HasNews || await Task.WhenAny(response, stopped.Task) == stopped.Task) && !giveUp.IsCancellationRequested)
            {
                await session.Wire.WriteAsync("DONE\r\n"u8.ToArray(), session.Timeouts.Done, giveUp.Token);
                giveUp.CancelAfter(session.Timeouts.Done);
                isDone = true;
            }

            await response;
            if (session.Tagged(tag, null) is { } status)
            {
                return status.IsOk ? session.HasNews : throw new ImapCommandException($"The server refused IDLE: {status.Shown}", status.Code);
            }
        }
    }
}
