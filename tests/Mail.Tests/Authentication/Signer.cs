using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Touchpoints.Mail.Tests;

/// <summary>Signs test mail (CRLF, characters up to 255 are octets). Written on strings and apart from the verifier, so that both cannot be wrong in the same way.</summary>
internal sealed class Signer(RSA key)
{
    public const string Tags = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=brand.example; s=k1; h=from:to:subject";
    public const string KeyName = "k1._domainkey.brand.example";
    public static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Made once: keys take long to make.</summary>
    public static Signer Usual { get; } = new(RSA.Create(2048));

    public string Record => $"v=DKIM1; k=rsa; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}";

    public KeyLookup Keys => name => name == KeyName ? Record : null;

    /// <summary>The mail with a DKIM-Signature of these tags (bh= and b= are made) above it.</summary>
    public string Sign(string mail, string tags = Tags) => Signature("DKIM-Signature", mail, tags) + "\r\n" + mail;

    public string Signature(string name, string mail, string tags)
    {
        var c = (Tag(tags, "c") ?? "simple/simple").Split('/');
        var body = CanonicalBody(mail[(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..], c is [_, "relaxed"]);
        body = Tag(tags, "l") is { } l && int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length < body.Length ? body[..length] : body;
        var field = $"{name}: {tags}; bh={Hash(body)};\r\n b=";
        return field + Raw(SignedHeader(mail, Tag(tags, "h") ?? "", c[0] == "relaxed") + (c[0] == "relaxed" ? RelaxedField(field) : field));
    }

    /// <summary>An ARC-Seal over these fields, each whole and in this order.</summary>
    public string Seal(string tags, params IEnumerable<string> covered)
    {
        var field = $"ARC-Seal: {tags}; b=";
        return field + Raw(string.Concat(covered.Select(f => RelaxedField(f) + "\r\n")) + RelaxedField(field));
    }

    public static IReadOnlyList<string> Fields(string mail)
    {
        var fields = new List<string>();
        foreach (var line in mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n"))
        {
            if (line[0] is ' ' or '\t')
            {
                fields[^1] += "\r\n" + line;
            }
            else
            {
                fields.Add(line);
            }
        }

        return fields;
    }

    private static string SignedHeader(string mail, string names, bool relaxed)
    {
        var left = Fields(mail).ToList();
        var text = "";
        foreach (var name in names.Split(':', StringSplitOptions.TrimEntries))
        {
            var at = left.FindLastIndex(f => f.Split(':')[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                text += (relaxed ? RelaxedField(left[at]) : left[at]) + "\r\n";
                left.RemoveAt(at);
            }
        }

        return text;
    }

    private static string RelaxedField(string field)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var words = field[(colon + 1)..].Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return field[..colon].TrimEnd(' ', '\t').ToLowerInvariant() + ":" + string.Join(' ', words);
    }

    private static string CanonicalBody(string body, bool relaxed)
    {
        var lines = body.Split("\r\n").Select(l => relaxed ? OneBlank(l).TrimEnd(' ') : l).ToList();
        while (lines is [.., ""])
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines.Count == 0 ? relaxed ? "" : "\r\n" : string.Concat(lines.Select(l => l + "\r\n"));
    }

    private static string OneBlank(string line)
    {
        line = line.Replace('\t', ' ');
        while (line.Contains("  ", StringComparison.Ordinal))
        {
            line = line.Replace("  ", " ", StringComparison.Ordinal);
        }

        return line;
    }

    private static string? Tag(string tags, string name) =>
        tags.Split(';').Select(t => t.Split('=', 2)).Where(t => t[0].Trim() == name).Select(t => t[1].Trim()).FirstOrDefault();

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.Latin1.GetBytes(text)));

    private string Raw(string text) => Convert.ToBase64String(key.SignData(Encoding.Latin1.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
}
