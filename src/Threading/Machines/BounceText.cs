using System.Text;

namespace Touchpoints.Threading;

/// <summary>What a report says in words above the mail that it returns: who was not reached, and why.</summary>
internal static class BounceText
{
    private const int MostLines = 120;
    private const int MostChars = 20_000;
    private const int MostRecipients = 200;
    private const int MostAbout = 2000;
    private static readonly string[] RecipientLabels =
        ["rcpt to", "recipient", "final recipient", "failed recipient", "to:", "user:", "unknown user", "undeliverable to", "undelivered to", "recipient:", "address:", "mail to:", "e-mail address", "not delivered to", "intended recipient"];

    /// <summary>The lines above the returned mail.</summary>
    public static List<string> Lines(MailContent content)
    {
        var text = string.IsNullOrWhiteSpace(content.Text) ? HtmlText.From(content.Html ?? "") : content.Text;
        var lines = new List<string>();
        var chars = 0;
        foreach (var range in text.AsSpan().EnumerateLines())
        {
            var line = range.ToString();
            if (lines.Count == MostLines || (chars += line.Length) > MostChars || (lines.Count > 0 && BounceSigns.IsEnd(line.Trim().ToLowerInvariant())))
            {
                break;
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The recipients that were not reached, each with the code and the words that stand with it.</summary>
    public static List<RecipientStatus> Recipients(MailEnvelope envelope, MailContent content)
    {
        // A report whose parts came apart on the way still has its fields, as text.
        var fields = ReportText(content);
        if (fields.Count > 0)
        {
            return fields;
        }

        var lines = Lines(content);
        var own = envelope.To.Concat(envelope.From).Select(a => a.Key).ToHashSet(StringComparer.Ordinal);
        var failed = People.Read(envelope.Field("X-Failed-Recipients") ?? "").Where(a => a.Address.Length > 0).Select(a => (a.Address, Line: LineOf(lines, a.Address))).ToList();
        var found = failed.Count > 0 ? failed : Find(lines, own);
        var permanence = Permanence(envelope, lines);
        var whole = Meaning(string.Join(' ', lines));
        return [.. found.Take(MostRecipients).DefaultIfEmpty(("", -1)).Select((f, i) => Status(About(lines, f.Item2, found.Count > i + 1 ? found[i + 1].Line : lines.Count), f.Item1, permanence, whole))];
    }

    /// <summary>A recipient with the code of the line that begins with the address, where there is one.</summary>
    public static RecipientStatus InWords(List<string> lines, RecipientStatus recipient)
    {
        var line = LineOf(lines, recipient.Address) is >= 0 and var at ? lines[at].Trim() : "";
        return StatusCodes.Said(line) is { } said && recipient.Diagnostic.Length == 0 ? recipient with { Status = StatusCodes.Sharper(recipient.Status, said), Diagnostic = line } : recipient;
    }

    /// <summary>The first address in a text, or null.</summary>
    public static string? FirstAddress(string text)
    {
        foreach (var word in text.Split([' ', '\t', '<', '>', '"', '\'', '(', ')', '[', ']', ',', ';', '|', '*', '：', '，', '、', '（', '）', '「', '」', '“', '”'], StringSplitOptions.RemoveEmptyEntries))
        {
            var address = word.TrimEnd(':', '.', '!', '?').TrimStart(':');
            address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..] : address.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) || address.StartsWith("smtp=", StringComparison.OrdinalIgnoreCase) ? address[5..] : address;
            address = address.StartsWith("to:", StringComparison.OrdinalIgnoreCase) ? address[3..] : address;
            var at = address.LastIndexOf('@');
            if (at > 0 && address.IndexOf('.', at) is var dot && dot > at + 1 && dot < address.Length - 1 && address.AsSpan(at + 1).IndexOfAny("/=:%") < 0)
            {
                return address;
            }
        }

        return null;
    }

    private static List<RecipientStatus> ReportText(MailContent content)
    {
        var text = content.Text ?? "";
        var at = text.IndexOf("Final-Recipient:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            // A gateway wraps the whole report into a mail of its own.
            var inner = content.Parts.Select(p => p.Nested).FirstOrDefault(n => n?.Content.MediaType == "multipart/report");
            return inner is null ? [] : [.. inner.Content.Parts.Where(p => p.MediaType == "message/delivery-status").SelectMany(p => DeliveryReports.Recipients(p.Text ?? ""))];
        }

        // Action and Original-Recipient may stand above Final-Recipient, in the same group.
        var start = Math.Max(text.LastIndexOf("\n\n", at, StringComparison.Ordinal), 0);
        return [.. DeliveryReports.Recipients(text[start..Math.Min(text.Length, start + MostChars)]).Where(r => r.Action.Length > 0 && r.Address.Length > 0)];
    }

    private static int LineOf(List<string> lines, string address)
        => lines.FindIndex(l => l.AsSpan().TrimStart(" \t<").StartsWith(address, StringComparison.OrdinalIgnoreCase));

    // Best evidence first: a line that begins with the address; a line that names a recipient; any address that is not ours.
    private static List<(string Address, int Line)> Find(List<string> lines, HashSet<string> own)
    {
        var (leading, labelled, any) = (new List<(string, int)>(), new List<(string, int)>(), new List<(string, int)>());
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < lines.Count && seen.Count < MostRecipients; i++)
        {
            if (!lines[i].Contains('@', StringComparison.Ordinal) || FirstAddress(AfterSender(lines[i])) is not { } address || own.Contains(AddressKey.Of(address)) || IsSystemAddress(address))
            {
                continue;
            }

            var line = lines[i].TrimStart(' ', '\t', '<', '*', '-', '>', '"', '\'', '•', '(').ToLowerInvariant();
            var list = line.StartsWith(address.ToLowerInvariant(), StringComparison.Ordinal) || line.StartsWith("mailto:", StringComparison.Ordinal) ? leading
                : Array.Exists(RecipientLabels, label => line.Contains(label, StringComparison.Ordinal)) ? labelled : any;
            if (!list.Exists(x => x.Item1.Equals(address, StringComparison.OrdinalIgnoreCase)))
            {
                seen.Add(address);
                list.Add((address, i));
            }
        }

        return leading.Count > 0 ? leading : labelled.Count > 0 ? labelled : any.Count > 0 ? any[..1] : any;
    }

