using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Touchpoints.Ingest;

/// <summary>
/// Reads the tables out of one JSON file: an object with an array for each table, named as its CSV file is; a row is an object with the
/// CSV file's fields, and a list may stand where CSV has ";" between values.
/// </summary>
internal static class JsonTables
{
    public static IReadOnlyDictionary<string, Table> Read(string file, string text, IReadOnlyList<TableShape> shapes, List<ImportMistake> mistakes)
    {
        var tables = new Dictionary<string, Table>();
        var octets = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(octets);
        try
        {
            Expect(ref reader, octets, JsonTokenType.StartObject, file, mistakes);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = At(ref reader, octets);
                var shape = shapes.FirstOrDefault(s => s.Name == name.Text);
                if (shape is null)
                {
                    mistakes.Add(new ImportMistake(file, name.Line, name.Column, $"\"{name.Text}\" is no table. Tables are: {string.Join(", ", shapes.Select(s => s.Name))}."));
                    reader.Skip();
                    continue;
                }

                Expect(ref reader, octets, JsonTokenType.StartArray, file, mistakes);
                tables[shape.Name] = new Table(file, Rows(ref reader, octets, file, shape, mistakes));
            }
        }
        catch (JsonException e)
        {
            // A mistake of form has been added where it is ours; the reader's own are added here.
            if (e.LineNumber is { } line)
            {
                mistakes.Add(new ImportMistake(file, (int)line + 1, (int)(e.BytePositionInLine ?? 0) + 1, e.Message.Split(" LineNumber")[0]));
            }
        }

        return tables;
    }

    private static List<TableRow> Rows(ref Utf8JsonReader reader, byte[] octets, string file, TableShape shape, List<ImportMistake> mistakes)
    {
        var rows = new List<TableRow>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = At(ref reader, octets);
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                mistakes.Add(new ImportMistake(file, start.Line, start.Column, $"A row of {shape.Name} must be an object."));
                reader.Skip();
                continue;
            }

            var (names, cells) = Fields(ref reader, octets);
            if (shape.Check(file, names.Count > 0 ? names : [start], mistakes))
            {
                rows.Add(new TableRow(file, start.Line, cells, mistakes));
            }
        }

        return rows;
    }

    private static (List<Cell> Names, Dictionary<string, Cell> Cells) Fields(ref Utf8JsonReader reader, byte[] octets)
    {
        var names = new List<Cell>();
        var cells = new Dictionary<string, Cell>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = At(ref reader, octets);
            names.Add(name);
            reader.Read();
            cells[name.Text.ToLowerInvariant()] = Value(ref reader, octets);
        }

        return (names, cells);
    }

    private static Cell Value(ref Utf8JsonReader reader, byte[] octets)
    {
        var first = At(ref reader, octets);
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return first;
        }

        var values = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(At(ref reader, octets).Text);
            reader.Skip();
        }

        return first with { Text = string.Join(';', values) };
    }

    private static void Expect(ref Utf8JsonReader reader, byte[] octets, JsonTokenType token, string file, List<ImportMistake> mistakes)
    {
        if (reader.Read() && reader.TokenType == token)
        {
            return;
        }

        var found = At(ref reader, octets);
        mistakes.Add(new ImportMistake(file, found.Line, found.Column, token == JsonTokenType.StartObject ? "The file must be one object with an array for each table." : "A table must be an array of rows."));
        throw new JsonException();
    }

    private static Cell At(ref Utf8JsonReader reader, byte[] octets)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.PropertyName or JsonTokenType.String => reader.GetString()!,
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Number => reader.GetDouble().ToString(CultureInfo.InvariantCulture),
            _ => "",
        };
        var before = octets.AsSpan(0, (int)reader.TokenStartIndex);
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new Cell(text, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
