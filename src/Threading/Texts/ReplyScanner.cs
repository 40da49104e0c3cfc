namespace Touchpoints.Threading;

/// <summary>
/// Sorts the lines of a body into new words, signature and old text. One pass: every line is looked at once by each rule, with a window of
/// a few lines ahead, so the time grows with the text and nothing else (reliability.md C21).
/// </summary>
internal sealed class ReplyScanner
{
    private const int OutlookRuler = 20;
    private const int ShortestWrapped = 60;
    private const int BlanksBelowHead = 2;

    private readonly List<TextLine> _lines;
    private readonly bool[] _isNew;
    private readonly bool[] _isCode;
    private string _cutBy = "";
    private bool _isInterleaved;

    private ReplyScanner(List<TextLine> lines)
    {
        _lines = lines;
        _isNew = new bool[lines.Count];
        Array.Fill(_isNew, true);
        _isCode = ReplyLines.Code(lines);
    }

    /// <summary>The three spans of a body.</summary>
    public static ShownText Scan(List<TextLine> lines) => new ReplyScanner(ReplyLines.Of(lines)).Run();

    private ShownText Run()
    {
        var top = Banners.Top(_lines);
        Drop(0, top);
        var end = FindCut(top);
        end = end < _lines.Count ? Banners.Above(_lines, end) : end;
        Drop(end, _lines.Count);
        var signature = Signatures.Start(_lines, NewWords(), end);
        var reply = Text(0, signature, wanted: true);
        if (reply.Length == 0)
        {
            return NothingNew(signature, end);
        }

        return new ShownText(reply, Text(signature, end, wanted: true), Text(0, _lines.Count, wanted: false)) { CutBy = _cutBy };
    }

    // B9, safety: a mail whose every word looks old is shown whole, unless only its signature is new and something is quoted.
    private ShownText NothingNew(int signature, int end)
    {
        var own = Text(signature, end, wanted: true);
        Array.Fill(_isNew, true);
        var whole = Text(0, _lines.Count, wanted: true);
        return new ShownText(whole, "", "") { CutBy = whole.Length == own.Length ? "" : "nothing-new" };
    }

    private int FindCut(int from)
    {
        for (var i = from; i < _lines.Count;)
        {
            if (_isCode[i] || (_lines[i].IsBlank && _lines[i].Mark is LineMark.None or LineMark.Signature))
            {
                i++;
            }
            else if (CutRule(i) is { } rule)
            {
                _cutBy = rule;
                return BeforeRuler(i);
            }
            else if (!_lines[i].IsQuoted && NotesHead.StartAt(_lines, i) is >= 0 and var head)
            {
                _cutBy = "header-block";
                return BeforeRuler(head);
            }
            else if (Quotation(i) is var (end, byRule, cut) && end > i)
            {
                if (cut)
                {
                    _cutBy = byRule;
                    return byRule == "attribution" ? BeforeRuler(i) : i;
                }

                i = end;
            }
            else
            {
                i++;
            }
        }

        return _lines.Count;
    }

    // From this line on everything is old, whatever stands below.
    private string? CutRule(int i)
    {
        var line = _lines[i];
        if (line.Mark == LineMark.Cut)
        {
            return "client-mark";
        }

        // What stands inside a quotation ends with it: there may be an answer below.
        if (line.IsQuoted)
        {
            return null;
        }

        return Separators.Of(line) switch
        {
            SeparatorKind.Own => "own-line",
            SeparatorKind.Original => "original-message",
            SeparatorKind.Forward => "forwarded-message",
            _ => HeaderBlock.At(_lines, i, IsBelowRuler(i) ? 2 : 3) is not null || HeaderBlock.IsDateAndPeople(_lines, i) ? "header-block" : null,
        };
    }

    // Outlook rules off what it quotes; two header lines are enough below that.
    private bool IsBelowRuler(int i) => i > 0 && _lines[i - 1].Bare.Length >= OutlookRuler && _lines[i - 1].Bare.IndexOfAnyExcept('_') < 0;

    // A quotation with its attribution, if one begins at this line: where it ends, by which rule, and whether all below is old too.
    private (int End, string Rule, bool Cut) Quotation(int i)
    {
        var head = i;
        while (head + 1 < _lines.Count && _lines[head].IsBlank && _lines[head + 1].Mark == _lines[i].Mark)
        {
            head++;
        }

        var attribution = Attribution.LinesAt(_lines, head);
        var start = SkipBlank(head + attribution);
        if (_lines[head].IsQuoted && _lines[head].Depth == 0 && (start >= _lines.Count || !_lines[start].IsQuoted))
        {
            // The attribution stands in the quotation's mark-up and its quotation was taken out: only it is old.
            (attribution, start) = (0, i);
        }

        if (start >= _lines.Count || !_lines[start].IsQuoted)
        {
            // An attribution above unmarked text: the program does not mark what it quotes.
            return attribution > 0 ? (_lines.Count, "attribution", true) : (i, "", false);
        }

        var end = QuotationEnd(start);
        var rule = attribution > 0 ? "attribution" : _lines[start].Mark == LineMark.None ? "quote-marks" : "client-mark";
        if (!HasOwnWords(end))
        {
            return (_lines.Count, rule, true);
        }

        if (attribution > 0 && IsOwnCitation(head, start, end))
        {
            return (end, rule, false);
        }

        // Answers below or between: an attributed piece in one block goes, pieces with answers between them stay as they are.
        if (!QuotesFollow(end) && (attribution > 0 || (rule == "client-mark" && !_isInterleaved && !IsOwnIndent(i, end))))
        {
            Drop(i, end);
            _cutBy = rule;
            return (end, rule, false);
        }

        _isInterleaved = true;
        if (attribution > 0)
        {
            Drop(i, start);
            _cutBy = "interleaved";
        }

        return (end, rule, false);
    }