    // "mail from <us@x.example>" names the sender, not a recipient.
    private static string AfterSender(string line)
    {
        if (line.Contains("generated from", StringComparison.OrdinalIgnoreCase) || line.Contains("expanded from", StringComparison.OrdinalIgnoreCase))
        {
            return line;
        }

        var at = line.IndexOf("from", StringComparison.OrdinalIgnoreCase);
        var to = line.LastIndexOf(" to", StringComparison.OrdinalIgnoreCase);
        return at < 0 || line.IndexOf('@', StringComparison.Ordinal) < at ? line : to > at ? line[to..] : "";
    }

    private static bool IsSystemAddress(string address)
        => address.StartsWith("mailer-daemon@", StringComparison.OrdinalIgnoreCase) || address.StartsWith("postmaster@", StringComparison.OrdinalIgnoreCase);

    private static string About(List<string> lines, int from, int end)
    {
        var about = new StringBuilder();
        for (var i = Math.Max(from, 0); i < end && about.Length < MostAbout; i++)
        {
            about.Append(lines[i].Trim()).Append(' ');
        }

        return about.ToString().Trim();
    }

    // The code that a text states, the class of its reply code ('\0': none), and the code that its words mean.
    private static (string? Code, char Reply, string? Meant) Meaning(string text)
    {
        var code = StatusCodes.FirstFailure(text);
        var reply = code is not null ? code[0] : StatusCodes.ReplyClass(text);
        return (code, reply, code is null ? BounceReasons.Code(Words([text]), reply) : null);
    }

    private static RecipientStatus Status(string about, string address, string permanence, (string? Code, char Reply, string? Meant) whole)
    {
        var own = Meaning(about);
        var status = own.Code ?? whole.Code ?? own.Meant ?? whole.Meant ?? "";
        var reply = own.Reply != '\0' ? own.Reply : whole.Reply != '\0' ? whole.Reply : status.Length > 0 ? status[0] : '\0';
        if (permanence is "delivered" or "relayed")
        {
            return new RecipientStatus(address, permanence, StatusCodes.First(about) is ['2', ..] and var reached ? reached : "", about.Length > 500 ? about[..500] : about, permanence);
        }

        var said = permanence == "delayed" ? permanence : reply switch { '4' => "soft", '5' => "hard", _ => permanence };
        return new RecipientStatus(address, said == "delayed" ? "delayed" : "failed", status, about.Length > 500 ? about[..500] : about, said);
    }

    private static string Permanence(MailEnvelope envelope, List<string> lines)
    {
        var subject = BounceSigns.Subject(envelope.Subject);
        var body = BounceSigns.Body(Words(lines));
        return subject is { Length: > 0 } ? subject : body is { Permanence.Length: > 0 } said ? said.Permanence : "hard";
    }

    /// <summary>The lines as one lower-case text with single blanks, so that phrases are found across line breaks.</summary>
    public static string Words(IEnumerable<string> lines)
        => string.Join(' ', lines.SelectMany(l => l.ToLowerInvariant().Replace('’', '\'').Split([' ', '\t', '\u00A0'], StringSplitOptions.RemoveEmptyEntries)));
}
