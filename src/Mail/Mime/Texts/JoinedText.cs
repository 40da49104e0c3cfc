using System.Text;

namespace Touchpoints.Mail;

/// <summary>The bodies of a mail one below the other. Most mail has one, which is taken as it is; thousands are not copied again for each.</summary>
internal sealed class JoinedText
{
    private string? _first;
    private StringBuilder? _all;

    public int Length => _all?.Length ?? _first?.Length ?? 0;

    public void Add(string text)
    {
        if (string.IsNullOrEmpty(_first))
        {
            _first = text;
            return;
        }

        _all ??= new StringBuilder(_first);
        if (_all[^1] != '\n')
        {
            _all.Append('\n');
        }

        _all.Append(text);
    }

    /// <summary>All of it; null when there was no body.</summary>
    public string? Text() => _all?.ToString() ?? _first;
}
