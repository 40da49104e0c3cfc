using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>The settings as they are in effect, each with where it is from.</summary>
internal static class ConfigCommand
{
    public static Command Make(Shell shell)
    {
        var json = GlobalOptions.Json();
        var show = new ExampledCommand("show", "Shows every setting with its value and where that is from. Passwords are not shown.", "touchpoints config show", "touchpoints config show --settings settings.json --json") { json };
        show.SetAction(parsed =>
        {
            using var configuration = CommandSettings.Configuration(parsed) as IDisposable;
            foreach (var (name, value, source) in Effective((IConfigurationRoot)configuration!))
            {
                if (parsed.GetValue(json))
                {
                    shell.WriteJson(j =>
                    {
                        j.WriteString("name", name);
                        j.WriteString("value", value);
                        j.WriteString("source", source);
                    });
                }
                else
                {
                    shell.Out.WriteLine($"{name} = {value}  ({source})");
                }
            }

            CommandSettings.Read(parsed);
            return ExitCode.Done;
        });
        return new Command("config", "The settings that are in effect.") { show };
    }

    private static IEnumerable<(string Name, string Value, string Source)> Effective(IConfigurationRoot configuration)
    {
        var mailboxes = configuration.GetSection($"{SettingsReference.Root}:Mailboxes").GetChildren().Select(m => m.Key).ToList();
        return SettingsReference.All
            .SelectMany(s => s.Name.Contains("<name>", StringComparison.Ordinal)
                ? mailboxes.Select(m => (Setting: s, Name: s.Name.Replace("<name>", m, StringComparison.Ordinal)))
                : [(Setting: s, s.Name)])
            .Select(s => One(configuration, s.Setting, $"{SettingsReference.Root}:{s.Name}"));
    }

    private static (string Name, string Value, string Source) One(IConfigurationRoot configuration, SettingReference setting, string key)
    {
        var section = configuration.GetSection(key);
        var value = section.Value ?? string.Join(", ", section.GetChildren().Select(c => c.Value));
        if (value.Length == 0)
        {
            return (key, setting.Default, "default");
        }

        var leaf = section.Value is null ? $"{key}:{section.GetChildren().Last().Key}" : key;
        var provider = configuration.Providers.Last(p => p.TryGet(leaf, out _));
        return (key, WithoutPassword(key, value), Source(provider));
    }

    private static string WithoutPassword(string key, string value)
        => key.EndsWith(":Password", StringComparison.OrdinalIgnoreCase) || key.EndsWith(":SecretKey", StringComparison.OrdinalIgnoreCase) ? "********"
        : key.EndsWith(":Store:Database", StringComparison.OrdinalIgnoreCase) && new StoreSettings(value) is { IsPostgres: true } store ? store.IsReadable ? store.Place : "********"
        : value;

    private static string Source(IConfigurationProvider provider) => provider switch
    {
        JsonConfigurationProvider file => file.Source.FileProvider?.GetFileInfo(file.Source.Path!).PhysicalPath ?? file.Source.Path!,
        EnvironmentVariablesConfigurationProvider => "environment",
        _ => "command line",
    };
}
