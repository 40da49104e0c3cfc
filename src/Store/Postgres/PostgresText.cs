namespace Touchpoints.Store;

/// <summary>What PostgreSQL takes as text: no U+0000, and no half of a surrogate pair. Mail has both.</summary>
internal static class PostgresText
{
    /// <summary>The text with U+FFFD in place of each, as SQLite keeps halves too.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        return string.Create(text.Length, text, static (clean, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
                if (isPair)
                {
                    clean[i] = text[i];
                    i++;
                    clean[i] = text[i];
                }
                else
                {
                    clean[i] = text[i] == '\0' || char.IsSurrogate(text[i]) ? '\uFFFD' : text[i];
                }
            }
        });
    }
}
