using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>What mail shows and the directory lacks; counted at most every ten minutes, because it reads the people of all mail.</summary>
internal sealed class Suggestions(OpsContext ops)
{
    private const int AtMost = 20;
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private (IReadOnlyList<DirectorySuggestion> Found, DateTimeOffset At, long Version)? _last;

    /// <summary>As it was counted last, and when.</summary>
    public (IReadOnlyList<DirectorySuggestion> Found, DateTimeOffset At) Now()
    {
        lock (_gate)
        {
            var directory = ops.Database.Directory.Snapshot();
            var now = ops.Time.GetUtcNow();
            if (_last is not { } last || now - last.At > s_fresh || last.Version != directory.Version)
            {
                _last = last = (ops.Database.Reports.Suggestions(directory, AtMost), now, directory.Version);
            }

            return (last.Found, last.At);
        }
    }
}
