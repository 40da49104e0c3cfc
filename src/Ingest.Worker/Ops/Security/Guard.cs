using System.Net;
using Microsoft.AspNetCore.Http;

namespace Touchpoints.Ingest;

/// <summary>What holds for every answer and every request, whatever the page (reliability.md C22 to C28, C36).</summary>
internal static class Guard
{
    /// <summary>For pages: nothing from elsewhere, no script, no style but the page's own sheet.</summary>
    public const string PagePolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>For octets of mail: even if a browser showed them, they could do nothing.</summary>
    public const string MailPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    /// <summary>Headers of every answer, errors included.</summary>
    public static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        // Not "no-referrer": with that, browsers send "Origin: null" with our own forms.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>
    /// Whether the Host that a browser asked for is ours: loopback, or the host of the settings. A foreign name that resolves to this machine is DNS
    /// rebinding. Where the page listens on every address, addresses are ours too, and so is the machine's name.
    /// </summary>
    public static bool IsOurHost(string host, Uri configured)
    {
        var name = host.Trim('[', ']');
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.Equals(configured.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var isAddress = IPAddress.TryParse(name, out var address);
        if (isAddress && IPAddress.IsLoopback(address!))
        {
            return true;
        }

        var listensEverywhere = configured.Host is "0.0.0.0" or "[::]" or "*" or "+";
        return listensEverywhere && (isAddress || name.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a write comes from a page of ours. Programs that are no browsers send neither header; the form's token stops them.</summary>
    public static bool IsOurOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return site is "" or "same-origin" or "none"
            && (origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
    }
}
