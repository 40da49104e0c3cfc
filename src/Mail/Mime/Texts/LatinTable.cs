namespace Touchpoints.Mail;

/// <summary>The three parts of ISO/IEC 8859 that the platform leaves out; 0x00 to 0x9F are Latin-1's.</summary>
internal sealed class LatinTable : ReadOnlyEncoding
{
    private const string Latin6 =
        "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ";

    private const string Latin8 =
        "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ";

    private const string Latin10 =
        "\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ";

    private static readonly LatinTable Six = new(28600, Latin6);
    private static readonly LatinTable Eight = new(28604, Latin8);
    private static readonly LatinTable Ten = new(28606, Latin10);
    private readonly string _upper;

    private LatinTable(int codePage, string upper)
        : base(codePage)
    {
        _upper = upper;
    }

    public static LatinTable For(int codePage) => codePage switch
    {
        28600 => Six,
        28604 => Eight,
        _ => Ten,
    };

    public override bool IsSingleByte => true;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            chars[at] = bytes[at] < 0xA0 ? (char)bytes[at] : _upper[bytes[at] - 0xA0];
        }

        return bytes.Length;
    }
}
