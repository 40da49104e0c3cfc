using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace Touchpoints.Ingest;

/// <summary>The settings of a command: files, environment, then what its command line says.</summary>
internal static class CommandSettings
{
    private const string EnvironmentName = "DOTNET_ENVIRONMENT";

    /// <summary>Checked settings.</summary>
    /// <exception cref="CommandException">Lists every mistake at once.</exception>
    public static WorkerSettings Read(ParseResult parsed, int exitCode = CommandCode.WrongUse) => SettingsReader.Read(Configuration(parsed)) switch
    {
        SettingsReading.Good good => good.Settings,
        SettingsReading.Bad bad => throw new CommandException(Mistakes(bad.Problems), exitCode),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Later sources win: appsettings.json beside the program, in this folder, --settings, environment, --database.</summary>
    public static IConfigurationRoot Configuration(ParseResult parsed)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in Files(parsed))
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        builder.AddEnvironmentVariables();
        if (parsed.GetValue(GlobalOptions.Database) is { } database)
        {
            builder.AddInMemoryCollection([new("Touchpoints:Store:Database", database)]);
        }

        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"A settings file cannot be read: {e.Message} {e.InnerException?.Message}".TrimEnd(), CommandCode.WrongUse);
        }
    }

    private static IEnumerable<string> Files(ParseResult parsed)
    {
        var environment = Environment.GetEnvironmentVariable(EnvironmentName);
        string[] names = environment is { Length: > 0 } ? ["appsettings.json", $"appsettings.{environment}.json"] : ["appsettings.json"];
        var usual = new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() }
            .Distinct()
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .Where(File.Exists);
        return parsed.GetValue(GlobalOptions.Settings) is not { } named ? usual
            : File.Exists(named) ? usual.Append(named)
            : throw new CommandException($"The settings file {named} does not exist.", CommandCode.WrongUse);
    }

    private static string Mistakes(IReadOnlyList<SettingsProblem> problems)
        => $"{problems.Count} setting{(problems.Count == 1 ? " is" : "s are")} wrong:\n{string.Join('\n', problems.Select(p => "  " + p))}";
}
