using System.Buffers;

namespace Touchpoints.Mail;

/// <summary>Characters put together without a string for every step.</summary>
internal ref struct CharBuffer
{
    private char[]? _rented;
    private Span<char> _chars;
    private int _length;

    public CharBuffer(Span<char> first)
    {
        _chars = first;
    }

    public readonly int Length => _length;

    public readonly ReadOnlySpan<char> Text => _chars[.._length];

    public void Append(char one)
    {
        if (_length == _chars.Length)
        {
            Grow(1);
        }

        _chars[_length++] = one;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _chars.Length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars[_length..]);
        _length += text.Length;
    }

    public void Clear() => _length = 0;

    public void Cut(int length) => _length = length;

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
            _rented = null;
        }
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(_chars.Length * 2, _length + more));
        _chars[.._length].CopyTo(larger);
        Dispose();
        _rented = larger;
        _chars = larger;
    }
}
