using Microsoft.Extensions.Configuration;
using Touchpoints.Mail;

namespace Touchpoints.Ingest;

/// <summary>Reads one mailbox's settings.</summary>
internal static class MailboxReader
{
    public static MailboxSettings Read(IConfigurationSection section, List<SettingsProblem> problems)
    {
        var path = $"{SettingsReference.Root}:Mailboxes:{section.Key}:";
        var at = new SettingsSection(section, "Mailboxes:<name>:", path, problems);
        if (section.Key.Length > 64 || !section.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            problems.Add(new SettingsProblem(path.TrimEnd(':'), "", "is no name for a mailbox", "letters, digits, hyphen, underscore, dot; at most 64", ""));
        }

        var security = at.Choice<ImapSecurity>("Security");
        var port = at.Number("Port");
        var standardPort = security == ImapSecurity.Tls ? 993 : 143;
        var endpoint = new ImapEndpoint(at.Text("Host"), port == 0 ? standardPort : port, security) { CaFile = ReadCaFile(at) };
        var acknowledgement = at.Choice<Acknowledgement>("Acknowledgement");
        return new MailboxSettings(section.Key, endpoint, at.Text("User"), ReadPassword(at))
        {
            PasswordFile = at.Text("PasswordFile"),
            Folder = at.Text("Folder"),
            Idle = at.Flag("Idle"),
            Poll = TimeSpan.FromSeconds(at.Number("PollSeconds")),
            Compare = TimeSpan.FromMinutes(at.Number("CompareMinutes")),
            Acknowledgement = acknowledgement,
            AcknowledgementName = acknowledgement == Acknowledgement.Move ? ReadMoveTo(at) : ReadKeyword(at),
        };
    }

    private static string? ReadCaFile(SettingsSection at)
    {
        var file = at.Text("CaFile");
        if (file.Length > 0 && !File.Exists(file))
        {
            at.Wrong("CaFile", file, "is not there");
        }

        return file.Length > 0 ? file : null;
    }

    private static string ReadPassword(SettingsSection at)
    {
        var password = at.Text("Password");
        var file = at.Text("PasswordFile");
        if (password.Length > 0 == file.Length > 0)
        {
            at.Wrong("Password", "", file.Length > 0 ? "is given, and PasswordFile too" : "is not given, nor is PasswordFile");
            return password;
        }

        return file.Length == 0 ? password : at.FirstLineOf("PasswordFile");
    }

    private static string ReadMoveTo(SettingsSection at)
    {
        var folder = at.Text("MoveTo");
        if (folder.Length == 0 || folder == at.Text("Folder"))
        {
            at.Wrong("MoveTo", folder, "must be given for Acknowledgement Move");
        }

        return folder;
    }

    private static string ReadKeyword(SettingsSection at)
    {
        var keyword = at.Text("Keyword");
        if (keyword.Any(c => c is <= ' ' or > '~' or '(' or ')' or '{' or '%' or '*' or '"' or '\\' or ']'))
        {
            at.Wrong("Keyword", keyword, "cannot be an IMAP keyword");
        }

        return keyword;
    }
}
