using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Touchpoints.Mail;

/// <summary>Checks a server's certificate, name and chain, and remembers what was wrong with it. There is no way to switch it off.</summary>
internal sealed class ServerCertificate(ImapEndpoint endpoint)
{
    private readonly X509Certificate2Collection _trusted = Read(endpoint.CaFile);

    /// <summary>What is wrong and what to do; null when all was well.</summary>
    public string? Problem { get; private set; }

    public SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = endpoint.Host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => (Problem = Judge(certificate as X509Certificate2, chain, errors)) is null,
        CertificateChainPolicy = endpoint.CaFile is null ? null : Pinned(),
    };

    private static X509Certificate2Collection Read(string? file)
    {
        var certificates = new X509Certificate2Collection();
        if (file is not null)
        {
            try
            {
                certificates.ImportFromPemFile(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new ImapConnectException(ImapConnectStep.Tls, $"CaFile {file} cannot be read: {e.Message}", e);
            }

            if (certificates.Count == 0)
            {
                throw new ImapConnectException(ImapConnectStep.Tls, $"CaFile {file} has no certificate: it must be a PEM file with one or more.");
            }
        }

        return certificates;
    }

    private X509ChainPolicy Pinned()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_trusted);
        return policy;
    }

    private string? Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "it sent no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"its certificate is for {NamesOf(certificate)}, not for {endpoint.Host}: set Host to one of the certificate's names";
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return $"its certificate, or one above it, is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u} only: the server's owner must renew it (or this machine's clock is wrong)";
        }

        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) || IsPinnedItself(certificate, status))
        {
            return null;
        }

        var which = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
            ? "its certificate is self-signed"
            : $"its certificate was issued by an unknown authority, {certificate.Issuer}";
        var remedy = endpoint.CaFile is null ? "set CaFile to a PEM file with the certificate of that authority" : $"it is not among those in CaFile {endpoint.CaFile}";
        return status.HasFlag(X509ChainStatusFlags.UntrustedRoot) || status.HasFlag(X509ChainStatusFlags.PartialChain)
            ? $"{which}: {remedy}"
            : $"its certificate cannot be trusted ({status}): the server's owner must replace it";
    }

    // A certificate may be pinned without those above it; name and dates still count.
    private bool IsPinnedItself(X509Certificate2 certificate, X509ChainStatusFlags status) =>
        (status & ~(X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) == X509ChainStatusFlags.NoError
        && _trusted.Any(t => t.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())));
        return string.Join(", ", names.DefaultIfEmpty(certificate.Subject).Take(10));
    }
}
