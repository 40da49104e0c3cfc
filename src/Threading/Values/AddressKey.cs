namespace Touchpoints.Threading;

/// <summary>The one way in which addresses are made comparable, for mail, directory and settings alike.</summary>
public static class AddressKey
{
    /// <summary>Lower case, without quotes, blanks and angle brackets (behaviour.md B2.2). Empty in, empty out.</summary>
    public static string Of(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        foreach (var c in address)
        {
            if (c is '"' or ' ' or '\t' or '<' or '>' or '\\' || char.IsUpper(c))
            {
                return string.Concat(address.Where(x => x is not ('"' or ' ' or '\t' or '<' or '>' or '\\'))).ToLowerInvariant();
            }
        }

        return address;
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

        return $"{local}@{domain}";
    }
}
