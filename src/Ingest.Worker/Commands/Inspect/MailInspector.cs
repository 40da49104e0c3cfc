using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Touchpoints.Mail;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Reads one mail, or one bare body, with the reader and the pure rules.</summary>
internal static class MailInspector
{
    public static InspectedMail Inspect(InspectRequest request, ReadOnlyMemory<byte> octets, TxtResolver? resolver)
    {
        var started = Stopwatch.GetTimestamp();
        var mail = request.As switch
        {
            "text" => BareBody(request, Encoding.UTF8.GetString(octets.Span).ReplaceLineEndings("\n"), isHtml: false),
            "html" => BareBody(request, Encoding.UTF8.GetString(octets.Span).ReplaceLineEndings("\n"), isHtml: true),
            _ => WholeMail(request, octets, resolver),
        };
        return Measured(mail, octets, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The line of a mail that could not be inspected to the end.</summary>
    public static InspectedMail Unfinished(InspectRequest request, ReadOnlyMemory<byte> octets, string defect, TimeSpan took)
        => Measured(new InspectedMail(request.Path) { Defects = [defect] }, octets, took);

    private static InspectedMail Measured(InspectedMail mail, ReadOnlyMemory<byte> octets, TimeSpan took) => mail with
    {
        Octets = octets.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(octets.Span)),
        Took = took,
    };

    private static InspectedMail WholeMail(InspectRequest request, ReadOnlyMemory<byte> octets, TxtResolver? resolver)
    {
        if (MailReader.Read(octets, MailLimits.Default) is not MailReading.Readable readable)
        {
            return new InspectedMail(request.Path) { Defects = ["unreadable:empty"] };
        }

        KeyLookup? keys = request.Dns is { } dns ? name => dns.GetValueOrDefault(name) : resolver is null ? null : resolver.Find;
        var now = TimeProvider.System.GetUtcNow();
        var (envelope, content) = DeliveryReader.Convert(readable.Mail, DateTimeOffset.UnixEpoch);
        return new InspectedMail(request.Path)
        {
            Envelope = EnvelopeOf.AsWritten(envelope, readable.Mail),
            Content = content,
            Text = ReplyText.Of(content, new Policy().ShownTextElements),
            Machine = MachineMail.Read(envelope, content),
            Forward = Forwards.Read(envelope, content),
            Dkim = [.. DkimVerifier.Verify(octets, keys, now).Select(d => new InspectedSignature(d.Domain, d.Selector, Word(d.Result), d.Reason))],
            Arc = ArcVerifier.Verify(octets, keys, now) is { } arc ? new InspectedSignature("", "", Word(arc.Result), arc.Reason) : null,
            Defects = content.Defects,
        };
    }

    private static string Word(AuthenticationResult result) => result.ToString().ToLowerInvariant();

    private static InspectedMail BareBody(InspectRequest request, string body, bool isHtml) => new(request.Path)
    {
        Envelope = new MailEnvelope { Subject = request.Subject },
        Content = isHtml ? new MailContent { Html = body, MediaType = "text/html" } : new MailContent { Text = body },
        Text = isHtml ? ReplyText.FromHtml(body) : ReplyText.FromText(body),
        Forward = Forwards.ReadInline(request.Subject, isHtml ? null : body, isHtml ? body : null),
    };
}
