namespace Touchpoints.Ingest;

/// <summary>Rows with named fields out of one file; what is wrong with them is collected, not thrown.</summary>
internal sealed class Table(string file, IReadOnlyList<TableRow> rows)
{
    public string File { get; } = file;

    public IReadOnlyList<TableRow> Rows { get; } = rows;

    public static Table Empty(string file) => new(file, []);

    /// <summary>Reads a CSV file whose first line names the fields.</summary>
    public static Table FromCsv(string file, string text, TableShape shape, List<ImportMistake> mistakes)
    {
        using var rows = new CsvReader(file, text, mistakes).Rows().GetEnumerator();
        if (!rows.MoveNext())
        {
            mistakes.Add(new ImportMistake(file, 1, 1, $"The file is empty. Its first line must name the fields: {string.Join(',', shape.Fields)}"));
            return Empty(file);
        }

        var header = rows.Current;
        if (!shape.Check(file, header, mistakes))
        {
            return Empty(file);
        }

        var result = new List<TableRow>();
        while (rows.MoveNext())
        {
            var row = rows.Current;
            if (row.Count != header.Count)
            {
                mistakes.Add(new ImportMistake(file, row[0].Line, row[^1].Column, $"{row.Count} fields, but the first line names {header.Count}. A field with a comma in it must be in quotes."));
                continue;
            }

            result.Add(new TableRow(file, row[0].Line, header.Select(h => h.Text.ToLowerInvariant()).Zip(row).ToDictionary(p => p.First, p => p.Second), mistakes));
        }

        return new Table(file, result);
    }
}

/// <summary>The fields that a table may have, the ones that it must have first.</summary>
internal sealed record TableShape(string Name, int Required, params IReadOnlyList<string> Fields)
{
    public bool Check(string file, IReadOnlyList<Cell> header, List<ImportMistake> mistakes)
    {
        var before = mistakes.Count;
        var named = header.Select(h => h.Text.ToLowerInvariant()).ToList();
        foreach (var cell in header.Where(h => !Fields.Contains(h.Text, StringComparer.OrdinalIgnoreCase)))
        {
            mistakes.Add(new ImportMistake(file, cell.Line, cell.Column, $"\"{cell.Text}\" is no field of {Name}.{Hint(cell.Text)} Its fields are: {string.Join(", ", Fields)}."));
        }

        foreach (var field in Fields.Take(Required).Where(f => !named.Contains(f)))
        {
            mistakes.Add(new ImportMistake(file, header[0].Line, header[0].Column, $"The field \"{field}\" is missing."));
        }

        foreach (var twice in named.GroupBy(n => n).Where(g => g.Count() > 1))
        {
            mistakes.Add(new ImportMistake(file, header[0].Line, 1, $"The field \"{twice.Key}\" is named twice."));
        }

        return mistakes.Count == before;
    }

    private string Hint(string field) => Nearest.To(field, Fields) is { } near ? $" Did you mean \"{near}\"?" : "";
}

/// <summary>One row. Reading a field that is wrong adds a mistake and answers something harmless.</summary>
internal sealed class TableRow(string file, int line, IReadOnlyDictionary<string, Cell> cells, List<ImportMistake> mistakes)
{
    private static readonly char[] s_separators = [';', ' ', '\n', '\r'];

    public bool Has(string field) => cells.ContainsKey(field);

    public string Text(string field) => cells.GetValueOrDefault(field)?.Text.Trim() ?? "";

    public string Needed(string field)
    {
        if (Text(field) is { Length: > 0 } text)
        {
            return text;
        }

        Mistake(field, $"\"{field}\" is empty.");
        return "";
    }

    public bool YesNo(string field, bool whenEmpty) => Text(field).ToLowerInvariant() switch
    {
        "" => whenEmpty,
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        var other => Wrong(field, $"\"{other}\" is neither true nor false.", whenEmpty),
    };

    /// <summary>Addresses separated by ";" or blanks.</summary>
    public IReadOnlyList<string> Addresses(string field) => [.. List(field).Where(a => IsAddress(a) || Wrong(field, $"\"{a}\" is no mail address.", false))];

    public string Address(string field)
    {
        var text = Needed(field);
        if (text.Length > 0 && !IsAddress(text))
        {
            Mistake(field, $"\"{text}\" is no mail address.");
        }

        return text;
    }

    /// <summary>Keys of other rows separated by ";" or blanks.</summary>
    public IReadOnlyList<string> Keys(string field) => List(field);

    /// <summary>Domains separated by ";" or blanks.</summary>
    public IReadOnlyList<string> Domains(string field) => [.. List(field).Where(d => IsDomain(d) || Wrong(field, $"\"{d}\" is no domain.", false))];

    public static bool IsAddress(string text)
        => text.LastIndexOf('@') is > 0 and var at && !text.AsSpan(0, at).ContainsAny(" <>,;") && IsDomain(text[(at + 1)..]);

    public static bool IsDomain(string text)
        => text.Contains('.', StringComparison.Ordinal) && text.Split('.').All(label => label.Length > 0 && label.All(c => char.IsLetterOrDigit(c) || c is '-' or '_'));

    public void Mistake(string field, string what)
        => mistakes.Add(new ImportMistake(file, cells.GetValueOrDefault(field)?.Line ?? line, cells.GetValueOrDefault(field)?.Column ?? 1, what));

    private string[] List(string field) => Text(field).Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private T Wrong<T>(string field, string what, T instead)
    {
        Mistake(field, what);
        return instead;
    }
}
