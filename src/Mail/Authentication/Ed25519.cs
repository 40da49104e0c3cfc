using System.Runtime.InteropServices;

namespace Touchpoints.Mail;

/// <summary>
/// Ed25519 (RFC 8032) by the OpenSSL that .NET itself uses on Linux, for the class library does not offer it. Elsewhere it is unsupported: arithmetic on
/// curves is not written by hand here.
/// </summary>
internal static class Ed25519
{
    private const string Library = "libcrypto.so.3";
    private const int KeyType = 1087; // EVP_PKEY_ED25519
    private static volatile bool s_missing = !OperatingSystem.IsLinux();

    /// <summary>Null where the platform cannot tell.</summary>
    public static bool? Verify(byte[] key, byte[] message, byte[] signature)
    {
        if (s_missing)
        {
            return null;
        }

        try
        {
            return VerifyHere(key, message, signature);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            s_missing = true;
            return null;
        }
    }

    private static bool? VerifyHere(byte[] key, byte[] message, byte[] signature)
    {
        var context = EVP_MD_CTX_new();
        var publicKey = EVP_PKEY_new_raw_public_key(KeyType, 0, key, (nuint)key.Length);
        try
        {
            return publicKey == 0 || context == 0 || EVP_DigestVerifyInit(context, 0, 0, 0, publicKey) != 1
                ? null
                : EVP_DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        }
        finally
        {
            EVP_PKEY_free(publicKey);
            EVP_MD_CTX_free(context);
            ERR_clear_error(); // a refusal must not be found later by a caller that has nothing to do with it
        }
    }

#pragma warning disable IDE1006, SA1300 // the names are OpenSSL's
    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_MD_CTX_new();

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_MD_CTX_free(nint context);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte[] key, nuint length);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_PKEY_free(nint key);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_DigestVerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_DigestVerify(nint context, byte[] signature, nuint signatureLength, byte[] message, nuint messageLength);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ERR_clear_error();
#pragma warning restore IDE1006, SA1300
}
