namespace Touchpoints.Threading;

/// <summary>The signals T7 to T10 of behaviour.md B5.1: for mail whose programs lost its ids.</summary>
internal static class PlacementByMarks
{
    public static void Collect(MailCase mail, List<PlacementHit> hits, MailEnvelope envelope, IReadOnlyList<Person> people)
    {
        BodyMark(mail, hits);
        Conversation(mail, hits, envelope, people);
        Quotation(mail, hits, people);
        SubjectMark(mail, hits);
    }

    // T7: the nearest of our mails that it quotes; who may write there is asked as for ids (B4).
    private static void BodyMark(MailCase mail, List<PlacementHit> hits)
    {
        foreach (var mark in mail.Keys.Marks)
        {
            if (ThreadPlacement.OfToken(mail.Known, mark) is { } thread)
            {
                Hit(mail, hits, "T7", thread, $"The text holds the mark of thread {thread.Id.Value}, which only we can make.");
                return;
            }
        }

        mail.Trace.Miss("T7", mail.Keys.Marks.Count == 0 ? "No mark of ours stands in the text." : "The mark in the text is of no thread any more.");
    }

    // T8: a conversation says little by itself, as programs start a new one late; the subject and somebody in common must agree.
    private static void Conversation(MailCase mail, List<PlacementHit> hits, MailEnvelope envelope, IReadOnlyList<Person> people)
    {
        if (MailMarks.Conversation(envelope) is not { } conversation)
        {
            return;
        }

        foreach (var hit in mail.Known.AncestorHits)
        {
            if (hit.Id == conversation && mail.Known.Thread(hit.Touchpoint) is { } thread
                && SubjectLine.Normalised(thread.Subject) == SubjectLine.Normalised(envelope.Subject) && CommonPeople.Participant(thread, people) is { } common)
            {
                Hit(mail, hits, "T8", thread, $"Outlook's conversation and the subject are those of thread {thread.Id.Value}, and {common.Key} is on both.");
                return;
            }
        }

        mail.Trace.Miss("T8", "No thread has Outlook's conversation, the same subject and somebody in common.");
    }

    private static void Quotation(MailCase mail, List<PlacementHit> hits, IReadOnlyList<Person> people)
    {
        if (mail.Keys.Quoted is null)
        {
            return;
        }

        foreach (var stored in QuotedMails.Of(mail))
        {
            foreach (var touchpoint in stored.Touchpoints)
            {
                if (mail.Known.Thread(touchpoint) is { } thread && CommonPeople.Participant(thread, people) is { } common)
                {
                    Hit(mail, hits, "T9", thread, $"It quotes mail {stored.Id.Value} of thread {thread.Id.Value} (same sender, date and subject), and {common.Key} is on both.");
                    return;
                }
            }
        }

        mail.Trace.Miss("T9", "The mail that it quotes is in no thread with somebody in common.");
    }

    private static void SubjectMark(MailCase mail, List<PlacementHit> hits)
    {
        if (mail.Keys.SubjectMark is { } mark && ThreadPlacement.OfToken(mail.Known, mark) is { } thread)
        {
            Hit(mail, hits, "T10", thread, $"The subject holds the mark of thread {thread.Id.Value}.");
        }
        else if (mail.Policy.SubjectMarks)
        {
            mail.Trace.Miss("T10", "No mark of ours stands in the subject.");
        }
    }

    private static void Hit(MailCase mail, List<PlacementHit> hits, string rule, StoredThread thread, string evidence)
    {
        hits.Add(new PlacementHit(rule, thread, evidence));
        mail.Trace.Hit(rule, evidence);
    }
}
