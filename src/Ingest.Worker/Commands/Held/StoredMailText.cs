using System.Text.Json;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>One stored mail with everything that is known of it.</summary>
internal static class StoredMailText
{
    public static void Write(TextWriter output, MailDetail mail, DecisionWords words, IReadOnlyList<LikelyThread> likely)
    {
        output.WriteLine($"Mail {mail.Id.Value}: {mail.Outcome}{(mail.Reason.Length > 0 ? $" ({mail.Reason})" : "")}");
        DecisionText.Write(output, words);
        if (mail.Again is { } again)
        {
            output.WriteLine(Words.Again(again));
        }

        output.WriteLine($"  from        {Plain.Line(mail.From, 100)}");
        output.WriteLine($"  subject     {Plain.Line(mail.Subject, 100)}");
        output.WriteLine($"  received    {JsonLine.Rfc3339(mail.ReceivedAt)}");
        output.WriteLine($"  Message-ID  {(mail.MessageId.Length > 0 ? Plain.Line(mail.MessageId, 100) : "none")}");
        output.WriteLine($"  decided     {Words.Rules(mail.Rules)}");
        foreach (var place in mail.Places)
        {
            output.WriteLine($"  recorded    as {place.As} on {place.AccountName}, touchpoint {place.Touchpoint.Value}");
        }

        foreach (var thread in likely)
        {
            output.WriteLine($"  perhaps of  thread {thread.Thread.Value}: the same sender wrote under the same subject ({JsonLine.Rfc3339(thread.LastMail)})");
        }

        foreach (var delivery in mail.Deliveries)
        {
            output.WriteLine($"  delivery    {delivery.Id.Value}: {delivery.Mailbox} {(delivery.SourceName.Length > 0 ? delivery.SourceName : $"UID {delivery.Uid}")}, {delivery.Outcome}");
        }

        foreach (var attachment in mail.Attachments)
        {
            output.WriteLine($"  attachment  {Plain.Line(attachment.Name, 80)}, {attachment.MediaType}, {attachment.DecodedOctets} octets{(attachment.IsHidden ? ", as it came; what is in it stands beside it" : "")}");
        }

        foreach (var row in mail.Audit)
        {
            output.WriteLine($"  {JsonLine.Rfc3339(row.At)}  {row.By} {row.Did}{(row.Why.Length > 0 ? $": {Plain.Line(row.Why, 100)}" : "")}");
        }

        DecisionText.WriteTrace(output, mail.Trace, mail.Flags);
        output.WriteLine();
        output.WriteLine(mail.Text.Reply.Length > 0 ? Plain.Text(mail.Text.Reply) : "(no text)");
    }

    public static void Write(Utf8JsonWriter json, MailDetail mail, DecisionWords words, IReadOnlyList<LikelyThread> likely)
    {
        json.WriteNumber("mail", mail.Id.Value);
        json.WriteString("outcome", mail.Outcome);
        json.WriteString("reason", mail.Reason);
        json.WriteString("kind", mail.Kind);
        json.WriteNumber("rules", mail.Rules);
        DecisionText.Write(json, words);
        json.WriteString("from", mail.From);
        json.WriteString("subject", mail.Subject);
        json.WriteString("messageId", mail.MessageId);
        json.WriteTime("receivedAt", mail.ReceivedAt);
        json.WriteString("sha256", mail.Sha256);
        json.WriteTime("fetchAgainAt", mail.Again?.NextAt);
        json.WriteString("text", mail.Text.Reply);
        json.WriteObjects("deliveries", mail.Deliveries, d =>
        {
            json.WriteNumber("delivery", d.Id.Value);
            json.WriteString("mailbox", d.Mailbox);
            json.WriteNumber("uid", d.Uid);
            json.WriteString("file", d.SourceName);
            json.WriteString("outcome", d.Outcome);
        });
        json.WriteObjects("attachments", mail.Attachments, a => ExportText.WriteAttachment(json, a));
        json.WriteObjects("recorded", mail.Places, p =>
        {
            json.WriteString("as", p.As);
            json.WriteNumber("touchpoint", p.Touchpoint.Value);
            json.WriteString("account", p.AccountName);
        });
        json.WriteObjects("likelyThreads", likely, thread =>
        {
            json.WriteNumber("touchpoint", thread.Thread.Value);
            json.WriteString("subject", thread.Subject);
            json.WriteTime("lastMail", thread.LastMail);
        });
        json.WriteObjects("audit", mail.Audit, a =>
        {
            json.WriteTime("at", a.At);
            json.WriteString("by", a.By);
            json.WriteString("did", a.Did);
            json.WriteString("why", a.Why);
        });
        DecisionText.WriteTrace(json, mail.Trace, mail.Flags);
    }
}
