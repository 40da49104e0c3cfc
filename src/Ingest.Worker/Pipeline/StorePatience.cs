using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Tries again for as long as the store cannot be used, and says so once.</summary>
internal sealed class StorePatience
{
    private readonly ResiliencePipeline _retries;
    private readonly ILogger _log;
    private volatile string? _trouble;

    public StorePatience(TimeProvider time, ILogger log)
    {
        _log = log;
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<StoreException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(3), // R9: work goes on within 30 s of there being room again, and within 10 s of a database being back
            UseJitter = true,
            OnRetry = Wait,
        }).Build();
    }

    /// <summary>Why nothing is being recorded at the moment, in one sentence; null while all is well.</summary>
    public string? Trouble => _trouble;

    public void Recorded() => _trouble = null;

    public TResult Execute<TState, TResult>(Func<TState, CancellationToken, TResult> work, TState state, CancellationToken cancellationToken) =>
        _retries.Execute(work, state, cancellationToken);

    public ValueTask ExecuteAsync<TState>(Func<TState, CancellationToken, ValueTask> work, TState state, CancellationToken cancellationToken) =>
        _retries.ExecuteAsync(work, state, cancellationToken);

    private ValueTask Wait(OnRetryArguments<object> retry)
    {
        var problem = retry.Outcome.Exception!.Message;
        if (_trouble is null)
        {
            _log.LogError("Nothing is recorded at the moment, and nothing is lost: {Problem} It is tried again until it works", problem);
        }

        _trouble = problem;
        return ValueTask.CompletedTask;
    }
}
