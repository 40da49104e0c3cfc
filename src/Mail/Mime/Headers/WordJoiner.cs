using System.Buffers;

namespace Touchpoints.Mail;

/// <summary>Puts plain text and encoded words together.</summary>
internal ref struct WordJoiner(int length, MailLimits limits, DefectList defects)
{
    private readonly byte[] _octets = ArrayPool<byte>.Shared.Rent((length * 3) + 8);
    private CharBuffer _text = new([]);
    private ReadOnlySpan<char> _charset;
    private int _waiting;
    private int _count;
    private bool _afterWord;

    public readonly bool Full => _count >= limits.EncodedWords;

    public void Plain(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            Flush();
            _text.Append(text);
            _afterWord = false;
        }
    }

    public void Word(ReadOnlySpan<char> before, EncodedWord word)
    {
        if (!_afterWord || !before.IsWhiteSpace())
        {
            Plain(before);
        }

        if (!Charsets.Same(word.Charset, _charset))
        {
            Flush();
            _charset = word.Charset;
        }

        if (!word.Terminated)
        {
            defects.Add(Defects.BrokenEncodedWord);
        }

        if (++_count == limits.EncodedWords)
        {
            defects.Add(Defects.LimitEncodedWords);
        }

        _waiting += word.Decode(_octets.AsSpan(_waiting));
        _afterWord = true;
    }

    public string Finish()
    {
        Flush();
        return _text.Text.ToString();
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_octets);
        _text.Dispose();
    }

    private void Flush()
    {
        if (_waiting == 0)
        {
            return;
        }

        var text = TextDecoder.Decode(_octets.AsSpan(0, _waiting), _charset, Charsets.Windows1252, defects);
        foreach (var c in text)
        {
            // RFC 2047 §5: an encoded word must not smuggle line ends or other controls into a field.
            _text.Append(c < ' ' ? ' ' : c);
        }

        _waiting = 0;
    }
}
