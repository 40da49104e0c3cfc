using Microsoft.Extensions.Configuration;

namespace Touchpoints.Ingest;

/// <summary>Reads the section "Touchpoints": every mistake is found before anything starts.</summary>
internal static class SettingsReader
{
    /// <summary>Checked settings, or all mistakes. Nothing is touched but the password files that are named.</summary>
    public static SettingsReading Read(IConfiguration configuration) => throw new System.Diagnostics.UnreachableException();
}
