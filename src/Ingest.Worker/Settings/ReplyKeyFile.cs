using System.Globalization;
using System.Security.Cryptography;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// The file with the keys of reply addresses (reliability.md E.1): a line "id base64" each, the last one makes new addresses, all of them
/// check. Losing it makes every reply address that was ever given out invalid: back it up with the database.
/// </summary>
internal static class ReplyKeyFile
{
    private const int KeyOctets = 32;
    private const int MaxId = 1023;

    /// <summary>Reads the keys; where there is no file, makes one when asked to, else the ring is empty.</summary>
    /// <exception cref="StoreException">The file cannot be read or written, or is no key file.</exception>
    public static ReplyKeyRing Read(string path, bool makeWhenMissing)
    {
        try
        {
            if (!File.Exists(path))
            {
                if (!makeWhenMissing)
                {
                    return ReplyKeyRing.Empty;
                }

                // Half a file would be taken for one without keys, and every reply address made from then on would be invalid.
                DurableFile.Write(path, $"0 {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyOctets))}\n", replace: false);
            }

            return Parse(path, File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreProblem.NotWritable, $"The reply key file {path} cannot be used: {e.Message} Give the worker's user access to it, or set Touchpoints:ReplyKeyFile.", e);
        }
    }

    private static ReplyKeyRing Parse(string path, string[] lines)
    {
        var keys = new Dictionary<int, ReadOnlyMemory<byte>>();
        var active = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            if (words.Length != 2 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out active) || active > MaxId || Key(words[1]) is not { } key)
            {
                throw new StoreException(StoreProblem.Damaged, $"The reply key file {path} is damaged in line {i + 1}: a line is an id (0 to {MaxId}), a blank and a key of {KeyOctets} octets in base64. Restore it from a backup; without its keys the reply addresses given out so far are invalid.");
            }

            keys[active] = key;
        }

        return keys.Count == 0 ? ReplyKeyRing.Empty : new ReplyKeyRing(active, keys);
    }

    private static byte[]? Key(string base64)
    {
        var key = new byte[KeyOctets];
        return Convert.TryFromBase64String(base64, key, out var length) && length == KeyOctets ? key : null;
    }
}
