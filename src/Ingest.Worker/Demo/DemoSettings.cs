using Microsoft.Extensions.Configuration;

namespace Touchpoints.Ingest;

/// <summary>The settings of the sample organisation, with a store and mailboxes of the demonstration.</summary>
internal static class DemoSettings
{
    /// <summary>Users of the private server, and the names of the mailboxes that the worker watches.</summary>
    public static IReadOnlyDictionary<string, string> Users { get; } = new Dictionary<string, string>
    {
        ["touchpoints@in.vendor.example"] = "touchpoints",
        ["reply@reply.vendor.example"] = "replies",
    };

    public static WorkerSettings Read(string samples, string state, PrivateDovecot? server, bool page)
    {
        var values = new Dictionary<string, string?>
        {
            ["Store:Database"] = Path.Combine(state, "touchpoints.db"),
            ["ReplyKeyFile"] = Path.Combine(Path.GetFullPath(samples), "reply-keys"),
            ["Ops:Url"] = page ? "http://127.0.0.1:0" : "none",
            ["Log:Level"] = "Warning",
        };
        foreach (var (user, name) in Users)
        {
            if (server is null)
            {
                break;
            }

            values[$"Mailboxes:{name}:Host"] = "localhost";
            values[$"Mailboxes:{name}:Port"] = $"{server.ImapsPort}";
            values[$"Mailboxes:{name}:CaFile"] = server.CaFile;
            values[$"Mailboxes:{name}:User"] = user;
            values[$"Mailboxes:{name}:Password"] = PrivateDovecot.Password;
        }

        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(Path.Combine(samples, "settings.json")))
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create($"{SettingsReference.Root}:{v.Key}", v.Value)))
            .Build();
        return SettingsReader.Read(configuration) switch
        {
            SettingsReading.Good good => good.Settings,
            SettingsReading.Bad bad => throw new CommandException($"The settings of the samples are wrong:\n{string.Join('\n', bad.Problems)}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
