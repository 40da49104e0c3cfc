using System.Buffers;
using System.Globalization;

namespace Touchpoints.Threading;

/// <summary>The one way in which addresses are made comparable, for mail, directory and settings alike.</summary>
public static class AddressKey
{
    private static readonly SearchValues<char> s_dropped = SearchValues.Create("\" \t<>\\");

    // What nearly every address is made of and nothing is done to.
    private static readonly SearchValues<char> s_kept = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+,-./:;=?@[]^_`{|}~()");

    /// <summary>
    /// Lower case, without quotes, blanks and angle brackets, the domain as A-labels (behaviour.md B2.2). Empty in, empty out.
    /// </summary>
    public static string Of(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.AsSpan().ContainsAnyExcept(s_kept))
        {
            return address;
        }

        var key = Stripped(address).ToLowerInvariant();
        return System.Text.Ascii.IsValid(address) ? key : WithALabels(key);
    }

    /// <summary>As <see cref="Of"/>, but only A to Z are lowered: no letter of another script becomes an ASCII one. For keyed addresses.</summary>
    internal static string OfAscii(string address)
    {
        var text = Stripped(address);
        if (!text.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            return text;
        }

        return string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
            }
        });
    }

    /// <summary>
    /// The key with its sub-address removed and, for Gmail, without dots and under gmail.com (behaviour.md B7.2 rank 3).
    /// </summary>
    public static string Normalised(string address)
    {
        var key = Of(address);
        var at = key.LastIndexOf('@');
        if (at < 0)
        {
            return key;
        }

        var local = key[..at];
        var domain = key[(at + 1)..];
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        local = plus > 0 ? local[..plus] : local;
        if (domain is "gmail.com" or "googlemail.com")
        {
            return $"{local.Replace(".", "", StringComparison.Ordinal)}@gmail.com";
        }

        return local.Length == at ? key : $"{local}@{domain}";
    }

    private static string Stripped(string address)
    {
        if (!address.AsSpan().ContainsAny(s_dropped))
        {
            return address;
        }

        var kept = 0;
        Span<char> buffer = address.Length <= 512 ? stackalloc char[address.Length] : new char[address.Length];
        foreach (var c in address)
        {
            if (!s_dropped.Contains(c))
            {
                buffer[kept++] = c;
            }
        }

        return new string(buffer[..kept]);
    }

    /// <summary>The domain (all of it where there is no "@") in A-label form (RFC 5890 §2.3.2.1); one that has none stays as it came.</summary>
    public static string WithALabels(string key)
    {
        var at = key.LastIndexOf('@');
        try
        {
            return string.Concat(key.AsSpan(0, at + 1), new IdnMapping().GetAscii(key[(at + 1)..]));
        }
        catch (ArgumentException)
        {
            return key; // no domain name at all: compared as it stands
        }
    }
}
