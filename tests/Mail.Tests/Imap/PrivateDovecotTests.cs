using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class PrivateDovecotTests
{
    [Test]
    public async Task A_server_of_our_own_starts_and_has_the_folders()
    {
        var server = await Dovecot.Server;

        Assert.That(await server.DoveadmAsync("mailbox", "list", "-u", Dovecot.User), Does.Contain("INBOX").And.Contain("Processed"));
    }
}
