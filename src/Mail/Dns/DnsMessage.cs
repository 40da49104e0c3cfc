using System.Buffers.Binary;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>A reply to a question for TXT records: the texts at the name or at the end of its aliases, or the last alias, that has none in this reply.</summary>
internal sealed record DnsReply(int Code, bool IsTruncated, IReadOnlyList<string> Texts, string Alias, TimeSpan Life)
{
    /// <summary>Somebody who knows said yes or no; all other codes are those of a server in trouble.</summary>
    public bool IsFinal => Code is DnsMessage.NoError or DnsMessage.NoSuchName;
}

/// <summary>Questions for TXT records and the replies to them (RFC 1035 §4), read strictly within their octets.</summary>
internal static class DnsMessage
{
    public const int NoError = 0;
    public const int FormatError = 1;
    public const int NoSuchName = 3;
    public const int NotImplemented = 4;

    private const int Header = 12;
    private const ushort Alias = 5;
    private const ushort Text = 16;
    private const ushort Options = 41;
    private const ushort Internet = 1;
    private const ushort Datagram = 1232; // RFC 6891 §6.2.5, as large as every path carries whole

    /// <summary>True for ASCII labels of 1 to 63 octets, 253 in all (RFC 1035 §2.3.4).</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 253 && !name.AsSpan().ContainsAnyExceptInRange('!', '~') && name.Split('.').All(label => label.Length is > 0 and <= 63);

    public static byte[] Question(ushort id, string name, bool withEdns)
    {
        using var message = new MemoryStream();
        Number(message, id);
        Number(message, 0x0100); // RD: the server is to ask others
        Number(message, 1);
        Number(message, 0);
        Number(message, 0);
        Number(message, (ushort)(withEdns ? 1 : 0));
        foreach (var label in name.Split('.'))
        {
            message.WriteByte((byte)label.Length);
            message.Write(Encoding.ASCII.GetBytes(label));
        }

        message.WriteByte(0);
        Number(message, Text);
        Number(message, Internet);
        if (withEdns)
        {
            // RFC 6891 §6.1.2: the root, OPT, our datagram size, no flags, no options.
            message.WriteByte(0);
            Number(message, Options);
            Number(message, Datagram);
            message.Write([0, 0, 0, 0, 0, 0]);
        }

        return message.ToArray();
    }

    /// <summary>The reply to that question; null when the octets are no reply to it.</summary>
    public static DnsReply? Read(ReadOnlySpan<byte> message, ushort id, string name)
    {
        if (message.Length < Header || Number(message, 0) != id || (message[2] & 0xF8) != 0x80)
        {
            return null; // another id, no reply, or not to a query
        }

        var (code, isTruncated, at) = (message[3] & 15, (message[2] & 2) != 0, Header);
        if (Number(message, 4) == 0 && code is not (NoError or NoSuchName))
        {
            return new DnsReply(code, isTruncated, [], "", TimeSpan.Zero); // some servers do not repeat a question that they did not understand
        }

        if (Number(message, 4) != 1 || DnsName.Read(message, ref at) is not { } asked || asked != name
            || at + 4 > message.Length || Number(message, at) != Text || Number(message, at + 2) != Internet)
        {
            return null;
        }

        at += 4;
        return Records(message, at, Number(message, 6)) is { } records ? Follow(records, name, code, isTruncated)
            : isTruncated ? new DnsReply(code, isTruncated, [], "", TimeSpan.Zero)
            : null;
    }

    private static DnsReply Follow(List<DnsRecord> records, string name, int code, bool isTruncated)
    {
        var life = TimeSpan.MaxValue;
        var alias = "";
        for (var steps = 0; steps <= records.Count; steps++)
        {
            var here = records.FindAll(r => r.Name == name);
            life = here.Select(r => r.Life).Append(life).Min();
            if (here.Where(r => r.Alias is null).Select(r => r.Text).ToList() is { Count: > 0 } texts)
            {
                return new DnsReply(code, isTruncated, texts, "", life);
            }

            if (here is not [{ Alias: { } next }, ..])
            {
                break;
            }

            alias = name = next;
        }

        return new DnsReply(code, isTruncated, [], code == NoSuchName ? "" : alias, life == TimeSpan.MaxValue ? TimeSpan.Zero : life);
    }

    // The answers of the kinds that were asked for; null when they go beyond the message.
    private static List<DnsRecord>? Records(ReadOnlySpan<byte> message, int at, int count)
    {
        var records = new List<DnsRecord>();
        for (; count > 0; count--)
        {
            if (DnsName.Read(message, ref at) is not { } owner || at + 10 > message.Length || at + 10 + Number(message, at + 8) > message.Length)
            {
                return null;
            }

            var (type, seconds, start, length) = (Number(message, at), BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]), at + 10, Number(message, at + 8));
            at = start + length;
            var life = TimeSpan.FromSeconds(seconds > int.MaxValue ? 0 : seconds); // RFC 2181 §8
            if (Number(message, start - 8) != Internet)
            {
                continue;
            }

            if (type == Alias && DnsName.Read(message, ref start) is { } target)
            {
                records.Add(new DnsRecord(owner, target, "", life));
            }
            else if (type == Text && Strings(message.Slice(start, length)) is { } text)
            {
                records.Add(new DnsRecord(owner, null, text, life));
            }
        }

        return records;
    }

    // RFC 1035 §3.3.14: strings of up to 255 octets, each after its length; joined without anything between them.
    private static string? Strings(ReadOnlySpan<byte> data)
    {
        var joined = new List<byte>(data.Length);
        while (!data.IsEmpty)
        {
            if (data[0] >= data.Length)
            {
                return null;
            }

            joined.AddRange(data.Slice(1, data[0]));
            data = data[(data[0] + 1)..];
        }

        return Encoding.UTF8.GetString([.. joined]);
    }

    private static ushort Number(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);

    private static void Number(MemoryStream message, ushort number) => message.Write([(byte)(number >> 8), (byte)number]);

    private sealed record DnsRecord(string Name, string? Alias, string Text, TimeSpan Life);
}
