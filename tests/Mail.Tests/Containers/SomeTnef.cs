using System.Buffers.Binary;
using System.Text;

namespace Touchpoints.Mail.Tests;

/// <summary>Writes TNEF (MS-OXTNEF) for tests.</summary>
internal static class SomeTnef
{
    public static byte[] Stream(params byte[][] attributes) => [0x78, 0x9F, 0x3E, 0x22, 1, 0, .. attributes.SelectMany(a => a)];

    public static byte[] Attribute(byte level, uint id, byte[] data) => [level, .. Number(id), .. Number((uint)data.Length), .. data, 0, 0];

    public static byte[] Message(params byte[][] properties) => Attribute(1, 0x00069003, List(properties));

    public static byte[] File(string name, byte[] content, params byte[][] more) =>
        [.. Attribute(2, 0x00069002, new byte[14]), .. Attribute(2, 0x0006800F, content), .. Attribute(2, 0x00069005, List([Text(0x3707, name), .. more]))];

    /// <summary>A mail inside: its data are an object that begins with a GUID.</summary>
    public static byte[] Mail(string name, byte[] stream) =>
        [.. Attribute(2, 0x00069002, new byte[14]), .. Attribute(2, 0x00069005, List([Text(0x3001, name), Integer(0x3705, 5), Value(0x0D, 0x3701, [.. new byte[16], .. stream])]))];

    public static byte[] Text(int id, string text) => Value(0x1F, id, Encoding.Unicode.GetBytes(text + '\0'));

    public static byte[] Binary(int id, byte[] octets) => Value(0x102, id, octets);

    public static byte[] Integer(int id, int value) => [3, 0, (byte)id, (byte)(id >> 8), .. Number((uint)value)];

    /// <summary>Compressed RTF that is not compressed (MS-OXRTFCP §2.1.3.1.1).</summary>
    public static byte[] Rtf(string rtf) => Binary(0x1009, [.. Number((uint)rtf.Length + 12), .. Number((uint)rtf.Length), .. "MELA"u8, .. Number(0), .. Encoding.Latin1.GetBytes(rtf)]);

    public static byte[] Mail(byte[] tnef, string text = "") =>
        Some.Octets($"From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{text}\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n"
            + $"Content-Transfer-Encoding: base64\n\n{Convert.ToBase64String(tnef, Base64FormattingOptions.InsertLineBreaks)}\n--b--\n");

    private static byte[] List(byte[][] properties) => [.. Number((uint)properties.Length), .. properties.SelectMany(p => p)];

    private static byte[] Value(int type, int id, byte[] value) =>
        [(byte)type, (byte)(type >> 8), (byte)id, (byte)(id >> 8), .. Number(1), .. Number((uint)value.Length), .. value, .. new byte[-value.Length & 3]];

    private static byte[] Number(uint value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        return octets;
    }
}
