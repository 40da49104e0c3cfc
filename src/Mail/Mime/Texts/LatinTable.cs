using System.Text;

namespace Touchpoints.Mail;

/// <summary>The three parts of ISO/IEC 8859 that the platform leaves out; 0x00 to 0x9F are Latin-1's.</summary>
internal sealed class LatinTable : Encoding
{
    private const string Latin6 =
        "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ";

    private const string Latin8 =
        "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ";

    private const string Latin10 =
        "\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ";

    private static readonly LatinTable Six = new(Latin6);
    private static readonly LatinTable Eight = new(Latin8);
    private static readonly LatinTable Ten = new(Latin10);
    private readonly string _upper;

    private LatinTable(string upper)
    {
        _upper = upper;
    }

    public static LatinTable For(int codePage) => codePage switch
    {
        28600 => Six,
        28604 => Eight,
        _ => Ten,
    };

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (var at = 0; at < byteCount; at++)
        {
            var octet = bytes[byteIndex + at];
            chars[charIndex + at] = octet < 0xA0 ? (char)octet : _upper[octet - 0xA0];
        }

        return byteCount;
    }

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException("These charsets are only read.");

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("These charsets are only read.");

    public override int GetMaxByteCount(int charCount) => charCount;
}
