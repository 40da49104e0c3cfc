namespace Touchpoints.Threading;

/// <summary>
/// The lists of this project (languages, clients, phrases) as tables beside the code: one entry a line, columns divided by tabs, several
/// values in a column divided by "|", comments after "#" at the start of a line.
/// </summary>
internal static class DataFile
{
    /// <summary>The rows of a table; a missing table or a short row is a mistake of the build and throws at first use.</summary>
    public static IReadOnlyList<string[]> Rows(string name, int columns)
    {
        using var stream = typeof(DataFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name}.tsv is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var row = line.Split('\t');
                rows.Add(row.Length == columns ? row : throw new InvalidOperationException($"{name}.tsv: {columns} columns wanted: {line}"));
            }
        }

        return rows;
    }

    /// <summary>The values of one column.</summary>
    public static string[] Values(string column)
        => column.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
