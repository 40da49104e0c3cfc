using System.Text;

namespace Touchpoints.Mail;

/// <summary>What RTF holds: text, or the HTML that Outlook put into it.</summary>
internal readonly record struct RtfContent(string Text, bool IsHtml);

/// <summary>
/// RTF as text (RTF 1.9.1), or as the HTML or text that was encapsulated in it (MS-OXRTFEX). One pass; groups are a list and no call, and
/// below a depth that no program writes they are not told apart.
/// </summary>
internal ref struct RtfReader
{
    private const int MostGroups = 500;

    private readonly int _most;
    private readonly List<RtfGroup> _groups = [];
    private readonly RtfFonts _fonts = new();
    private readonly StringBuilder _text = new();
    private readonly List<byte> _octets = [];
    private RtfScanner _scanner;
    private RtfGroup _group = new() { Unicode = 1, Font = -1 };
    private int _deeper;
    private int _toSkip;
    private bool _isHtml;
    private bool _isFirst;

    private RtfReader(ReadOnlySpan<byte> rtf, int most)
    {
        _scanner = new RtfScanner(rtf);
        _most = most;
    }

    public static RtfContent Read(ReadOnlySpan<byte> rtf, int most)
    {
        var reader = new RtfReader(rtf, most);
        reader.ReadAll();
        var text = reader._text.ToString();
        return new RtfContent(reader._isHtml ? text.Trim('\n') : text.TrimEnd(), reader._isHtml);
    }

    private void ReadAll()
    {
        for (var piece = _scanner.Next(); piece != RtfPiece.End && _text.Length < _most; piece = _scanner.Next())
        {
            switch (piece)
            {
                case RtfPiece.Open:
                    Open();
                    break;
                case RtfPiece.Close:
                    Close();
                    break;
                case RtfPiece.Word:
                    Word();
                    break;
                default:
                    Octet(_scanner.Octet);
                    break;
            }
        }

        Flush();
    }

    private void Open()
    {
        Flush();
        _toSkip = 0;
        _isFirst = true;
        if (_groups.Count < MostGroups)
        {
            _groups.Add(_group);
        }
        else
        {
            _deeper++;
        }
    }

    private void Close()
    {
        Flush();
        _toSkip = 0;
        _isFirst = false;
        if (_deeper > 0)
        {
            _deeper--;
        }
        else if (_groups.Count > 0)
        {
            _group = _groups[^1];
            _groups.RemoveAt(_groups.Count - 1);
        }
    }

    private void Octet(byte octet)
    {
        _isFirst = false;
        if (_toSkip > 0)
        {
            _toSkip--; // stands for the \u before it, for readers without Unicode
        }
        else if (!_group.IsHidden)
        {
            _octets.Add(octet);
        }
    }

    private void Word()
    {
        var word = _scanner.Word;
        var number = _scanner.Number;
        var wasFirst = _isFirst;
        _isFirst = wasFirst && word is [(byte)'*'];
        if (word is [(byte)'*'])
        {
            _group.IsOptional = true;
            return;
        }

        if (_toSkip > 0)
        {
            _toSkip--;
            return;
        }

        if (wasFirst && Destination(word))
        {
            return;
        }

        if (word.SequenceEqual("u"u8) && number is { } unit)
        {
            Flush();
            Put((char)(ushort)unit);
            _toSkip = _group.Unicode;
        }
        else if (!Setting(word, number) && RtfWords.Text(word, _isHtml) is { Length: > 0 } text)
        {
            Flush();
            foreach (var c in text)
            {
                Put(c);
            }
        }
    }

    // A group whose first word names what it is: all of them but the encapsulated HTML are no text.
    private bool Destination(ReadOnlySpan<byte> word)
    {
        if (_isHtml && word.SequenceEqual("htmltag"u8))
        {
            (_group.IsHidden, _group.IsOptional) = (false, false);
            return true;
        }

        if (word.SequenceEqual("fonttbl"u8))
        {
            (_group.IsHidden, _group.IsFonts) = (true, true);
            return true;
        }

        if (_group.IsOptional || RtfWords.IsDestination(word))
        {
            _group.IsOptional = false;
            _group.IsHidden = true;
            return true;
        }

        return false;
    }

    private bool Setting(ReadOnlySpan<byte> word, int? number)
    {
        if (word.SequenceEqual("fromhtml"u8))
        {
            _isHtml = true;
        }
        else if (word.SequenceEqual("htmlrtf"u8))
        {
            Flush();
            _group.IsHidden = number is not 0;
        }
        else if (word.SequenceEqual("uc"u8))
        {
            _group.Unicode = Math.Clamp(number ?? 1, 0, 16);
        }
        else if (word.SequenceEqual("ansicpg"u8))
        {
            Flush();
            _fonts.Default = MapiStrings.Page((uint)(number ?? 0)) ?? _fonts.Default;
        }
        else if (word is [(byte)'f'] || word.SequenceEqual("plain"u8))
        {
            Flush();
            _group.Font = word.Length == 1 ? number ?? 0 : -1;
        }
        else if (word.SequenceEqual("fcharset"u8))
        {
            _fonts.Set(_group.IsFonts ? _group.Font : -1, number ?? 0);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void Flush()
    {
        if (_octets.Count > 0)
        {
            _text.Append(_fonts.Encoding(_group.Font).GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_octets)));
            _octets.Clear();
        }
    }

    private readonly void Put(char c)
    {
        if (!_group.IsHidden)
        {
            _text.Append(c);
        }
    }
}

/// <summary>What holds until a group ends.</summary>
internal struct RtfGroup
{
    public int Unicode;
    public int Font;
    public bool IsHidden;
    public bool IsOptional;
    public bool IsFonts;
}
