using System.Security.Cryptography;

namespace Touchpoints.Mail;

/// <summary>Checks a signature over a SHA-256 hash with a key of the DNS (RFC 6376 §3.3.1, RFC 8463).</summary>
internal static class PublicKeys
{
    private const int ShortestRsa = 1024; // RFC 8301 §3.2: shorter ones must not be considered valid
    private const int LongestRsa = 8192; // RFC 8301 §3.2 asks for 4096; time grows with the square
    private const int Ed25519Key = 32; // RFC 8463 §4.2

    public static SignatureProblem? Verify(string keyType, byte[] key, byte[] hash, byte[] signature) =>
        keyType == "rsa" ? Rsa(key, hash, signature) : Edwards(key, hash, signature);

    private static SignatureProblem? Rsa(byte[] key, byte[] hash, byte[] signature)
    {
        using var rsa = RSA.Create();
        try
        {
            Import(rsa, key);
        }
        catch (CryptographicException)
        {
            return SignatureProblem.PermError("the key is no RSA key");
        }

        if (rsa.KeySize is < ShortestRsa or > LongestRsa)
        {
            return SignatureProblem.Policy($"an RSA key of {rsa.KeySize} bits is not acceptable (RFC 8301)");
        }

        try
        {
            return rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ? null : SignatureProblem.Fail("the signature does not match");
        }
        catch (CryptographicException)
        {
            return SignatureProblem.PermError("the key cannot be used");
        }
    }

    // RFC 6376 §3.6.1 says RSAPublicKey (RFC 8017 §A.1.1); its own example and everybody uses SubjectPublicKeyInfo around it.
    private static void Import(RSA rsa, byte[] key)
    {
        try
        {
            rsa.ImportSubjectPublicKeyInfo(key, out _);
        }
        catch (CryptographicException)
        {
            rsa.ImportRSAPublicKey(key, out _);
        }
    }

    private static SignatureProblem? Edwards(byte[] key, byte[] hash, byte[] signature) =>
        key.Length != Ed25519Key ? SignatureProblem.PermError("the key is no Ed25519 key")
        : Ed25519.Verify(key, hash, signature) switch
        {
            null => SignatureProblem.Unsupported,
            true => null,
            false => SignatureProblem.Fail("the signature does not match"),
        };
}
