using System.Text;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// Reads and decides a mail of our own, once a process, so that the code is loaded before a real mail is in hand: beside the opening of the store and the mail server's first answers, which
/// use one core.
/// </summary>
internal static class WarmUp
{
    private static readonly byte[] s_mail = Encoding.ASCII.GetBytes(
        "From: Ada <ada@vendor.example>\r\nTo: Bo <bo@customer.example>\r\nSubject: =?utf-8?q?Warm_up?=\r\nMessage-ID: <warm-up@vendor.example>\r\n"
        + "Date: Mon, 05 Jan 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n\r\nOn Monday Bo wrote:\r\n> ok\r\n--b\r\n"
        + "Content-Type: text/html\r\n\r\n<p>Hello</p>\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n");

    private static readonly Lazy<Task<MailKeys>> s_reading = new(() => Task.Run(() => TrialReading.Read(s_mail, new Policy()).Keys));

    /// <summary>Reads and decides; needs neither settings nor store.</summary>
    public static void Begin() => _ = s_reading.Value;

    /// <summary>Loads the directory as well. What fails here fails again with a real mail, and is answered there.</summary>
    public static async Task RunAsync(Database database)
    {
        Task loading = s_reading.Value.ContinueWith(read => database.Recorder.LookUp(read.Result), TaskScheduler.Default);
        await loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
