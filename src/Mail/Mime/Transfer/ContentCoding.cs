using System.Globalization;

namespace Touchpoints.Mail;

/// <summary>
/// How the octets of a part come out of its range of the mail, as one line of text that can be kept beside the range: the transfer encoding,
/// and, for what lies inside a container, the steps from there: "base64 &gt; cms &gt; range 120 4000 &gt; quoted-printable". A range is one of the
/// octets of the step before it; "cms" is the content of signed-data; "tnef-mail" is a mail that TNEF holds, written as a mail.
/// </summary>
internal static class ContentCoding
{
    public const string Cms = "cms";
    public const string TnefMail = "tnef-mail";
    private const string Between = " > ";
    private const string RangeWord = "range ";

    public static string Word(TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.Base64 => "base64",
        TransferEncoding.QuotedPrintable => "quoted-printable",
        TransferEncoding.Uuencode => "uuencode",
        TransferEncoding.Yenc => "yenc",
        _ => "8bit",
    };

    /// <summary>The coding of what stands in that range of what <paramref name="coding"/> gives.</summary>
    public static string Range(string coding, long start, long length) => string.Create(CultureInfo.InvariantCulture, $"{coding}{Between}{RangeWord}{start} {length}");

    public static string Then(string coding, string step) => string.Concat(coding, Between, step);

    public static string[] Steps(string coding) => coding.Split(Between);

    /// <summary>The transfer encoding that a coding is, or null where it has further steps.</summary>
    public static TransferEncoding? Encoding(string coding) => coding switch
    {
        "base64" => TransferEncoding.Base64,
        "quoted-printable" => TransferEncoding.QuotedPrintable,
        "uuencode" => TransferEncoding.Uuencode,
        "yenc" => TransferEncoding.Yenc,
        _ => coding.Contains(Between, StringComparison.Ordinal) ? null : TransferEncoding.None,
    };

    /// <summary>The decoder of a step, or null where it changes nothing.</summary>
    public static ContentDecoder? Decoder(string step) =>
        step == Cms ? new CmsDecoder()
        : step.StartsWith(RangeWord, StringComparison.Ordinal) ? RangeOf(step.AsSpan(RangeWord.Length))
        : ContentDecoder.For(Encoding(step) ?? TransferEncoding.None);

    private static RangeDecoder RangeOf(ReadOnlySpan<char> numbers)
    {
        var blank = numbers.IndexOf(' ');
        return new RangeDecoder(
            long.Parse(numbers[..blank], NumberStyles.None, CultureInfo.InvariantCulture),
            long.Parse(numbers[(blank + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