    // People indent what they cite, too: "The law says:" and the indent below it. Nobody else is named above it.
    private bool IsOwnIndent(int from, int end)
    {
        var above = from - 1;
        while (above >= 0 && _lines[above].IsBlank)
        {
            above--;
        }

        return above >= 0 && _isNew[above] && _lines[above].Bare[^1] is ':' or '：' or ',' or '…' && !_lines.GetRange(from, end - from).Exists(l => l.Mark != LineMark.Indent);
    }

    // "The minister said:" and an indent, with words of the writer below: whom a program quotes it names with a date or an address.
    private bool IsOwnCitation(int head, int start, int end)
        => start == head + 1 && _lines[head].Bare[^1] is ':' or '：' && !Attribution.HasDate(_lines[head].Bare) && !_lines[head].Bare.Contains('@') && _lines[start..end].TrueForAll(l => l.Mark == LineMark.Indent);

    private int QuotationEnd(int start)
    {
        var end = start;
        for (var i = start; i < _lines.Count; i++)
        {
            if (_lines[i].IsQuoted)
            {
                end = i + 1;
            }
            else if (!_lines[i].IsBlank && !IsTornLine(i))
            {
                break;
            }
        }

        return end;
    }

    // A program that wraps what it quotes tears single lines off: quoted directly above and directly below, and no room above for the first word,
    // or the rest of an address of the web. Else it is an answer.
    private bool IsTornLine(int i)
    {
        if (i == 0 || i + 1 >= _lines.Count || _lines[i - 1].Depth == 0 || _lines[i + 1].Depth == 0)
        {
            return false;
        }

        var torn = _lines[i].Bare;
        var blank = torn.IndexOf(' ');
        return _lines[i - 1].Raw.Length + (blank < 0 ? torn.Length : blank) >= ShortestWrapped || torn.Contains("://", StringComparison.Ordinal) || (blank < 0 && torn[^1] is ')' or '>');
    }

    private bool HasOwnWords(int from)
    {
        var isSignature = false;
        for (var i = from; i < _lines.Count; i++)
        {
            isSignature |= Signatures.IsDelimiter(_lines[i]) || Signatures.IsListFooter(_lines, i) || (!_lines[i].IsBlank && ProgramLines.Is(_lines, i, isLast: SkipBlank(i + 1) >= _lines.Count));
            if (isSignature || _lines[i].IsBlank || _lines[i].Mark == LineMark.Signature || _lines[i].IsQuoted)
            {
                continue;
            }

            return true;
        }

        return false;
    }

    private bool QuotesFollow(int from)
    {
        for (var i = from; i < _lines.Count; i++)
        {
            if (_lines[i].IsQuoted && !_lines[i].IsBlank)
            {
                return true;
            }
        }

        return false;
    }

    private int SkipBlank(int i)
    {
        while (i < _lines.Count && _lines[i].IsBlank && !_lines[i].IsQuoted)
        {
            i++;
        }

        return i;
    }

    // Outlook draws a line of underscores above the header lines. And a run of quotations directly above what is cut is old too.
    private int BeforeRuler(int i)
    {
        var at = i;
        while (at > 0 && (_lines[at - 1].IsBlank || Separators.IsRuler(_lines[at - 1]) || (_lines[at - 1].IsQuoted && _lines[at - 1].Mark != LineMark.Indent)))
        {
            at--;
        }

        // "-------- Оригинално писмо --------" in whatever language.
        if (_cutBy == "header-block" && at > 0 && i - at <= BlanksBelowHead && _lines[at - 1].Bare.StartsWith("-----", StringComparison.Ordinal) && Separators.IsWordsBetweenRulers(_lines[at - 1]))
        {
            return BeforeRuler(at - 1);
        }

        // Yandex writes To and Subject between its ruler and the line that names the writer.
        var labels = at;
        while (labels > 0 && HeaderLabels.Read(_lines[labels - 1], out _).Length > 0)
        {
            labels--;
        }

        return labels < at && labels > 0 && Separators.IsRuler(_lines[labels - 1]) ? BeforeRuler(labels) : at;
    }

    private void Drop(int from, int to) => Array.Fill(_isNew, false, from, to - from);

    private bool[] NewWords()
    {
        var words = new bool[_lines.Count];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = _isNew[i] && !_isCode[i];
        }

        return words;
    }

    private string Text(int from, int to, bool wanted) => ReplyPieces.Text(_lines, _isNew, from..to, wanted);
}
