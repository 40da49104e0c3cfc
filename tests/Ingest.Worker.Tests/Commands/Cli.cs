using Touchpoints.Ingest;

namespace Touchpoints.Ingest.Tests;

/// <summary>Runs command lines in this process, on a store of the test's own.</summary>
internal sealed class Cli : IDisposable
{
    public Cli() => Folder = Directory.CreateTempSubdirectory("touchpoints-cli-").FullName;

    public string Folder { get; }

    public string Database => Path.Combine(Folder, "touchpoints.db");

    public static string Samples => Path.Combine(Repository.Root, "samples");

    /// <summary>The settings of the samples, with absolute paths.</summary>
    public string Settings
    {
        get
        {
            var file = Path.Combine(Folder, "settings.json");
            var keys = Path.Combine(Samples, "reply-keys").Replace("\\", "/", StringComparison.Ordinal);
            File.WriteAllText(file, File.ReadAllText(Path.Combine(Samples, "settings.json")).Replace("samples/reply-keys", keys, StringComparison.Ordinal));
            return file;
        }
    }

    /// <summary>With a store of all samples.</summary>
    public static Cli WithSamples()
    {
        var cli = new Cli();
        Assert.That(cli.Run("directory", "import", Path.Combine(Samples, "directory")).Code, Is.Zero);
        Assert.That(cli.Run("ingest", "--once", "--from", Path.Combine(Samples, "eml")).Code, Is.Zero);
        return cli;
    }

    /// <summary>As it would be run in the sample organisation.</summary>
    public CliAnswer Run(params string[] arguments) => RunBare([.. arguments, "--settings", Settings, "--database", Database]);

    public static CliAnswer RunBare(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = CommandLine.RunAsync(arguments, new Shell(output, errors, CancellationToken.None) { User = "tester" }).GetAwaiter().GetResult();
        return new CliAnswer(code, output.ToString(), errors.ToString());
    }

    public string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

internal sealed record CliAnswer(int Code, string Out, string Error)
{
    public System.Text.Json.JsonElement[] Lines => [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement)];
}
