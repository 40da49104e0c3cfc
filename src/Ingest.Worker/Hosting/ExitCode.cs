namespace Touchpoints.Ingest;

/// <summary>Exit codes of run and ingest (sysexits); the other commands use 0, 1 and 2.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Usage = 64;
    public const int Unreachable = 69;
    public const int Internal = 70;
    public const int TryAgain = 75;
    public const int LoginRefused = 77;
    public const int Configuration = 78;
}
