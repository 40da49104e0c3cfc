namespace Touchpoints.Threading;

/// <summary>What the words of a mail system mean, as an enhanced status code (bounce-reasons.tsv).</summary>
internal static class BounceReasons
{
    private static readonly (string Code, string[] Words)[] Rows =
        [.. DataFile.Rows("bounce-reasons", 2).Select(r => (r[0], DataFile.Values(r[1].ToLowerInvariant())))];

    /// <summary>
    /// The code that a lower-case text means, or null when it says nothing known. A server that said by its reply code that it is for good, or for now
    /// (<paramref name="replyClass"/> '5' or '4'), is believed in that.
    /// </summary>
    public static string? Code(string text, char replyClass)
    {
        var code = Array.Find(Rows, row => Array.Exists(row.Words, word => text.Contains(word, StringComparison.Ordinal))).Code;
        return code is null || replyClass == '\0' ? code : replyClass + code[1..];
    }
}
