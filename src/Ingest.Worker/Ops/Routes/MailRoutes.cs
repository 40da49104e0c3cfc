using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>The octets of mail: downloads, and the source as text. Streamed; never the whole mail in memory.</summary>
internal static class MailRoutes
{
    private const long ShownSourceOctets = 1_000_000;
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder app, OpsContext ops)
    {
        app.MapMethods("/mails/{id:long}/source", Read, async (long id, HttpContext http)
            => await (Find(ops, id) is { } mail ? ShowSourceAsync(http, ops.Database.Octets, mail.Place) : NotFoundAsync(http)));
        app.MapMethods("/mails/{id:long}/source.eml", Read, async (long id, HttpContext http)
            => await (Find(ops, id) is { } mail ? SendSourceAsync(http, ops.Database.Octets, mail) : NotFoundAsync(http)));
        app.MapMethods("/mails/{id:long}/attachments/{attachment:long}", Read, async (long id, long attachment, HttpContext http)
            // An attachment is only ever reached through its own mail (reliability.md C27).
            => await (Find(ops, id)?.Attachments.FirstOrDefault(a => a.Id == attachment) is { } file
                ? SendFileAsync(http, ops.Database.Octets, file)
                : NotFoundAsync(http)));
    }

    private static MailDetail? Find(OpsContext ops, long id) => ops.Database.Reports.Mail(new MailId(id));

    private static Task NotFoundAsync(HttpContext http) => OpsFaults.PageOf(StatusCodes.Status404NotFound).ExecuteAsync(http);

    private static async Task SendSourceAsync(HttpContext http, OctetsStore octets, MailDetail mail)
    {
        await using var source = octets.Open(mail.Place, 0, mail.Place.Length);
        await SendAsync(http, source, $"mail-{mail.Id.Value}.eml", mail.Place.Length);
    }

    private static async Task SendFileAsync(HttpContext http, OctetsStore octets, AttachmentRow file)
    {
        await using var encoded = octets.Open(file.Place, file.Start, file.Length);
        await using var decoded = TransferDecoder.Open(encoded, file.TransferEncoding);
        await SendAsync(http, decoded, Shown.FileName(file.Name, $"attachment-{file.Id}"), file.DecodedOctets);
    }

    // Whatever type the mail declares: the browser is told that these are octets to keep, not to open (reliability.md C28).
    private static async Task SendAsync(HttpContext http, Stream content, string name, long length)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.ContentSecurityPolicy = Guard.MailPolicy;
        http.Response.ContentType = "application/octet-stream";
        http.Response.ContentLength = length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
    }

    // One octet, one character: nothing is guessed, and nothing is hidden by a charset.
    private static async Task ShowSourceAsync(HttpContext http, OctetsStore octets, OctetsPlace place)
    {
        http.Response.Headers.ContentSecurityPolicy = Guard.MailPolicy;
        http.Response.ContentType = "text/plain; charset=iso-8859-1";
        await using var source = octets.Open(place, 0, Math.Min(place.Length, ShownSourceOctets));
        await source.CopyToAsync(http.Response.Body, http.RequestAborted);
        if (place.Length > ShownSourceOctets)
        {
            await http.Response.WriteAsync($"\r\n\r\n[{Words.Octets(place.Length - ShownSourceOctets)} more: download the mail]\r\n", http.RequestAborted);
        }
    }
}
