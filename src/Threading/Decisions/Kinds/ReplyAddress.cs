using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Touchpoints.Threading;

/// <summary>
/// A thread's own Reply-To, <c>reply+&lt;token&gt;@domain</c>, and the Message-ID of what we send, <c>&lt;t.kk.i.m@domain&gt;</c>. Both carry a
/// 64-bit id and a 128-bit keyed check over it (reliability.md E.1), so that one is believed only when we made it. Case is ignored, because some
/// servers lower-case local parts and some people's programs upper-case them.
/// </summary>
public static class ReplyAddress
{
    private const int KeyDigits = 2;
    private const int IdDigits = 13;
    private const int CheckDigits = 26;
    private const int TokenLength = 1 + KeyDigits + IdDigits + CheckDigits;
    private const string Version = "a";
    private static readonly ReplyAddressReading.NotOurs s_notOurs = new();

    /// <summary>The reply address of that id, on the present reply domain, checked by the active key.</summary>
    /// <exception cref="InvalidOperationException">The policy has no reply domain, or its ring has no active key.</exception>
    public static string Make(ReplyAddressId id, Policy policy)
    {
        var (domain, key, digits) = Parts(id, policy);
        return $"{policy.ReplyLocalPart}+{Version}{digits}{Check("reply", digits, domain, policy.InstanceId, key)}@{domain}";
    }

    /// <summary>The Message-ID under which mail of that reply address is sent. <paramref name="id"/> as in <see cref="Make"/>.</summary>
    /// <exception cref="InvalidOperationException">The policy has no reply domain, or its ring has no active key.</exception>
    public static MessageId MakeMessageId(ReplyAddressId id, Policy policy)
    {
        var (domain, key, digits) = Parts(id, policy);
        return new MessageId($"t.{digits[..KeyDigits]}.{digits[KeyDigits..]}.{Check("t", digits, domain, policy.InstanceId, key)}@{domain}");
    }

    /// <summary>
    /// What an address is to us: shape first, then the keyed check in constant time, and no look-up at all. Total for any text.
    /// </summary>
    public static ReplyAddressReading Read(string address, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(policy);
        if (TokenOf(address, policy) is not var (token, domain))
        {
            return s_notOurs;
        }

        return token.Length == TokenLength && token.StartsWith(Version, StringComparison.Ordinal) && Verified("reply", token[1..], domain, policy) is { } id
            ? new ReplyAddressReading.Valid(id)
            : new ReplyAddressReading.Malformed();
    }

    /// <summary>True for what <see cref="Read"/> does not call somebody else's; the check is not asked.</summary>
    internal static bool LooksOurs(string address, Policy policy) => TokenOf(address, policy) is not null;

    // Null for somebody else's address. A token may be of any length: that of a damaged address, or none.
    private static (string Token, string Domain)? TokenOf(string address, Policy policy)
    {
        var key = AddressKey.OfAscii(address);
        var at = key.LastIndexOf('@');
        if (at < 0 || !Contains(policy.ReplyDomains, key.AsSpan(at + 1)))
        {
            return null;
        }

        // A renamed local part still matches (S021): the token says it all. Without one it is only asked whether somebody meant a reply address.
        var local = key.AsSpan(0, at);
        var plus = local.IndexOf('+');
        var token = plus < 0 ? [] : local[(plus + 1)..];
        return token.Length == TokenLength || (plus < 0 ? local : local[..plus]).Equals(policy.ReplyLocalPart, StringComparison.OrdinalIgnoreCase)
            ? (token.ToString(), key[(at + 1)..])
            : null;
    }

    /// <summary>The id inside a Message-ID that we made, or null for every other.</summary>
    public static ReplyAddressId? ReadMessageId(MessageId messageId, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var value = messageId.Value;
        const int Length = 2 + KeyDigits + 1 + IdDigits + 1 + CheckDigits;
        if (value is null || value.Length <= Length + 1 || value[Length] != '@' || value[0] is not ('t' or 'T') || value[1] != '.'
            || value[2 + KeyDigits] != '.' || value[3 + KeyDigits + IdDigits] != '.')
        {
            return null;
        }

        var text = AddressKey.OfAscii(value);
        if (text.Length != value.Length || !Contains(policy.ReplyDomains, text.AsSpan(Length + 1)))
        {
            return null;
        }

        var digits = string.Concat(text.AsSpan(2, KeyDigits), text.AsSpan(3 + KeyDigits, IdDigits), text.AsSpan(Length - CheckDigits, CheckDigits));
        return Verified("t", digits, text[(Length + 1)..], policy);
    }

    private static ReplyAddressId? Verified(string purpose, string digits, string domain, Policy policy)
    {
        if (Number(digits.AsSpan(0, KeyDigits)) is not { } keyId || Number(digits.AsSpan(KeyDigits, IdDigits)) is not { } id
            || !policy.ReplyKeys.Keys.TryGetValue((int)keyId, out var key))
        {
            return null;
        }

        // The check is compared as text: base32 would let the two spare bits of its last digit be anything.
        var expected = Check(purpose, digits[..(KeyDigits + IdDigits)], domain, policy.InstanceId, key);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(digits[(KeyDigits + IdDigits)..]))
            ? new ReplyAddressId(unchecked((long)(ulong)(id >> 1)))
            : null;
    }

    private static UInt128? Number(ReadOnlySpan<char> digits)
    {
        UInt128 number = 0;
        foreach (var c in digits)
        {
            if (Base32.Digit(c) is not (>= 0 and var digit))
            {
                return null;
            }

            number = (number << 5) | (uint)digit;
        }

        return number;
    }

    private static string Check(string purpose, string digits, string domain, string instance, ReadOnlyMemory<byte> key)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(purpose + Version + digits + instance + domain), mac);
        Span<char> text = stackalloc char[CheckDigits];
        Base32.Encode(mac[..16], text);
        return new string(text);
    }

    private static (string Domain, ReadOnlyMemory<byte> Key, string Digits) Parts(ReplyAddressId id, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.ReplyDomains.Count == 0)
        {
            throw new InvalidOperationException("No reply address can be made: the setting ReplyDomains is empty. Add a domain whose mail arrives in a mailbox of ours.");
        }

        var ring = policy.ReplyKeys;
        if (!ring.Keys.TryGetValue(ring.Active, out var key))
        {
            throw new InvalidOperationException($"No reply address can be made: key {ring.Active} is the active one and is not in the key file (setting ReplyKeyFile).");
        }

        Span<char> digits = stackalloc char[KeyDigits + IdDigits];
        digits[0] = Base32.Letter(ring.Active >> 5);
        digits[1] = Base32.Letter(ring.Active & 31);
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(octets, id.Value);
        Base32.Encode(octets, digits[KeyDigits..]);
        return (AddressKey.OfAscii(policy.ReplyDomains[0]), key, new string(digits));
    }

    private static bool Contains(IReadOnlyList<string> domains, ReadOnlySpan<char> domain)
    {
        foreach (var candidate in domains)
        {
            if (domain.Equals(candidate, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What an address is to us. A closed set.</summary>
public abstract record ReplyAddressReading
{
    private ReplyAddressReading()
    {
    }

    /// <summary>We made it; whether it exists and is not revoked, the store knows.</summary>
    public sealed record Valid(ReplyAddressId Id) : ReplyAddressReading;

    /// <summary>It looks like a reply address of ours, but its check is wrong: damaged on the way, or forged.</summary>
    public sealed record Malformed : ReplyAddressReading;

    /// <summary>Somebody else's address.</summary>
    public sealed record NotOurs : ReplyAddressReading;
}
