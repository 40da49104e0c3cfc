using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>An error of a mailbox in plain words: what happened, where, what to do; and what the loop does about it.</summary>
internal sealed record MailboxTrouble(MailboxState State, string Words, int ExitCode)
{
    private static readonly string[] s_passing = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN", "OVERQUOTA", "EXPIRED"];

    public static MailboxTrouble Of(Exception error, MailboxSettings mailbox)
    {
        var where = $"Mailbox {mailbox.Name} at {mailbox.Endpoint.Host}:{mailbox.Endpoint.Port}";
        var settings = $"{SettingsReference.Root}:Mailboxes:{mailbox.Name}";
        return error switch
        {
            ImapAuthenticationException { IsTransient: false } refused => new(
                MailboxState.NeedsAttention,
                $"{where}: the server refused the login of {mailbox.User}: {Sentence(refused.Message)} Correct {settings}:User or its password.",
                Ingest.ExitCode.LoginRefused),
            ImapConnectException { Step: ImapConnectStep.Tls, InnerException: System.Security.Authentication.AuthenticationException } untrusted => new(
                MailboxState.NeedsAttention,
                $"{where}: {Sentence(untrusted.Message)} Have the server's certificate renewed for the name {mailbox.Endpoint.Host}, or name the certificate to trust in {settings}:CaFile.",
                Ingest.ExitCode.Unreachable),
            ImapConnectException failed => new(
                MailboxState.BackingOff,
                $"{where} cannot be reached: {Sentence(failed.Message)} Check {settings}:Host and Port, and that the server runs.",
                Ingest.ExitCode.Unreachable),
            ImapCommandException command when !IsPassing(command) => new(
                MailboxState.NeedsAttention,
                $"{where}: the folder {mailbox.Folder} cannot be used: {Sentence(command.Message)} Create it, or correct {settings}:Folder.",
                Ingest.ExitCode.Configuration),
            StoreException store => new(MailboxState.Paused, $"Mailbox {mailbox.Name}: intake pauses. {store.Message}", Ingest.ExitCode.TryAgain),
            LeaseLostException lost => new(MailboxState.Paused, lost.Message, Ingest.ExitCode.TryAgain),
            ImapAuthenticationException busy => new(
                MailboxState.BackingOff,
                $"{where}: the server takes no login for now: {Sentence(busy.Message)} It is tried again; nothing has to be done unless it stays so.",
                Ingest.ExitCode.Unreachable),
            ImapCommandException or ImapProtocolException or IOException or TimeoutException => new(
                MailboxState.BackingOff,
                $"{where}: the connection was lost: {Sentence(error.Message)} It is made again; nothing has to be done.",
                Ingest.ExitCode.Unreachable),
            _ => new(
                MailboxState.BackingOff,
                $"{where}: a fault of the program ({error.GetType().Name}): {Sentence(error.Message)} The mailbox is tried again; please report this.",
                Ingest.ExitCode.Internal),
        };
    }

    /// <summary>True for a refusal that is about the server's state and not about what was asked.</summary>
    public static bool IsPassing(ImapCommandException refusal) => s_passing.Contains(refusal.Code);

    private static string Sentence(string text)
    {
        var plain = LogText.Of(text.Trim());
        return plain.EndsWith('.') || plain.EndsWith('!') ? plain : plain + ".";
    }
}
