using System.Globalization;

namespace Touchpoints.Ingest.Tests;

/// <summary>Mail that is taken in by command, into a store with the directory of the samples.</summary>
[TestFixture]
public abstract class TakenInMail
{
    private string _settings = "";
    private int _file;

    private protected Cli House { get; private set; } = null!;

    [SetUp]
    public void Import()
    {
        House = new Cli();
        Assert.That(House.Run("directory", "import", Path.Combine(Cli.Samples, "directory")).Code, Is.Zero);
        _settings = House.Settings;
    }

    [TearDown]
    public void Remove() => House.Dispose();

    private protected void Strict(string setting)
    {
        var text = File.ReadAllText(House.Settings);
        _settings = House.Write("strict.json", text.Replace("\"Touchpoints\": {", $"\"Touchpoints\": {{ {setting},", StringComparison.Ordinal));
    }

    private protected CliAnswer Run(params string[] arguments) => Cli.RunBare([.. arguments, "--settings", _settings, "--database", House.Database]);

    private protected string Held() => string.Join(' ', Run("held", "list", "--json").Lines.Select(line => line.GetProperty("reason").GetString()));

    private protected void TakeIn(params byte[][] mails)
    {
        var folder = Path.Combine(House.Folder, "mail");
        Directory.CreateDirectory(folder);
        foreach (var mail in mails)
        {
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{++_file:000}.eml")), mail);
        }

        var answer = Run("ingest", "--once", "--from", folder);
        Assert.That(answer.Code, Is.Zero, answer.Error);
    }

    private protected static byte[] Logged(string from, string subject, string to = "jane@acme.example") => Bytes("Delivered-To: touchpoints@in.vendor.example\r\n" + Text(from, to, subject, ""));

    private protected static byte[] Mail(string from, string to, string subject, string header = "") => Bytes(Text(from, to, subject, header));

    private protected static string Text(string from, string to, string subject, string header) =>
        $"{(header.Length > 0 ? header + "\r\n" : "")}From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{subject.Replace(' ', '-')}@client.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\n\r\nWords of {subject}.\r\n";

    private protected static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
