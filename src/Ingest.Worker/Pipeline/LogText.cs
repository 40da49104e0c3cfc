namespace Touchpoints.Ingest;

/// <summary>Text of others in the log: at most 256 characters, none that a terminal or a line reader would obey (reliability.md E.5).</summary>
internal static class LogText
{
    private const int MaxLength = 256;

    public static string Of(string text)
    {
        var isPlain = text.Length <= MaxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
        return isPlain ? text : string.Create(Math.Min(text.Length, MaxLength), text, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
            }
        });
    }
}
