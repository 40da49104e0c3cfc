using System.Text;
using System.Security.Cryptography;

namespace Touchpoints.Threading;

/// <summary>
/// The new words of a mail as they are compared with those of an earlier automatic reply (behaviour.md B2.1 M10): letters and digits only, small, so that neither
/// line ends nor another client's spacing make them others.
/// </summary>
internal static class AutomaticWords
{
    // People say a short thing twice, and a machine may have said it too.
    private const int Fewest = 20;

    /// <summary>A hash of them, or nothing when they are too few to tell a machine by.</summary>
    public static ReadOnlyMemory<byte> HashOf(MailContent content)
    {
        var words = new StringBuilder();
        foreach (var c in (content.Shown ?? ReplyText.Of(content)).Reply)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                words.Append(char.ToLowerInvariant(c));
            }
        }

        return words.Length < Fewest ? default : SHA256.HashData(Encoding.Unicode.GetBytes(words.ToString()));
    }
}
