using System.Reflection;

namespace Touchpoints.Ingest;

/// <summary>The version as people are told it, without the build's own suffix.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
