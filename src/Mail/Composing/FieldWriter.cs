using System.Text;

namespace Touchpoints.Mail;

/// <summary>Writes header fields, folded between their words (RFC 5322 §2.2.3).</summary>
internal sealed class FieldWriter(bool utf8)
{
    /// <summary>A longer word of a text for people is encoded, since encoded words can be folded anywhere.</summary>
    public const int LongestShownWord = 75;

    /// <summary>A longer word of any field is encoded, in octets: a line must not have more than 998 (RFC 5322 §2.1.1).</summary>
    public const int LongestWord = 900;

    private const int LineLength = 76; // RFC 2047 §2, where a line holds an encoded word; 78 for others (RFC 5322 §2.1.1) would gain nothing
    private readonly StringBuilder _text = new();
    private int _column;
    private bool _afterEncodedWord;

    public override string ToString() => _text.ToString();

    public void Begin(string name)
    {
        _text.Append(name).Append(':');
        _column = name.Length + 1;
    }

    public void End() => _text.Append("\r\n");

    /// <summary>A word with a blank before it, on a new line where this one is full.</summary>
    public void Token(string token)
    {
        FoldUnless(_column + 1 + token.Length <= LineLength);
        _text.Append(' ').Append(token);
        _column += 1 + token.Length;
        _afterEncodedWord = false;
    }

    /// <summary>A text for people or machines (RFC 5322 §3.2.5): what ASCII cannot say becomes encoded words, from the first such word to the last.</summary>
    public void Unstructured(string name, string value, int longestWord)
    {
        var words = FieldCheck.Text(name, value).Split(' ');
        var (first, last) = EncodedRange(words, longestWord);
        Begin(name);
        if (value.Length > 0)
        {
            foreach (var word in first < 0 ? words : words[..first])
            {
                Token(word);
            }

            if (first >= 0)
            {
                Encoded(string.Join(' ', words[first..(last + 1)]));
                Array.ForEach(words[(last + 1)..], Token);
            }
        }

        End();
    }

    public void Ids(string name, IReadOnlyList<string> ids)
    {
        if (ids.Count > 0)
        {
            Begin(name);
            foreach (var id in ids)
            {
                Token($"<{FieldCheck.Id(name, id, utf8)}>");
            }

            End();
        }
    }

    public void Addresses(string name, IReadOnlyList<Recipient> recipients)
    {
        if (recipients.Count == 0)
        {
            return;
        }

        Begin(name);
        for (var at = 0; at < recipients.Count; at++)
        {
            var separator = at < recipients.Count - 1 ? "," : "";
            if (recipients[at] is Recipient.Group group)
            {
                Group(name, group, separator);
            }
            else
            {
                Mailbox(name, recipients[at].Members[0], separator);
            }
        }

        End();
    }

    /// <summary>A parameter of the field (RFC 2045 §5.1, RFC 2231).</summary>
    public void Parameter(string name, string value)
    {
        foreach (var piece in ParameterText.Of(name, value))
        {
            _text.Append(';');
            _column++;
            Token(piece);
        }
    }

    private void Group(string field, Recipient.Group group, string separator)
    {
        Phrase(field, group.Name);
        Glue(":");
        for (var at = 0; at < group.Addresses.Count; at++)
        {
            Mailbox(field, group.Addresses[at], at < group.Addresses.Count - 1 ? "," : ";" + separator);
        }

        if (group.Addresses.Count == 0)
        {
            Glue(";" + separator);
        }
    }

    private void Mailbox(string field, MailAddress mailbox, string separator)
    {
        var spec = AddressSpec.Of(field, mailbox.Address, utf8);
        if (mailbox.Name.Length == 0)
        {
            Token(spec + separator);
            return;
        }

        Phrase(field, mailbox.Name);
        Token($"<{spec}>{separator}");
    }

    // RFC 5322 §3.2.5: words of plain letters, a quoted string, or encoded words (RFC 2047 §5 rule 3).
    private void Phrase(string field, string name)
    {
        name = FieldCheck.Text(field, name);
        var quoted = $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        if (name.Split(' ').All(w => w.Length is > 0 and <= LongestShownWord && IsPlain(w) && w.All(AddressSpec.IsAtomText)))
        {
            Array.ForEach(name.Split(' '), Token);
        }
        else if (IsPlain(name) && quoted.Length <= LongestShownWord && name.Trim().Length > 0)
        {
            Token(quoted);
        }
        else
        {
            // Not every reader puts a name together again (Python's has blanks between the words of one): it is split only where it must be.
            FoldUnless(EncodedWordWriter.Fitting(name, LineLength - 1 - _column, EncodedWordWriter.IsBetterInBase64(name)) == name.Length);
            Encoded(name);
        }
    }

    // RFC 2047 §5 rule 3: a blank parts an encoded word from a special.
    private void Glue(string special)
    {
        if (_afterEncodedWord || _column + special.Length > LineLength)
        {
            Token(special);
        }
        else
        {
            _text.Append(special);
            _column += special.Length;
        }
    }

    // A blank that would be lost, at an end or beside another, leaves an empty word behind: it goes into an encoded word with its neighbours.
    private (int First, int Last) EncodedRange(string[] words, int longestWord)
    {
        var first = Array.FindIndex(words, w => NeedsEncoding(w, longestWord));
        var last = Array.FindLastIndex(words, w => NeedsEncoding(w, longestWord));
        return first < 0 ? (first, last)
            : (words[first].Length > 0 ? first : Math.Max(0, first - 1), words[last].Length > 0 ? last : Math.Min(words.Length - 1, last + 1));
    }

    private void FoldUnless(bool fits)
    {
        if (!fits && _column > 0)
        {
            _text.Append("\r\n");
            _column = 0;
        }
    }

    private bool NeedsEncoding(string word, int longest) => word.Length == 0 || !IsPlain(word) || Encoding.UTF8.GetByteCount(word) > longest;

    private bool IsPlain(string text) => (utf8 || Ascii.IsValid(text)) && !text.Contains("=?", StringComparison.Ordinal);

    private void Encoded(string text)
    {
        var base64 = EncodedWordWriter.IsBetterInBase64(text);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var length = EncodedWordWriter.Fitting(rest, LineLength - 1 - _column, base64);
            FoldUnless(length > 0);
            if (length > 0)
            {
                Token(EncodedWordWriter.Write(rest[..length], base64));
                rest = rest[length..];
            }
        }

        _afterEncodedWord = true;
    }
}
