using System.Buffers.Text;

namespace Touchpoints.Threading;

/// <summary>What a mail says of its family beside its ids: keyed marks in body and subject, Outlook's conversation, a mail that it quotes.</summary>
internal static class MailMarks
{
    // A digest may quote many mails of ours; the nearest ones are enough.
    private const int MostMarks = 8;
    private const int TokenLength = 42;

    // MS-OXOMSG 2.2.1.3: 1 octet, 5 of a time, 16 of a GUID; each answer adds 5.
    private const int ConversationOctets = 22;

    /// <summary>
    /// T7: the tokens whose check is right among the words of the body that stand at one of our reply domains, none twice. Our mail carries its own reply
    /// address as a mark, hidden or in the foot; programs that quote a header carry it too.
    /// </summary>
    public static IReadOnlyList<ReplyAddressId> InBody(MailContent content, Policy policy)
    {
        if (policy.ReplyKeys.Keys.Count == 0)
        {
            return [];
        }

        List<ReplyAddressId>? found = null;
        foreach (var domain in policy.ReplyDomains)
        {
            Collect(content.Text, domain, policy, ref found);
            Collect(content.Html, domain, policy, ref found);
        }

        return found ?? [];
    }

    /// <summary>T10: the token of "[#token]" in the subject, or null.</summary>
    public static ReplyAddressId? InSubject(string subject, Policy policy)
    {
        if (!policy.SubjectMarks || policy.ReplyDomains.Count == 0)
        {
            return null;
        }

        foreach (var word in SubjectLine.Bracketed(subject))
        {
            if (word.StartsWith('#') && ReplyAddress.Read($"{policy.ReplyLocalPart}+{word[1..]}@{policy.ReplyDomains[0]}", policy) is ReplyAddressReading.Valid(var id))
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>T8: the conversation of a Thread-Index, as an id that no mail has; null without one.</summary>
    public static MessageId? Conversation(MailEnvelope envelope)
    {
        if (envelope.Field("Thread-Index")?.Trim() is not { Length: >= 30 and <= 4096 } index || !Base64.IsValid(index))
        {
            return null;
        }

        // 30 characters hold the 22 octets and four bits of what follows.
        var octets = Convert.FromBase64String(index);
        return octets.Length < ConversationOctets ? null : new MessageId($"thread-index:{Convert.ToHexStringLower(octets.AsSpan(0, ConversationOctets))}");
    }

    /// <summary>T9, S086: what the topmost quoted block says, in a forward or an answer that names no ids; else null.</summary>
    public static QuotedMail? Quoted(MailEnvelope envelope, MailContent content)
    {
        // Looking for a block is dear: only where the subject promises one, and where no ids say more.
        var hasIds = envelope.InReplyTo.Count > 0 || envelope.References.Count > 0;
        var isForward = SubjectLine.SaysForward(envelope.Subject);
        if ((hasIds && !isForward) || (!isForward && !SubjectLine.HasPrefix(envelope.Subject)) || content.Parts.Any(part => part.Nested is not null))
        {
            return null;
        }

        // With an empty subject the block of a reply is found as well as that of a forward.
        return Forwards.ReadInline("", content.Text, content.Text is null ? content.Html : null) is { From: [{ Address.Length: > 0 } from], Date: { } date, Subject.Length: > 0 } block
            ? new QuotedMail(from.Key, block.Subject, date.ToUniversalTime(), block.DateWithoutZone)
            : null;
    }

    private static void Collect(string? text, string domain, Policy policy, ref List<ReplyAddressId>? found)
    {
        const int Around = 64;
        var mark = "@" + domain;
        for (var at = Next(text, mark, 0); at >= 0 && (found?.Count ?? 0) < MostMarks; at = Next(text, mark, at + 1))
        {
            var start = at;
            while (start > 0 && at - start < Around && (char.IsAsciiLetterOrDigit(text![start - 1]) || text[start - 1] is '+' or '.' or '-' or '_'))
            {
                start--;
            }

            if (at - start > TokenLength && ReplyAddress.Read(text![start..(at + mark.Length)], policy) is ReplyAddressReading.Valid(var id) && found?.Contains(id) != true)
            {
                (found ??= []).Add(id);
            }
        }
    }

    private static int Next(string? text, string mark, int from) => text is null || from > text.Length ? -1 : text.IndexOf(mark, from, StringComparison.OrdinalIgnoreCase);
}
