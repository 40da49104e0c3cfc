using System.Diagnostics;
using System.Text;

namespace Touchpoints.Ingest;

/// <summary>
/// Where a test kills the process, as a power cut would: the environment variable TOUCHPOINTS_CRASH_AT is a point's name, or
/// "name:text" for only the mail whose octets hold that text. Without the variable a point costs nothing.
/// </summary>
internal static class CrashPoints
{
    public const string OctetsWritten = "octets-written";
    public const string OctetsSynced = "octets-synced";
    public const string Received = "received";
    public const string BeforeRead = "before-read";
    public const string Decided = "decided";
    public const string BeforeRecord = "before-record";
    public const string Recorded = "recorded";
    public const string BeforeAcknowledge = "before-acknowledge";
    public const string Acknowledged = "acknowledged";

    private static readonly string s_point;
    private static readonly byte[] s_text;

    static CrashPoints()
    {
        var words = (Environment.GetEnvironmentVariable("TOUCHPOINTS_CRASH_AT") ?? "").Split(':', 2);
        s_point = words[0];
        s_text = words.Length > 1 ? Encoding.UTF8.GetBytes(words[1]) : [];
    }

    /// <summary>All points, in the order in which a mail passes them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [OctetsWritten, OctetsSynced, Received, BeforeRead, Decided, BeforeRecord, Recorded, BeforeAcknowledge, Acknowledged];

    public static void Reached(string point) => Reached(point, default);

    public static void Reached(string point, ReadOnlySpan<byte> octets)
    {
        if (s_point.Length != 0 && s_point == point && (s_text.Length == 0 || octets.IndexOf(s_text) >= 0))
        {
            using var me = Process.GetCurrentProcess();
            me.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
