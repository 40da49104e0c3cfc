using System.Text;

namespace Touchpoints.Mail;

/// <summary>A status response (RFC 9051 §7.1): OK, NO, BAD, BYE or PREAUTH, its code without brackets in upper case, and the server's words.</summary>
internal sealed record ImapStatus(string Kind, string Code, string Arguments, string Words)
{
    // RFC 5530 §3, and [ALERT] with the words below.
    private static readonly string[] s_transientCodes = ["UNAVAILABLE", "LIMIT", "INUSE", "SERVERBUG", "OVERQUOTA"];
    private static readonly string[] s_permanentCodes = ["AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN"];

    // Gmail, Exchange, Yahoo and Yandex say it in words only. "Not connected" is Exchange's way of throttling.
    private static readonly string[] s_transientWords = ["too many", "throttl", "not connected", "temporar", "try again", "unavailable", "backoff", "exceeded", "simultaneous"];

    public bool IsOk => Kind == "OK";

    /// <summary>True when the refusal is not about what was asked: trying later may help.</summary>
    public bool IsTransient =>
        s_transientCodes.Contains(Code) || (!s_permanentCodes.Contains(Code) && s_transientWords.Any(w => Words.Contains(w, StringComparison.OrdinalIgnoreCase)));

    public string Shown => Code.Length > 0 ? $"{Kind} [{Code}] {Words}" : $"{Kind} {Words}";

    /// <summary>Reads what follows the tag or the star; null when it is no status response.</summary>
    public static ImapStatus? Read(ImapTokens tokens)
    {
        var kind = Encoding.ASCII.GetString(tokens.Word()).ToUpperInvariant();
        if (kind is not ("OK" or "NO" or "BAD" or "BYE" or "PREAUTH"))
        {
            return null;
        }

        var code = Encoding.UTF8.GetString(tokens.Code());
        var space = code.IndexOf(' ', StringComparison.Ordinal);
        return new(kind, (space < 0 ? code : code[..space]).ToUpperInvariant(), space < 0 ? "" : code[(space + 1)..], tokens.Words);
    }
}
