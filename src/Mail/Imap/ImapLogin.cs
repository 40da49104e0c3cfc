using System.Text;

namespace Touchpoints.Mail;

/// <summary>AUTHENTICATE PLAIN (RFC 4616), in one step with SASL-IR (RFC 4959), or LOGIN; then ENABLE of what helps.</summary>
internal sealed class ImapLogin(ImapSession session)
{
    public async Task RunAsync(string userName, string password, CancellationToken cancellationToken)
    {
        if (!session.IsLoggedIn)
        {
            await AuthenticateAsync(userName, password, cancellationToken);
            session.IsLoggedIn = true;
        }

        if (session.Capabilities.Contains("ENABLE") && session.Capabilities.Contains("UTF8=ACCEPT"))
        {
            // RFC 6855 §3: without it a server may give internationalised mail rewritten, not as it came.
            session.TakesUtf8 = (await session.AskAsync(new("ENABLE UTF8=ACCEPT"), null, cancellationToken)).IsOk;
        }
    }

    private static byte[] Base64(string userName, string password) => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{userName}\0{password}")));

    private async Task AuthenticateAsync(string userName, string password, CancellationToken cancellationToken)
    {
        var before = session.Capabilities;
        var status = await session.AskAsync(Command(userName, password), null, cancellationToken);
        if (!status.IsOk)
        {
            // Some servers repeat what they were given.
            var shown = status.Shown.Replace(Encoding.ASCII.GetString(Base64(userName, password)), "…", StringComparison.Ordinal);
            shown = password.Length > 0 ? shown.Replace(password, "…", StringComparison.Ordinal) : shown;
            throw new ImapAuthenticationException($"The server refused the login of {userName}: {shown}", status.IsTransient);
        }

        if (ReferenceEquals(before, session.Capabilities))
        {
            await session.CommandAsync(new("CAPABILITY"), null, cancellationToken);
        }
    }

    private ImapLine Command(string userName, string password)
    {
        if (session.Capabilities.Contains("AUTH=PLAIN"))
        {
            var line = new ImapLine("AUTHENTICATE PLAIN");
            return session.Capabilities.Contains("SASL-IR")
                ? line.Text(" ").Text(Encoding.ASCII.GetString(Base64(userName, password)))
                : line.Next(Base64(userName, password));
        }

        // Heeded here only: some servers go on listing it after a login.
        return session.Capabilities.Contains("LOGINDISABLED")
            ? throw new ImapAuthenticationException("The server takes no password on this connection (LOGINDISABLED): set Security to Tls or StartTls.", isTransient: false)
            : new ImapLine("LOGIN").String(userName).String(password);
    }
}
