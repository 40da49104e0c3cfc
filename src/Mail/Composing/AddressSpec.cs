using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>An addr-spec (RFC 5322 §3.4.1) as it stands in a field; never what was given, always what was understood of it.</summary>
internal static class AddressSpec
{
    private const int Longest = 320; // RFC 5321 §4.5.3.1: 64, "@", 255
    private static readonly IdnMapping s_idn = new();

    public static string Of(string field, string address, bool utf8)
    {
        FieldCheck.Text(field, address);
        var at = address.LastIndexOf('@');
        if (at < 1 || address.Length > Longest)
        {
            throw Refused(field, address, "it is no local part, @ and domain");
        }

        return $"{Local(field, address, address[..at], utf8)}@{Domain(field, address[(at + 1)..], utf8)}";
    }

    /// <summary>A domain, or an address literal in brackets.</summary>
    public static string Domain(string field, string domain, bool utf8)
    {
        FieldCheck.Text(field, domain);
        if (domain is ['[', .. var literal, ']'] && !literal.AsSpan().ContainsAnyExceptInRange('!', '~') && !literal.AsSpan().ContainsAny("[]\\"))
        {
            return domain;
        }

        var name = domain;
        if (!utf8 && !Ascii.IsValid(domain))
        {
            try
            {
                name = s_idn.GetAscii(domain);
            }
            catch (ArgumentException)
            {
                throw Refused(field, domain, "its domain has no ASCII form (RFC 5891)");
            }
        }

        return IsDotAtom(name) ? name : throw Refused(field, domain, "its domain is none");
    }

    /// <summary>True for what may stand in a word without quotes (RFC 5322 §3.2.3, RFC 6532 §3.2).</summary>
    public static bool IsAtomText(char c) => char.IsAsciiLetterOrDigit(c) || c >= 0x80 || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);

    private static string Local(string field, string address, string local, bool utf8)
    {
        if (!utf8 && !Ascii.IsValid(local))
        {
            throw Refused(field, address, "its local part is not ASCII, which only a server with SMTPUTF8 takes (RFC 6531): set Utf8Headers for such a server");
        }

        if (IsDotAtom(local) || IsQuoted(local))
        {
            return local;
        }

        // "a..b@x" and "a.@x" exist; between quotes they are written rightly and mean the same.
        return local.All(c => c == '.' || IsAtomText(c)) ? $"\"{local}\"" : throw Refused(field, address, "its local part needs quotes");
    }

    private static bool IsDotAtom(string text) => text.Split('.').All(atom => atom.Length > 0 && atom.All(IsAtomText));

    private static bool IsQuoted(string local)
    {
        if (local is not ['"', .. var inside, '"'])
        {
            return false;
        }

        for (var at = 0; at < inside.Length; at++)
        {
            if (inside[at] == '"' || (inside[at] == '\\' && ++at == inside.Length))
            {
                return false;
            }
        }

        return true;
    }

    private static MailDraftException Refused(string field, string value, string why) =>
        new(field, $"\"{FieldCheck.Shown(value)}\" is no address that can be written: {why} (RFC 5322 §3.4.1).");
}
