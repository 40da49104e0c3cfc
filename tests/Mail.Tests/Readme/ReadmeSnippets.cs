// The examples of src/Mail/README.md, so that they are compiled; ReadmeTests compares them line by line and runs those that need no server.
namespace Touchpoints.Mail.Tests;

internal static class ReadmeSnippets
{
    public static void Read(string path)
    {
        ReadOnlyMemory<byte> octets = File.ReadAllBytes(path);
        if (MailReader.Read(octets, MailLimits.Default) is MailReading.Readable { Mail: var mail })
        {
            Console.WriteLine($"{mail.From[0].Name} <{mail.From[0].Address}>: {mail.Subject} ({mail.Date})");
            Console.WriteLine(mail.Text ?? mail.Html);
            foreach (var part in mail.Attachments)
            {
                Console.WriteLine($"{part.FileName}: {part.MediaType}, {part.Digest().Octets} octets");
            }
        }
    }

    public static void Attachment(byte[] stored, MimePart part, Stream output)
    {
        using var content = TransferDecoder.Open(new MemoryStream(stored, part.Start, part.Length), part.Coding);
        content.CopyTo(output);
    }

    public static async Task Write(string path, Stream output, CancellationToken cancellationToken)
    {
        var draft = new MailDraft
        {
            From = [new MailAddress("Jörg Müller", "joerg@vendor.example")],
            To = [new MailAddress("Anna", "anna@brand.example"), new Recipient.Group("Board", [new MailAddress("", "ceo@brand.example")])],
            Bcc = [new MailAddress("", "archive@vendor.example")],
            Subject = "Angebot für 2027",
            Date = DateTimeOffset.Now,
            MessageId = MailComposer.NewMessageId("vendor.example"),
            Text = "Guten Tag,\nanbei das Angebot.\n",
            Attachments = [new MailFile("Übersicht.pdf", "application/pdf", () => File.OpenRead(path))],
        };
        await MailComposer.WriteAsync(draft, output, cancellationToken);
    }

    public static void Verify(ReadOnlyMemory<byte> octets)
    {
        var resolver = new TxtResolver(new TxtResolverOptions { Servers = TxtResolverOptions.ServersOfThisMachine() }, TimeProvider.System);
        foreach (var signature in DkimVerifier.Verify(octets, resolver.Find, DateTimeOffset.UtcNow))
        {
            Console.WriteLine($"dkim={signature.Result} d={signature.Domain} s={signature.Selector} {signature.Reason}");
        }

        Console.WriteLine(ArcVerifier.Verify(octets, resolver.Find, DateTimeOffset.UtcNow)?.Result.ToString() ?? "no chain");
    }

    public static async Task Fetch(string password, string path, CancellationToken cancellationToken)
    {
        var endpoint = new ImapEndpoint("imap.brand.example", 993, ImapSecurity.Tls);
        await using var imap = await ImapClient.ConnectAsync(endpoint, new ImapTimeouts(), cancellationToken);
        await imap.LogInAsync("anna", password, cancellationToken);
        var folder = await imap.SelectAsync("INBOX", readOnly: true, cancellationToken);
        var mails = await imap.FetchInfoAsync(await imap.SearchAsync(from: 1, cancellationToken), cancellationToken);
        await imap.FetchOctetsAsync(
            mails,
            open: (mail, octets) => File.Create(Path.Combine(path, $"{folder.UidValidity}-{mail.Uid}.eml")),
            complete: (mail, stream) => stream.DisposeAsync(),
            cancellationToken);
    }
}
