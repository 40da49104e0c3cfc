namespace Touchpoints.Mail.Tests;

/// <summary>Shapes of mail that make readers quadratic, in any size; also what bench/Reading doubles.</summary>
internal sealed record HostileShape(string Name, string Before, string Repeated)
{
    public static IReadOnlyList<HostileShape> All { get; } =
    [
        new("commas and brackets in To", "To: ", "<,"), new("open brackets in To", "To: ", "<"), new("open quotes in To", "To: ", "\",<"), new("open comments in To", "To: ", "(,"), new("nested comments", "To: ", "(a"),
        new("groups", "To: ", "a:"), new("colons after an at", "To: ", "a@:"), new("addresses", "To: ", "a@x.example,"), new("folded To", "To: ", "a@x.example,\r\n "),
        new("addresses without commas", "To: ", "a@x.example "), new("dots between blanks", "To: a@x", "  . "), new("bracketed words", "To: ", "<a> <b@x>"), new("mailboxes as encoded words", "To: ", "=?utf-8?Q?a_<a@x>?=,"),
        new("encoded words", "Subject: ", "=?utf-8?Q?x?= "), new("open encoded words", "Subject: ", "=?utf-8?Q?x "), new("encoded word starts", "Subject: ", "=?"), new("folds", "Subject: x", "\r\n x"), new("controls", "Subject: ", "\0\r"),
        new("parameters", "Content-Type: text/plain", "; a=b"), new("open quotes", "Content-Type: text/plain", "; a=\"b"), new("inner quotes", "Content-Type: text/plain; name=\"", "a\"b"), new("continuations", "Content-Type: text/plain", "; a*0*=utf-8''%41"),
        new("references", "References: ", "<a@x.example> "), new("open ids", "References: ", "<a "), new("fields", "", "X: y\r\n"), new("junk in the header", "X: y\r\n", "junk \r\n"), new("junk before the header", "", "junk \r\n"), new("blank lines", "", "\r\n"),
        new("parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n"), new("unclosed multiparts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"),
        new("wrong boundaries", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--c\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n"), new("lines like boundaries", "Content-Type: multipart/mixed; boundary=bbbbbbbb\r\n\r\n--bbbbbbbb\r\n\r\n", "--bbbbbbbx\r\n"),
        new("ends", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b--\r\n"), new("nested mails", "", "Content-Type: message/rfc822\r\n\r\n"), new("base64 with junk", "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n", "A="), new("base64 below its padding", "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nQUI=\r\n", "A=-"),
        new("comments in a type", "Content-Type: ", "(a) "), new("comments in parameters", "Content-Type: text/plain", "; a (b) = (c"),
        new("equals signs", "Content-Transfer-Encoding: quoted-printable\r\n\r\n", "="), new("soft breaks with blanks", "Content-Transfer-Encoding: quoted-printable\r\n\r\n", "=  "), new("uuencode starts", "Subject: x\r\n\r\n", "begin 644 x\r\n"),
        new("yenc starts", "Subject: x\r\n\r\n", "=ybegin line=1 name=x\r\n"), new("base64 file starts", "Subject: x\r\n\r\n", "begin-base64 644 x\r\n"), new("signed armour", "Subject: x\r\n\r\n", "-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nx\r\n"),
        new("armour", "Subject: x\r\n\r\n", "-----BEGIN PGP MESSAGE-----\r\n-----END PGP MESSAGE-----\r\n"), new("escapes", "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n", "\u001B$B$\"\u001B(B"),
        new("flowed quotes", "Content-Type: text/plain; format=flowed\r\n\r\n", "> x \r\n"), new("cids", "Content-Type: text/html\r\n\r\n", "<img src=cid:x"), new("carriage returns", "Subject: x\r\n\r\n", "\r"),
        new("text parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\na text of some words that is joined to all the others\r\n"), new("HTML parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\nContent-Type: text/html\r\n\r\n<p>a\r\n"),
        new("related with a root by name", "Content-Type: multipart/related; boundary=b; start=\"<r>\"\r\n\r\n", "--b\r\nContent-ID: <q>\r\n\r\n"), new("files in text", "Subject: x\r\n\r\n", "begin 644 x\r\n#0V%T\r\n`\r\nend\r\n"),
        new("octets of another charset", "Content-Type: text/plain; charset=utf-8\r\n\r\n", "\u00E9\r\n"), new("dates", "Date: ", "1:"), new("continuations out of order", "Content-Type: text/plain", "; a*1=b; a*0=c"),
    ];

    /// <summary>The limits that hide a quadratic reader are out of the way; depth and parts stay, they bound the tree.</summary>
    public static MailLimits Limits { get; } = new()
    {
        HeaderFieldOctets = int.MaxValue, PartHeaderOctets = int.MaxValue, AllHeaderOctets = int.MaxValue, HeaderFields = int.MaxValue, Addresses = int.MaxValue, Parameters = int.MaxValue, EncodedWords = int.MaxValue,
    };

    public byte[] Octets(int size) => System.Text.Encoding.Latin1.GetBytes(Before + string.Concat(Enumerable.Repeat(Repeated, size / Repeated.Length)) + "\r\n\r\nHello\r\n");

    /// <summary>Reads a mail with all that is in it.</summary>
    public static void Read(byte[] octets)
    {
        foreach (var part in ((MailReading.Readable)MailReader.Read(octets, Limits)).Mail.Attachments)
        {
            part.Digest();
        }
    }
}
