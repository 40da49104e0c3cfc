using System.Diagnostics;
using Touchpoints.Mail;

namespace Touchpoints.Ingest;

/// <summary>One thing that was tried: what was found or what the server said, and what to do when it failed.</summary>
internal sealed record CheckStep(string Of, string Name, bool IsRight, TimeSpan Took, string Said, string Fix)
{
    public override string ToString()
    {
        var line = $"{(IsRight ? "ok   " : "WRONG")} {Of,-12} {Name,-12} {Took.TotalMilliseconds,6:0} ms  {Plain.Line(Said, 200)}";
        return Fix.Length == 0 ? line : $"{line}\n      {"",-37}-> {Fix}";
    }
}

/// <summary>The steps of one thing that is checked, in order; the first that fails ends it.</summary>
internal sealed class CheckSteps(string of, Action<CheckStep> tell)
{
    public bool AllRight { get; private set; } = true;

    /// <summary>Runs a step, which answers what it found.</summary>
    public async Task<bool> TryAsync(string name, Func<Task<string>> step)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var said = await step();
            tell(new CheckStep(of, name, true, Stopwatch.GetElapsedTime(started), said, ""));
            return true;
        }
        catch (CheckFailure failure)
        {
            return Failed(failure.Message, failure.Fix);
        }
        catch (ImapCommandException refused)
        {
            return Failed(refused.Message, "");
        }

        bool Failed(string said, string fix)
        {
            AllRight = false;
            tell(new CheckStep(of, name, false, Stopwatch.GetElapsedTime(started), said, fix));
            return false;
        }
    }
}

/// <summary>A step failed: what was found, and what to do.</summary>
internal sealed class CheckFailure(string said, string fix) : Exception(said)
{
    public string Fix { get; } = fix;
}
