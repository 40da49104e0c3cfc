using System.Text;

namespace Touchpoints.Mail;

/// <summary>Folder names on the wire: UTF-7 as modified by RFC 3501 §5.1.3.</summary>
internal static class ImapFolderName
{
    public static string Encode(string name)
    {
        var wire = new StringBuilder();
        for (var i = 0; i < name.Length;)
        {
            if (name[i] is >= ' ' and <= '~')
            {
                wire.Append(name[i] == '&' ? "&-" : name[i].ToString());
                i++;
                continue;
            }

            var start = i;
            while (i < name.Length && name[i] is not (>= ' ' and <= '~'))
            {
                i++;
            }

            var octets = Encoding.BigEndianUnicode.GetBytes(name[start..i]);
            wire.Append('&').Append(Convert.ToBase64String(octets).TrimEnd('=').Replace('/', ',')).Append('-');
        }

        return wire.ToString();
    }

    /// <summary>A name that is no modified UTF-7 stays as it is.</summary>
    public static string Decode(string wire)
    {
        var name = new StringBuilder();
        for (var i = 0; i < wire.Length; i++)
        {
            if (wire[i] != '&')
            {
                name.Append(wire[i]);
                continue;
            }

            var end = wire.IndexOf('-', i);
            if (end < 0 || Shifted(wire[(i + 1)..end]) is not { } text)
            {
                return wire;
            }

            name.Append(text);
            i = end;
        }

        return name.ToString();
    }

    private static string? Shifted(string base64)
    {
        if (base64.Length == 0)
        {
            return "&";
        }

        var octets = new byte[base64.Length];
        var padded = base64.Replace(',', '/') + new string('=', (4 - (base64.Length % 4)) % 4);
        return Convert.TryFromBase64String(padded, octets, out var length) && length % 2 == 0 ? Encoding.BigEndianUnicode.GetString(octets, 0, length) : null;
    }
}
