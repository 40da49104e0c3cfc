using System.Text;

namespace Touchpoints.Mail.Tests;

internal static class Composed
{
    public static readonly MailDraft Draft = new()
    {
        From = [new("Jane Doe", "jane@vendor.example")],
        To = [new MailAddress("Anna", "anna@acme.example")],
        Subject = "Hello",
        Date = new(2026, 1, 12, 9, 14, 58, TimeSpan.FromHours(1)),
        MessageId = "1@vendor.example",
        Text = "Hello Anna\n",
    };

    public static async Task<byte[]> OctetsAsync(MailDraft draft)
    {
        using var output = new MemoryStream();
        await MailComposer.WriteAsync(draft, output, CancellationToken.None);
        return output.ToArray();
    }

    public static async Task<string> TextAsync(MailDraft draft) => Encoding.UTF8.GetString(await OctetsAsync(draft));

    public static MailFile File(string name, string type, string content) => new(name, type, () => new MemoryStream(Encoding.Latin1.GetBytes(content)));
}
