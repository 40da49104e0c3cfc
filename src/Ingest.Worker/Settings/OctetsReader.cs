using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Reads where the octets of mail are kept.</summary>
internal static class OctetsReader
{
    private const string S3 = "s3://";

    public static OctetsSettings? Read(SettingsSection top)
    {
        var text = top.Text("Store:Octets");
        return text.StartsWith(S3, StringComparison.OrdinalIgnoreCase) ? ReadS3(top, text)
            : text.Equals("postgres", StringComparison.OrdinalIgnoreCase) ? new OctetsSettings.InDatabase()
            : text.Length == 0 ? null
            : new OctetsSettings.Folder(text);
    }

    private static OctetsSettings.S3 ReadS3(SettingsSection top, string text)
    {
        var words = text[S3.Length..].Trim('/').Split('/', 2);
        if (!IsBucket(words[0]))
        {
            top.Wrong("Store:Octets", text, "names no bucket that there can be");
        }

        return new OctetsSettings.S3(words[0], words.Length > 1 ? words[1] + "/" : "")
        {
            ServiceUrl = ReadUrl(top),
            Region = top.Text("Store:S3:Region"),
            AccessKey = top.Text("Store:S3:AccessKey"),
            SecretKey = ReadSecretKey(top),
        };
    }

    private static Uri? ReadUrl(SettingsSection top)
    {
        var text = top.Text("Store:S3:ServiceUrl");
        if (text.Length == 0)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp))
        {
            return url;
        }

        top.Wrong("Store:S3:ServiceUrl", text, "is no address of a server");
        return null;
    }

    private static string ReadSecretKey(SettingsSection top)
    {
        var key = top.Text("Store:S3:SecretKey");
        var file = top.Text("Store:S3:SecretKeyFile");
        if (key.Length > 0 && file.Length > 0)
        {
            top.Wrong("Store:S3:SecretKey", "", "is given, and SecretKeyFile too");
        }

        if (top.Text("Store:S3:AccessKey").Length > 0 != key.Length + file.Length > 0)
        {
            top.Wrong("Store:S3:AccessKey", "", "and the key itself must be given together");
        }

        return file.Length > 0 ? top.FirstLineOf("Store:S3:SecretKeyFile") : key;
    }

    private static bool IsBucket(string name) => name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
}
