using System.Text;

namespace Touchpoints.Ingest;

/// <summary>A field of a table and where it stands; both count from 1, columns in characters.</summary>
internal sealed record Cell(string Text, int Line, int Column);

/// <summary>A mistake in a file to import.</summary>
internal sealed record ImportMistake(string File, int Line, int Column, string What)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {What}";
}

/// <summary>Reads comma-separated values (RFC 4180). LF alone ends a line as well as CR LF does; empty lines are passed over.</summary>
internal sealed class CsvReader(string file, string text, List<ImportMistake> mistakes)
{
    private int _at = text.StartsWith('\ufeff') ? 1 : 0;
    private int _line = 1;
    private int _lineStart = text.StartsWith('\ufeff') ? 1 : 0;

    private int Column => _at - _lineStart + 1;

    public IEnumerable<IReadOnlyList<Cell>> Rows()
    {
        while (_at < text.Length)
        {
            var row = Row();
            if (row.Count > 1 || row[0].Text.Length > 0)
            {
                yield return row;
            }
        }
    }

    private List<Cell> Row()
    {
        var cells = new List<Cell>();
        while (true)
        {
            cells.Add(_at < text.Length && text[_at] == '"' ? Quoted() : Bare());
            if (_at < text.Length && text[_at] == ',')
            {
                _at++;
                continue;
            }

            EndLine();
            return cells;
        }
    }

    private Cell Bare()
    {
        var (line, column, start) = (_line, Column, _at);
        while (_at < text.Length && text[_at] is not (',' or '\r' or '\n'))
        {
            if (text[_at] == '"')
            {
                Mistake("A quote inside a field: put the whole field in quotes, and write each quote in it twice.");
            }

            _at++;
        }

        return new Cell(text[start.._at].Trim(), line, column);
    }

    private Cell Quoted()
    {
        var (line, column) = (_line, Column);
        var value = new StringBuilder();
        _at++;
        while (_at < text.Length && (text[_at] != '"' || (_at + 1 < text.Length && text[_at + 1] == '"')))
        {
            var c = text[_at];
            _at += c == '"' ? 2 : 1;
            value.Append(c);
            if (c == '\n')
            {
                (_line, _lineStart) = (_line + 1, _at);
            }
        }

        if (_at == text.Length)
        {
            mistakes.Add(new ImportMistake(file, line, column, "This quote is never closed."));
            return new Cell(value.ToString(), line, column);
        }

        _at++;
        SkipToSeparator();
        return new Cell(value.ToString(), line, column);
    }

    private void SkipToSeparator()
    {
        var said = false;
        while (_at < text.Length && text[_at] is not (',' or '\r' or '\n'))
        {
            if (!said && text[_at] != ' ')
            {
                Mistake("Text behind the closing quote of a field.");
                said = true;
            }

            _at++;
        }
    }

    private void EndLine()
    {
        if (_at < text.Length && text[_at] == '\r')
        {
            _at++;
        }

        if (_at < text.Length && text[_at] == '\n')
        {
            _at++;
        }

        (_line, _lineStart) = (_line + 1, _at);
    }

    private void Mistake(string what) => mistakes.Add(new ImportMistake(file, _line, Column, what));
}
