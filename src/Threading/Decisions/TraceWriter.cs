namespace Touchpoints.Threading;

/// <summary>Collects the rules as they are tried. Lives for one decision.</summary>
internal sealed class TraceWriter
{
    private readonly List<TraceStep> _steps = new(capacity: 24);

    /// <summary>The rule decided or contributed.</summary>
    public void Hit(string rule, string result) => _steps.Add(new TraceStep(rule, Hit: true, result));

    /// <summary>The rule was looked at and did not apply.</summary>
    public void Miss(string rule, string result) => _steps.Add(new TraceStep(rule, Hit: false, result));

    public DecisionTrace Done() => new(_steps);
}
