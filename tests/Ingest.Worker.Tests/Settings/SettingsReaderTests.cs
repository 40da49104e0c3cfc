using Microsoft.Extensions.Configuration;
using Touchpoints.Mail;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest.Tests;

public sealed class SettingsReaderTests
{
    private static readonly string[] s_mailbox =
    [
        "Mailboxes:support:Host=imap.vendor.example", "Mailboxes:support:User=log@vendor.example", "Mailboxes:support:Password=x",
    ];

    [Test]
    public void A_mailbox_with_host_user_and_password_is_enough()
    {
        var settings = Good(s_mailbox);
        var mailbox = settings.Mailboxes.Single();
        Assert.Multiple(() =>
        {
            Assert.That(mailbox.Endpoint, Is.EqualTo(new ImapEndpoint("imap.vendor.example", 993, ImapSecurity.Tls)));
            Assert.That(mailbox.Poll, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(mailbox.AcknowledgementName, Is.EqualTo("$Touchpoints"));
            Assert.That(settings.Policy.MaxAccounts, Is.EqualTo(new Policy().MaxAccounts));
            Assert.That(settings.OpsUrl!.Port, Is.EqualTo(8025));
            Assert.That(settings.MaxMailOctets, Is.EqualTo(50L * 1024 * 1024));
        });
    }

    [TestCase("Mailboxes:support:Port=70000", "Mailboxes:support:Port = \"70000\": is out of range. Allowed: 1 to 65535.")]
    [TestCase("Mailboxes:support:Port=imap", "Mailboxes:support:Port = \"imap\": is not a whole number. Allowed: 1 to 65535.")]
    [TestCase("Mailboxes:support:Security=Ssl", "Mailboxes:support:Security = \"Ssl\": is not one of the words allowed here. Allowed: Tls, StartTls, None. Default: Tls.")]
    [TestCase("Mailboxes:support:Pol=3", "Mailboxes:support:Pol: is no setting; the nearest is Touchpoints:Mailboxes:support:")]
    [TestCase("Mailboxes:support:Pasword=secret", "Mailboxes:support:Pasword: is no setting; the nearest is Touchpoints:Mailboxes:support:Password")]
    [TestCase("Mailboxes:support:PasswordFile=/no/such", "Mailboxes:support:Password: is given, and PasswordFile too")]
    [TestCase("Mailboxes:support:CaFile=/no/such.pem", "Mailboxes:support:CaFile = \"/no/such.pem\": is not there")]
    [TestCase("Mailboxes:support:Acknowledgement=Move", "Mailboxes:support:MoveTo: must be given for Acknowledgement Move")]
    [TestCase("Mailboxes:support:Keyword=a b", "Mailboxes:support:Keyword = \"a b\": cannot be an IMAP keyword")]
    [TestCase("Mailboxes:a b:Host=h", "Mailboxes:a b: is no name for a mailbox")]
    [TestCase("Mailboxes:second:Host=h", "Mailboxes:second:User: must be given")]
    [TestCase("LogAddres=log@vendor.example", "LogAddres: is no setting; the nearest is Touchpoints:LogAddresses")]
    [TestCase("LogAddresses:0=log", "LogAddresses = \"log\": holds something that is no mail address.")]
    [TestCase("ReplyDomains:0=a@b.example", "ReplyDomains = \"a@b.example\": holds something that is no domain name")]
    [TestCase("ReplyLocalPart=a b", "ReplyLocalPart = \"a b\": cannot stand in an address")]
    [TestCase("MaxAccounts=0", "MaxAccounts = \"0\": is out of range. Allowed: 1 to 50. Default: 5.")]
    [TestCase("DomainMatch=maybe", "DomainMatch = \"maybe\": is not one of the words allowed here. Allowed: true, false. Default: true.")]
    [TestCase("ReportedNumber=Touchpoint", "ReportedNumber = \"Touchpoint\": is not one of the words allowed here; the nearest is Touchpoints. Allowed: Both, Touchpoints, Sum. Default: Both.")]
    [TestCase("ReportNumber=Sum", "ReportNumber: is no setting; the nearest is Touchpoints:ReportedNumber")]
    [TestCase("Ops:Url=localhost", "Ops:Url = \"localhost\": is no address to listen on")]
    [TestCase("Store:Octets=s3://B", "Store:Octets = \"s3://B\": names no bucket that there can be")]
    [TestCase("Store:Octets=s3://mail;Store:S3:ServiceUrl=minio:9000", "Store:S3:ServiceUrl = \"minio:9000\": is no address of a server")]
    [TestCase("Store:Octets=s3://mail;Store:S3:AccessKey=id", "Store:S3:AccessKey: and the key itself must be given together")]
    [TestCase("Store:Octets=s3://mail;Store:S3:AccessKey=id;Store:S3:SecretKeyFile=/no/such", "Store:S3:SecretKeyFile = \"/no/such\": cannot be read")]
    [TestCase("Whatever:Is:This=1", "Whatever:Is:This: is no setting; docs/operations.md lists all of them")]
    public void A_mistake_is_told_with_name_value_limits_and_default(string setting, string said)
        => Assert.That(Bad([.. s_mailbox, .. setting.Split(';')]).Select(p => p.ToString()), Has.Some.StartsWith("Touchpoints:" + said));

    [Test]
    public void Octets_are_beside_the_database_in_a_folder_or_in_a_bucket() => Assert.Multiple(() =>
    {
        Assert.That(Good([]).Store.Octets, Is.Null);
        Assert.That(Good(["Store:Octets=postgres"]).Store.Octets, Is.EqualTo(new OctetsSettings.InDatabase()));
        Assert.That(Good(["Store:Octets=/mnt/mail"]).Store.Octets, Is.EqualTo(new OctetsSettings.Folder("/mnt/mail")));
        Assert.That(
            Good(["Store:Octets=s3://mail/a/b/", "Store:S3:ServiceUrl=https://s3.vendor.example", "Store:S3:AccessKey=id", "Store:S3:SecretKey=geheim"]).Store.Octets,
            Is.EqualTo(new OctetsSettings.S3("mail", "a/b/") { ServiceUrl = new Uri("https://s3.vendor.example"), AccessKey = "id", SecretKey = "geheim" }));
        Assert.That(Good(["Store:Octets=s3://mail", "Store:S3:AccessKey=id", "Store:S3:SecretKey=geheim"]).Store.Octets!.ToString(), Does.Contain("s3://mail/").And.Not.Contain("geheim"));
    });

    [Test]
    public void All_mistakes_are_told_at_once()
        => Assert.That(Bad(["MaxAccounts=x", "Log:Level=loud", "Mailboxes:m:Port=0"]).Select(p => p.Name), Is.EquivalentTo(new[]
        {
            "Touchpoints:MaxAccounts", "Touchpoints:Log:Level", "Touchpoints:Mailboxes:m:Port", "Touchpoints:Mailboxes:m:Host",
            "Touchpoints:Mailboxes:m:User", "Touchpoints:Mailboxes:m:Password",
        }));

    [TestCase("LogAddresses=a@v.example, b@v.example")]
    [TestCase("LogAddresses:0=a@v.example;LogAddresses:1=b@v.example")]
    public void A_list_is_numbered_or_has_commas(string settings)
        => Assert.That(Good(settings.Split(';')).Policy.LogAddresses, Is.EqualTo(new[] { "a@v.example", "b@v.example" }));

    [TestCase("StartTls", 143)]
    [TestCase("None", 143)]
    [TestCase("tls", 993)]
    public void The_port_follows_the_protection(string security, int port)
        => Assert.That(Good([.. s_mailbox, $"Mailboxes:support:Security={security}"]).Mailboxes[0].Endpoint.Port, Is.EqualTo(port));

    [Test]
    public void A_password_file_is_read_again_at_every_login()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "one\nmore");
            var mailbox = Good([.. s_mailbox[..2], $"Mailboxes:support:PasswordFile={file}"]).Mailboxes[0];
            Assert.That(mailbox.Password, Is.EqualTo("one"));
            File.WriteAllText(file, "two\n");
            Assert.That(mailbox.CurrentPassword(), Is.EqualTo("two"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void A_password_is_in_no_text_of_the_settings()
        => Assert.That(Good([.. s_mailbox[..2], "Mailboxes:support:Password=geheim"]).Mailboxes[0].ToString(), Does.Not.Contain("geheim"));

    [Test]
    public void The_defaults_of_the_reference_are_those_of_the_types()
    {
        var read = Good([]);
        Assert.Multiple(() =>
        {
            Assert.That(read.Policy with { }, Is.EqualTo(new Policy
            {
                LogAddresses = read.Policy.LogAddresses, ReplyDomains = read.Policy.ReplyDomains, RobotAddresses = read.Policy.RobotAddresses, TrustedAuthServers = read.Policy.TrustedAuthServers, ReplyKeys = read.Policy.ReplyKeys,
                AutoForwardMailboxes = read.Policy.AutoForwardMailboxes, PersonalTags = read.Policy.PersonalTags, SpamHeaders = read.Policy.SpamHeaders,
            }));
            Assert.That(read.Store, Is.EqualTo(new WorkerSettings().Store));
            Assert.That(read.Log, Is.EqualTo(new WorkerSettings().Log));
        });
    }

    /// <summary>With UPDATE_GOLDEN=1 the guide is written anew.</summary>
    [Test]
    public void The_operations_guide_has_the_table_of_all_settings()
    {
        const string Begin = "<!-- settings: made from SettingsReference -->\n";
        const string End = "<!-- end of settings -->";
        var path = Repository.File("docs/operations.md");
        var guide = File.ReadAllText(path);
        var (start, end) = (guide.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, guide.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, guide[..start] + SettingsReference.Markdown() + guide[end..]);
            return;
        }

        Assert.That(guide[start..end], Is.EqualTo(SettingsReference.Markdown()));
    }

    private static WorkerSettings Good(string[] settings)
    {
        var reading = SettingsReader.Read(Configuration(settings));
        Assert.That(reading, Is.InstanceOf<SettingsReading.Good>(), () => string.Join('\n', ((SettingsReading.Bad)reading).Problems));
        return ((SettingsReading.Good)reading).Settings;
    }

    private static IReadOnlyList<SettingsProblem> Bad(string[] settings) => ((SettingsReading.Bad)SettingsReader.Read(Configuration(settings))).Problems;

    private static IConfigurationRoot Configuration(string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => s.Split('=', 2)).Select(p => KeyValuePair.Create($"Touchpoints:{p[0]}", (string?)p[1])))
        .Build();
}
