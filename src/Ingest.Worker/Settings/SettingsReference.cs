using System.Globalization;
using System.Text;

namespace Touchpoints.Ingest;

/// <summary>Every setting there is. The reader knows no other; docs/operations.md and --help are made of this list.</summary>
internal static class SettingsReference
{
    public const string Root = "Touchpoints";

    private const string AnyMailbox = "Mailboxes:<name>:";

    private static readonly string[] s_yesNo = ["true", "false"];
    private static readonly string[] s_acceptHold = ["Accept", "Hold"];

    public static IReadOnlyList<SettingReference> All { get; } =
    [
        new("Store:Database", "var/touchpoints.db", "The SQLite file (its lock and the reply keys lie beside it), or a PostgreSQL database, on which any number of workers may run.") { Form = "a path, an Npgsql connection string (Host=...;Database=...) or postgres://user:password@host:port/database" },
        new("Store:Octets", "", "Where the octets of mail are kept; all workers of a database must reach it. Empty: the folder octets beside a SQLite file, in a PostgreSQL database itself.") { Form = "a folder, postgres (the database itself) or s3://bucket/prefix" },
        new("Store:S3:ServiceUrl", "", "The S3 server; empty: Amazon's own.") { Form = "http://… or https://…" },
        new("Store:S3:Region", "us-east-1", "The region of the bucket."),
        new("Store:S3:AccessKey", "", "The id of the key; empty: what environment, profile or the machine's role offer."),
        new("Store:S3:SecretKey", "", "The key. Better: SecretKeyFile.") { Form = "either this or SecretKeyFile" },
        new("Store:S3:SecretKeyFile", "", "A file whose first line is the key.") { Form = "either this or SecretKey" },
        new("Store:ReserveMegabytes", "256", "Below this much free disk intake pauses, and goes on by itself when there is more. Not asked of S3 and PostgreSQL.") { Unit = "MB", Range = (1, 1_000_000) },
        new("Store:LeaseSeconds", "15", "After this long without a sign of life of a worker another one takes its mailboxes over. Only on PostgreSQL; the same for all workers.") { Unit = "s", Range = (1, 600) },
        Mailbox("Host", "", "The IMAP server.") with { IsRequired = true, Form = "a host name or address" },
        Mailbox("Port", "", "Its port; 993 for Tls, 143 for StartTls and None when it is not given.") with { Range = (1, 65_535) },
        Mailbox("Security", "Tls", "TLS from the first octet, STARTTLS or no connection, or no protection at all (loopback only).") with { Choices = ["Tls", "StartTls", "None"] },
        Mailbox("User", "", "The user name.") with { IsRequired = true },
        Mailbox("Password", "", "The password. Better: PasswordFile.") with { Form = "either this or PasswordFile" },
        Mailbox("PasswordFile", "", "A file whose first line is the password; read again at every login.") with { Form = "either this or Password" },
        Mailbox("CaFile", "", "A PEM file with the certificates to trust instead of the system's.") with { Form = "a file" },
        Mailbox("Folder", "INBOX", "The folder to watch."),
        Mailbox("Idle", "true", "Whether the server may tell of new mail by itself (IDLE).") with { Choices = s_yesNo },
        Mailbox("PollSeconds", "30", "The mailbox is looked at this often at least, IDLE or not.") with { Unit = "s", Range = (1, 3_600) },
        Mailbox("CompareMinutes", "15", "The whole list of messages is compared with the ledger this often.") with { Unit = "min", Range = (1, 1_440) },
        Mailbox("Acknowledgement", "Keyword", "What is done on the server once a mail is settled.") with { Choices = ["Nothing", "Keyword", "Move"] },
        Mailbox("Keyword", "$Touchpoints", "The keyword for Acknowledgement Keyword.") with { Form = "an IMAP atom: no blanks, brackets, quotes, %, * or \\" },
        Mailbox("MoveTo", "", "The folder for Acknowledgement Move; must exist.") with { Form = "another folder than Folder" },
        new("LogAddresses", "", "The addresses that people put into BCC or forward to, past ones too.") { IsList = true, Form = "mail addresses" },
        new("ReplyDomains", "", "The domains of reply addresses, the present one first.") { IsList = true, Form = "domain names" },
        new("ReplyLocalPart", "reply", "What stands before the + of a reply address.") { Form = "letters, digits, dot, hyphen, underscore; at most 20" },
        new("ReplyKeyFile", "", "The keys of reply addresses; made at the first start, readable by the worker's user only. Empty: reply-keys beside the database file, or var/reply-keys for PostgreSQL. All workers of a database need the same.") { Form = "a path" },
        new("InstanceId", "", "This installation's id; empty: the one in the database."),
        new("RobotAddresses", "", "Addresses that are never participants: other programs' BCC boxes, ticket addresses, calendar bots.") { IsList = true, Form = "mail addresses" },
        new("Authentication", "Warn", "What happens when a sender's authentication failed: a red flag, or the mail is held.") { Choices = ["Warn", "Require"] },
        new("TrustedAuthServers", "", "Server names whose Authentication-Results are believed, and which take away those that others wrote in their name (RFC 8601 §5); 'unnamed' for the topmost field when it has no name, as Exchange Online writes it.") { IsList = true },
        new("SeveralAccounts", "Each", "People of several accounts: a touchpoint for each, for the first To person's, or held.") { Choices = ["Each", "Primary", "Hold"] },
        new("MaxAccounts", "5", "More accounts than this hold the mail.") { Range = (1, 50) },
        new("DomainMatch", "true", "Whether an account's domain matches people who are no contacts.") { Choices = s_yesNo },
        new("DomainsBesideContacts", "false", "Whether domains of accounts add accounts to a mail on which somebody is a contact.") { Choices = s_yesNo },
        new("SeveralDomains", "Hold", "Nobody on a mail is a contact, and their domains belong to several accounts: held, or as several accounts.") { Choices = ["Hold", "Each"] },
        new("UseParentAccount", "false", "Whether a person of an account and of accounts below it counts for the one above.") { Choices = s_yesNo },
        new("AutoForwardMailboxes", "", "Users' mailboxes that may forward customers' mail to a log address by themselves.") { IsList = true, Form = "mail addresses" },
        new("PersonalTags", "", "Personal tags of the log address (log+tag@…), with the key of the user that each belongs to.") { IsList = true, Form = "tag=user" },
        new("RequirePersonalTag", "false", "Whether mail to a log address is taken only with its author's personal tag.") { Choices = s_yesNo },
        new("SpamHeaders", "", "What a server before us writes into mail that it takes for spam; such mail is held.") { IsList = true, Form = "Header: beginning of its value" },
        new("SubjectMarks", "false", "Whether [#token] in a subject may name a thread, for its people only. The token is what stands between + and @ of its reply address.") { Choices = s_yesNo },
        new("OldThread:Days", "0", "A thread is old when nobody wrote in it for so long; 0: never.") { Unit = "days", Range = (0, 36_500) },
        new("OldThread:Becomes", "Reply", "What an answer in an old thread becomes: a reply with the flag \"old\", or a touchpoint of its own that is linked to it.") { Choices = ["Reply", "NewTouchpoint"] },
        new("OtherContact", "Accept", "Another contact of the account answers in a thread.") { Choices = s_acceptHold },
        new("NewPerson", "Accept", "An unknown person of the account's domain answers in a thread.") { Choices = s_acceptHold },
        new("NewSender", "Accept", "A stranger answers to a valid reply address.") { Choices = s_acceptHold },
        new("OtherAccount", "Hold", "A contact of another account answers to a valid reply address.") { Choices = s_acceptHold },
        new("TimeZone", "UTC", "The organisation's time zone, whose days engagements are counted by.") { Form = "a name of the time zone database, e.g. Europe/Berlin" },
        new("ReportedNumber", "Both", "What reports show (engagements, status, export, ops page): touchpoints and replies apart, touchpoints alone, or their sum. Both are kept.") { Choices = ["Both", "Touchpoints", "Sum"] },
        new("Loop:MailsInThread", "20", "More mails of one author in one thread are held.") { Unit = "in 10 min", Range = (1, 100_000) },
        new("Loop:MailsOfAuthor", "60", "More mails of one author are held.") { Unit = "in 10 min", Range = (1, 100_000) },
        new("Loop:SameText", "5", "More mails with equal author, subject, text and files are held.") { Unit = "in 10 min", Range = (1, 100_000) },
        new("MaxMailMegabytes", "50", "Larger mails are held, not read.") { Unit = "MB", Range = (1, 1_000) },
        new("Retention:RecordedDays", "0", "Touchpoints, replies and events are erased so long after the last mail of their thread; 0: never.") { Unit = "days", Range = (0, 36_500) },
        new("Retention:HeldDays", "0", "Held mail is erased so long after it came, or a person last did something with it; 0: never.") { Unit = "days", Range = (0, 36_500) },
        new("Retention:IgnoredDays", "0", "Ignored mail is erased so long after it came, or was dismissed; 0: never.") { Unit = "days", Range = (0, 36_500) },
        new("Retention:ChangesDays", "0", "Lines of touchpoints changes are forgotten after so long; 0: never.") { Unit = "days", Range = (0, 36_500) },
        new("Ops:Url", "http://127.0.0.1:8025", "Where the ops page listens; port 0: any free one; none: no page.") { Form = "http://address:port or none" },
        new("Log:Level", "Information", "What is logged.") { Choices = ["Debug", "Information", "Warning", "Error"] },
        new("Log:Json", "false", "One JSON object a line instead of text.") { Choices = s_yesNo },
        new("Log:File", "", "A file to log to as well; a new one each day, 14 are kept.") { Form = "a path" },
    ];

    /// <summary>The table of docs/operations.md.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| setting | default | unit | allowed | meaning |\n| --- | --- | --- | --- | --- |\n");
        foreach (var s in All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{s.Name}` | {Code(s.Default)} | {s.Unit} | {s.Limits} | {(s.IsRequired ? "Required. " : "")}{(s.IsList ? "A list. " : "")}{s.Meaning} |\n");
        }

        return text.ToString();
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private static SettingReference Mailbox(string name, string fallback, string meaning) => new(AnyMailbox + name, fallback, meaning);
}
