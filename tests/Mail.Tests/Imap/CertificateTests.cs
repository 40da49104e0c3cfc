using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using static Touchpoints.Mail.Tests.ScriptedImapServer;

namespace Touchpoints.Mail.Tests;

/// <summary>Which certificates are taken, and what is said of the others (C16).</summary>
public sealed class CertificateTests
{
    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new TestCaseData(TestCertificate.For("mail.vendor.example", TestCertificate.Ours), TestCertificate.Ours, "is for mail.vendor.example, not for localhost").SetArgDisplayNames("wrong name");
        yield return new TestCaseData(TestCertificate.For("localhost", TestCertificate.Ours, yearsFromNow: -1.5), TestCertificate.Ours, "must renew it").SetArgDisplayNames("expired");
        yield return new TestCaseData(TestCertificate.For("localhost", TestCertificate.Ours, yearsFromNow: 0.5), TestCertificate.Ours, "is valid from").SetArgDisplayNames("not yet valid");
        yield return new TestCaseData(TestCertificate.For("localhost"), TestCertificate.Ours, "is self-signed").SetArgDisplayNames("self-signed");
        yield return new TestCaseData(TestCertificate.For("localhost", TestCertificate.Other), TestCertificate.Ours, "unknown authority, CN=Another authority").SetArgDisplayNames("other authority");
        yield return new TestCaseData(TestCertificate.For("localhost", TestCertificate.Other), null, "set CaFile").SetArgDisplayNames("no authority of the system's");
    }

    [TestCaseSource(nameof(Refused))]
    public async Task Bad_certificate_is_refused_and_the_message_says_why(X509Certificate2 certificate, X509Certificate2? trusted, string why)
    {
        await using var server = new ScriptedImapServer(Tls(certificate), Say("* OK [CAPABILITY IMAP4rev1] ready\r\n"));

        var refused = (await Assert.ThrowsAsync<ImapConnectException>(() => ConnectAsync(server, trusted)))!;

        Assert.That(refused.Step, Is.EqualTo(ImapConnectStep.Tls));
        Assert.That(refused.Message, Does.Contain(why));
        Assert.That(server.Received, Is.Empty);
    }

    private static IEnumerable<TestCaseData> Taken()
    {
        yield return new TestCaseData(TestCertificate.For("localhost", TestCertificate.Ours), TestCertificate.Ours).SetArgDisplayNames("by the pinned authority");
        var selfSigned = TestCertificate.For("localhost");
        yield return new TestCaseData(selfSigned, selfSigned).SetArgDisplayNames("self-signed and pinned");
        var pinned = TestCertificate.For("localhost", TestCertificate.Other);
        yield return new TestCaseData(pinned, pinned).SetArgDisplayNames("pinned without its authority");
    }

    [TestCaseSource(nameof(Taken))]
    public async Task Pinned_certificate_is_taken(X509Certificate2 certificate, X509Certificate2 trusted)
    {
        await using var server = new ScriptedImapServer(Tls(certificate), Say("* OK [CAPABILITY IMAP4rev1] ready\r\n"));

        await using var client = await ConnectAsync(server, trusted);

        Assert.That(client.Capabilities, Does.Contain("IMAP4REV1"));
    }

    [TestCase("no-such-file.pem")]
    [TestCase("/dev/null")]
    public async Task Unusable_CaFile_is_told(string file)
    {
        await using var server = new ScriptedImapServer(Say("* OK ready\r\n"));
        var endpoint = new ImapEndpoint("localhost", server.Port, ImapSecurity.Tls) { CaFile = file };

        var refused = (await Assert.ThrowsAsync<ImapConnectException>(() => ImapClient.ConnectAsync(endpoint, new(), CancellationToken.None)))!;

        Assert.That(refused.Message, Does.Contain("CaFile").And.Contain(file));
    }

    private static Task<ImapClient> ConnectAsync(ScriptedImapServer server, X509Certificate2? trusted) => ImapClient.ConnectAsync(
        new ImapEndpoint("localhost", server.Port, ImapSecurity.Tls) { CaFile = trusted is null ? null : TestCertificate.PemFile(trusted) },
        new(),
        CancellationToken.None);
}
