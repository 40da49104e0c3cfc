using Microsoft.Extensions.Configuration;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Reads the section "Touchpoints": every mistake is found before anything starts.</summary>
internal static class SettingsReader
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Checked settings, or all mistakes. Nothing is touched but the password and certificate files that are named.</summary>
    public static SettingsReading Read(IConfiguration configuration)
    {
        var root = configuration.GetSection(SettingsReference.Root);
        var problems = UnknownSettings.In(root).ToList();
        var top = new SettingsSection(root, "", SettingsReference.Root + ":", problems);
        var settings = new WorkerSettings
        {
            Store = new StoreSettings(ReadDatabase(top))
            {
                Octets = OctetsReader.Read(top),
                ReserveOctets = top.Number("Store:ReserveMegabytes") * Megabyte,
                Lease = TimeSpan.FromSeconds(top.Number("Store:LeaseSeconds")),
                Retention = new Retention
                {
                    Recorded = Days(top, "Retention:RecordedDays"),
                    Held = Days(top, "Retention:HeldDays"),
                    Ignored = Days(top, "Retention:IgnoredDays"),
                    Changes = Days(top, "Retention:ChangesDays"),
                },
            },
            Mailboxes = [.. root.GetSection("Mailboxes").GetChildren().Select(m => MailboxReader.Read(m, problems))],
            Policy = ReadPolicy(top),
            OpsUrl = ReadOpsUrl(top),
            MaxMailOctets = top.Number("MaxMailMegabytes") * Megabyte,
            ReplyKeyFile = top.Text("ReplyKeyFile"),
            Log = new LogSettings(top.Word("Log:Level"), top.Flag("Log:Json"), top.Text("Log:File") is { Length: > 0 } file ? file : null),
        };
        return problems.Count == 0 ? new SettingsReading.Good(settings) : new SettingsReading.Bad(problems);
    }

    private static TimeSpan? Days(SettingsSection top, string name) => top.Number(name) is > 0 and var days ? TimeSpan.FromDays(days) : null;

    private static string ReadDatabase(SettingsSection top)
    {
        var database = top.Text("Store:Database");
        if (new StoreSettings(database).IsReadable)
        {
            return database;
        }

        // Never the value: it may hold a password.
        top.Wrong("Store:Database", "Host=...", "is no connection string that Npgsql understands");
        return "var/touchpoints.db";
    }

    private static Policy ReadPolicy(SettingsSection top) => new()
    {
        LogAddresses = top.List("LogAddresses", IsAddress),
        ReplyDomains = top.List("ReplyDomains", IsDomain),
        ReplyLocalPart = ReadLocalPart(top),
        InstanceId = top.Text("InstanceId"),
        RobotAddresses = top.List("RobotAddresses", IsAddress),
        Authentication = top.Choice<AuthenticationPolicy>("Authentication"),
        TrustedAuthServers = top.List("TrustedAuthServers", _ => true),
        SeveralAccounts = top.Choice<SeveralAccountsPolicy>("SeveralAccounts"),
        MaxAccounts = top.Number("MaxAccounts"),
        DomainMatch = top.Flag("DomainMatch"),
        DomainsBesideContacts = top.Flag("DomainsBesideContacts"),
        SeveralDomains = top.Choice<SeveralDomainsPolicy>("SeveralDomains"),
        UseParentAccount = top.Flag("UseParentAccount"),
        AutoForwardMailboxes = top.List("AutoForwardMailboxes", IsAddress),
        PersonalTags = top.List("PersonalTags", IsTag).Where(IsTag).Select(tag => tag.Split('=')).GroupBy(tag => AddressKey.Of(tag[0]), StringComparer.Ordinal)
            .ToDictionary(tag => tag.Key, tag => tag.Last()[1].Trim(), StringComparer.Ordinal),
        RequirePersonalTag = top.Flag("RequirePersonalTag"),
        SpamHeaders = top.List("SpamHeaders", mark => mark.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < mark.TrimEnd().Length - 1),
        SubjectMarks = top.Flag("SubjectMarks"),
        OldThreadDays = top.Number("OldThread:Days"),
        OldThread = top.Choice<OldThreadPolicy>("OldThread:Becomes"),
        OtherContact = top.Choice<SenderPolicy>("OtherContact"),
        NewPerson = top.Choice<SenderPolicy>("NewPerson"),
        NewSender = top.Choice<SenderPolicy>("NewSender"),
        OtherAccount = top.Choice<SenderPolicy>("OtherAccount"),
        TimeZone = ReadTimeZone(top),
        ReportedNumber = top.Choice<ReportedNumber>("ReportedNumber"),
        LoopMailsInThread = top.Number("Loop:MailsInThread"),
        LoopMailsOfAuthor = top.Number("Loop:MailsOfAuthor"),
        LoopSameText = top.Number("Loop:SameText"),
    };

    private static string ReadLocalPart(SettingsSection top)
    {
        var text = top.Text("ReplyLocalPart");
        if (text.Length > 20 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            top.Wrong("ReplyLocalPart", text, "cannot stand in an address with a token of 42 characters behind it");
        }

        return text;
    }

    private static string ReadTimeZone(SettingsSection top)
    {
        var text = top.Text("TimeZone");
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out _))
        {
            return text;
        }

        top.Wrong("TimeZone", text, "is no time zone that this system knows");
        return "UTC";
    }

    private static Uri? ReadOpsUrl(SettingsSection top)
    {
        var text = top.Text("Ops:Url");
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp)
        {
            return url;
        }

        top.Wrong("Ops:Url", text, "is no address to listen on");
        return null;
    }

    private static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && IsDomain(text[(at + 1)..]) && !text.Contains(' ', StringComparison.Ordinal);
    }

    private static bool IsTag(string text)
        => text.Split('=') is [var tag, var user] && tag.Length is > 0 and <= 32 && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && user.Trim().Length > 0;

    private static bool IsDomain(string text)
        => text.Length is > 0 and < 254 && text.Split('.').All(l => l.Length is > 0 and < 64 && l.All(c => char.IsLetterOrDigit(c) || c == '-'));
}
