using System.CommandLine;

namespace Touchpoints.Ingest;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Settings = new("--settings")
    {
        Description = "Settings file to read after appsettings.json",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string?> Database = new("--database")
    {
        Description = "Database to use in place of the one in the settings: a SQLite file, or a PostgreSQL connection string",
        HelpName = "DATABASE",
        Recursive = true,
    };

    /// <summary>A new --json option for a command whose answer a program may read.</summary>
    public static Option<bool> Json() => new("--json") { Description = "JSON for programs in place of text for people" };
}
