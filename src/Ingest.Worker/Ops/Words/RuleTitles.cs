namespace Touchpoints.Ingest;

/// <summary>The rows of the law by the name that a support person knows them by (behaviour.md).</summary>
internal static class RuleTitles
{
    public static IReadOnlyList<(string Row, string Title)> All { get; } =
    [
        ("B1.5", "Limits, and what cannot be read"),
        ("B1.9", "Marked as spam before us"),
        ("B2.1", "Machine mail"),
        ("B2.2", "Kind, by address"),
        ("B2.3", "Known already"),
        ("B2.4", "Own mail and loops"),
        ("B3", "Who may log"),
        ("B4", "Who may reply"),
        ("B5.1", "Thread"),
        ("B5.2", "Signals that disagree"),
        ("B5.3", "State of the thread"),
        ("B6.1", "Forwarded"),
        ("B6.2", "Who is the customer in a forward"),
        ("B7.1", "Who could be the customer"),
        ("B7.2", "Account, by person"),
        ("B7.3", "Account, from all people"),
        ("B7.5", "Nobody from outside"),
        ("B8", "Time, author, counting"),
        ("B9", "Text and files"),
        ("B11", "Failure"),
        ("T1", "Reply address"),
        ("T2", "Answers a mail that we sent"),
        ("T3", "Answers a recorded mail"),
        ("T4", "Refers to a mail that we sent"),
        ("T5", "Refers to a recorded mail"),
        ("T6", "Shares an ancestor with a recorded mail"),
        ("T7", "Our mark in the text"),
        ("T8", "Outlook's conversation"),
        ("T9", "Quotes a recorded mail"),
        ("T10", "Mark in the subject"),
        ("M1", "Bounce, by its report"),
        ("M2", "Bounce, by its words"),
        ("M3", "Read receipt"),
        ("M4", "Spam complaint"),
        ("M5", "Recall"),
        ("M6", "Answer to an invitation"),
        ("M7", "Cancelled meeting"),
        ("M8", "Automatic, by its own word"),
        ("M9", "Automatic, by its program's mark"),
        ("M10", "Automatic, by two weak signs"),
        ("M12", "Mail through a list is a person's"),
        ("M13", "Says that a person wrote it"),
        ("W1", "Attached mails"),
        ("W2", "Resent"),
        ("W3", "Forwarded in the text"),
        ("W4", "Forward without original"),
        ("W5", "Went to outside people too"),
        ("W6", "Note to oneself"),
        ("W7", "To our address alone"),
    ];

    /// <summary>The title of a rule or of the table that it stands in; empty for an unknown one.</summary>
    public static string Of(string rule)
    {
        foreach (var (row, title) in All)
        {
            if (rule.StartsWith(row, StringComparison.Ordinal) && !Continues(rule, row))
            {
                return title;
            }
        }

        return "";
    }

    // "T10" is not "T1".
    private static bool Continues(string rule, string row)
        => char.IsDigit(row[^1]) && rule.Length > row.Length && char.IsDigit(rule[row.Length]);
}
