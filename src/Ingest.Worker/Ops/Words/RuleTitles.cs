namespace Touchpoints.Ingest;

/// <summary>The rows of the law by the name that a support person knows them by (behaviour.md).</summary>
internal static class RuleTitles
{
    private static readonly (string Row, string Title)[] Titles =
    [
        ("B2.1", "Machine mail"),
        ("B2.2", "Kind, by address"),
        ("B2.3", "Known already?"),
        ("B2.4", "Own mail and loops"),
        ("B3", "Who may log"),
        ("B4", "Who may reply"),
        ("B5.1", "Thread"),
        ("B5.2", "Signals that disagree"),
        ("B5.3", "State of the thread"),
        ("B5", "Thread"),
        ("B6", "Forwarded mail"),
        ("B7.1", "Who could be the customer"),
        ("B7.2", "Account, by person"),
        ("B7.3", "Account, from all people"),
        ("B7.5", "Nobody from outside"),
        ("B7", "Account"),
        ("B8", "Time, author, counting"),
        ("B9", "Text and files"),
        ("B11", "Failure"),
        ("T1", "Reply address"),
        ("T2", "Answers a mail that we sent"),
        ("T3", "Answers a recorded mail"),
        ("T4", "Refers to a mail that we sent"),
        ("T5", "Refers to a recorded mail"),
        ("T6", "Shares an ancestor with a recorded mail"),
        ("M", "Machine mail"),
        ("W", "Forwarded mail"),
    ];

    /// <summary>The title of a rule or of the table that it stands in; empty for an unknown one.</summary>
    public static string Of(string rule)
    {
        foreach (var (row, title) in Titles)
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
