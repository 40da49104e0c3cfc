using System.Text;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Reads a directory out of CSV files or one JSON file. Either every row is right, or there are mistakes and nothing to import.</summary>
internal static class DirectoryFiles
{
    /// <summary>The tables with their fields; the first ones must be there.</summary>
    public static IReadOnlyList<TableShape> Shapes { get; } =
    [
        new("accounts", 2, "key", "name", "domains", "sub_domains", "parent", "team", "only_when_alone"),
        new("contacts", 4, "key", "account", "name", "address", "other_addresses", "active"),
        new("users", 3, "key", "name", "address", "other_addresses", "active"),
        new("domains", 2, "domain", "account", "sub_domains"),
        new("internal-domains", 1, "domain"),
        new("never-log", 1, "address", "user"),
        new("flows", 2, "key", "name", "default"),
        new("touchpoints", 3, "key", "account", "subject", "to", "author", "state", "reply_address", "revoked", "message_id", "internal_note", "merged_into"),
    ];

    /// <summary>Reads the named files, and in a named folder every file with a table's name.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="isKnownAccount">Whether an account that no file brings is in the store already.</param>
    /// <param name="isKnownUser">Whether a user that no file brings is in the store already.</param>
    /// <param name="mistakes">Takes every mistake that is found.</param>
    public static DirectoryImport Read(IEnumerable<string> paths, Func<string, bool> isKnownAccount, Func<string, bool> isKnownUser, List<ImportMistake> mistakes)
    {
        var tables = new Dictionary<string, Table>();
        foreach (var path in paths.SelectMany(p => Expand(p, mistakes)))
        {
            foreach (var (name, table) in ReadFile(path, mistakes))
            {
                tables[name] = tables.TryGetValue(name, out var known) ? new Table(table.File, [.. known.Rows, .. table.Rows]) : table;
            }
        }

        IReadOnlyList<TableRow> Rows(string name) => tables.TryGetValue(name, out var table) ? table.Rows : [];
        DirectoryKeys.Check(Rows, isKnownAccount, isKnownUser);
        return DirectoryRows.Of(Rows);
    }

    private static List<string> Expand(string path, List<ImportMistake> mistakes)
    {
        if (!System.IO.Directory.Exists(path))
        {
            return [path];
        }

        var files = Shapes.Select(s => Path.Combine(path, s.Name + ".csv")).Where(File.Exists).ToList();
        if (files.Count == 0)
        {
            mistakes.Add(new ImportMistake(path, 0, 0, $"The folder has none of {string.Join(", ", Shapes.Select(s => s.Name + ".csv"))}."));
        }

        return files;
    }

    private static IEnumerable<KeyValuePair<string, Table>> ReadFile(string path, List<ImportMistake> mistakes)
    {
        if (ReadText(path, mistakes) is not { } text)
        {
            return [];
        }

        if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            return JsonTables.Read(path, text, Shapes, mistakes);
        }

        var name = Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
        if (Shapes.FirstOrDefault(s => s.Name == name) is { } shape)
        {
            return [new(name, Table.FromCsv(path, text, shape, mistakes))];
        }

        mistakes.Add(new ImportMistake(path, 0, 0, $"What is in it cannot be told from its name. Call it one of {string.Join(", ", Shapes.Select(s => s.Name + ".csv"))}, or give a .json file."));
        return [];
    }

    private static string? ReadText(string path, List<ImportMistake> mistakes)
    {
        try
        {
            var octets = File.ReadAllBytes(path);
            try
            {
                return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
            }
            catch (DecoderFallbackException e)
            {
                var before = octets.AsSpan(0, e.Index);
                mistakes.Add(new ImportMistake(path, before.Count((byte)'\n') + 1, e.Index - before.LastIndexOf((byte)'\n'), "The file is not UTF-8 from here on. Save it as \"CSV UTF-8\"."));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(new ImportMistake(path, 0, 0, $"The file cannot be read: {e.Message}"));
        }

        return null;
    }
}
