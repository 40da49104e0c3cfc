using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

/// <summary>Certificates of every kind, good and bad.</summary>
internal static class TestCertificate
{
    public static readonly X509Certificate2 Ours = Authority("Our authority");
    public static readonly X509Certificate2 Other = Authority("Another authority");

    /// <summary>For <paramref name="name"/>, by <paramref name="authority"/> or by itself, valid for a year from <paramref name="yearsFromNow"/>.</summary>
    public static X509Certificate2 For(string name, X509Certificate2? authority = null, double yearsFromNow = -0.5)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var from = TimeProvider.System.GetUtcNow().AddDays(yearsFromNow * 365);
        if (authority is null)
        {
            return request.CreateSelfSigned(from, from.AddYears(1));
        }

        using var signed = request.Create(authority, from, from.AddYears(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    public static string PemFile(X509Certificate2 certificate)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, Path.GetRandomFileName() + ".pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddYears(-2), now.AddYears(2));
    }
}
