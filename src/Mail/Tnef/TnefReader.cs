using System.Buffers.Binary;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Reads a TNEF stream in one pass; nested mails stay ranges, so nothing here calls itself. Never throws on any octets.</summary>
internal ref struct TnefReader
{
    // The attributes of MS-OXTNEF §2.1.3.2 that say something of the mail.
    private const uint From = 0x00008000;
    private const uint Subject = 0x00018004;
    private const uint DateSent = 0x00038005;
    private const uint MessageClass = 0x00078008;
    private const uint Body = 0x0002800C;
    private const uint AttachData = 0x0006800F;
    private const uint AttachTitle = 0x00018010;
    private const uint AttachRendering = 0x00069002;
    private const uint Properties = 0x00069003;
    private const uint Recipients = 0x00069004;
    private const uint AttachProperties = 0x00069005;
    private const uint CodePage = 0x00069007;

    private readonly ReadOnlySpan<byte> _stream;
    private readonly MailLimits _limits;
    private readonly TnefMessage _message = new();
    private MapiStrings _strings;

    private TnefReader(ReadOnlySpan<byte> stream, MailLimits limits)
    {
        _stream = stream;
        _limits = limits;
        _strings = new MapiStrings(stream, Charsets.Windows1252);
    }

    public static TnefMessage Read(ReadOnlySpan<byte> stream, MailLimits limits)
    {
        var reader = new TnefReader(stream, limits);
        reader.ReadAll();
        return reader._message;
    }

    private void ReadAll()
    {
        var scanner = new TnefScanner(_stream);
        while (scanner.Next(out var attribute))
        {
            ReadAttribute(attribute);
        }

        _message.IsBroken = scanner.IsBroken;
        _message.Files.RemoveAll(file => file.Start < 0); // by reference only, or cut off before the data
    }

    private void ReadAttribute(TnefAttribute attribute)
    {
        var data = _stream.Slice(attribute.Start, attribute.Length);
        switch (attribute.Id)
        {
            case CodePage when data.Length >= 4:
                _strings = new MapiStrings(_stream, MapiStrings.Page(BinaryPrimitives.ReadUInt32LittleEndian(data)) ?? Charsets.Windows1252);
                break;
            case Subject when _message.Subject.Length == 0:
                _message.Subject = _strings.Word(attribute.Start, attribute.Length);
                break;
            case MessageClass when _message.MessageClass.Length == 0:
                _message.MessageClass = _strings.Word(attribute.Start, attribute.Length);
                break;
            case Body:
                _message.Text ??= Lines(_strings.Octets(attribute.Start, Math.Min(attribute.Length, _limits.TextCharacters)));
                break;
            case From when _message.From.Address.Length == 0:
                ReadFrom(attribute);
                break;
            case DateSent:
                _message.Date ??= WrittenDate(data);
                break;
            case Properties:
                TnefProperties.OfMessage(_stream, attribute, _strings, _message, _limits);
                break;
            case Recipients:
                TnefProperties.OfRecipients(_stream, attribute, _strings, _message, _limits);
                break;
            default:
                ReadFile(attribute);
                break;
        }
    }

    private readonly void ReadFile(TnefAttribute attribute)
    {
        if (attribute.Id == AttachRendering && _message.Files.Count < _limits.Parts)
        {
            _message.Files.Add(new TnefFile());
        }

        if (_message.Files is not [.., var file])
        {
            return;
        }

        switch (attribute.Id)
        {
            case AttachTitle when file.Name.Length == 0:
                file.Name = _strings.Word(attribute.Start, attribute.Length);
                break;
            case AttachData when file.Start < 0:
                (file.Start, file.Length) = (attribute.Start, attribute.Length);
                break;
            case AttachProperties:
                TnefProperties.OfFile(_stream, attribute, _strings, file);
                break;
        }
    }

    // MS-OXTNEF §2.1.3.3.1: an id, three lengths, a name and "SMTP:address", each with its NUL.
    private readonly void ReadFrom(TnefAttribute attribute)
    {
        var data = _stream.Slice(attribute.Start, attribute.Length);
        if (data.Length < 8)
        {
            return;
        }

        var name = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(data[4..]), data.Length - 8);
        var address = _strings.Word(attribute.Start + 8 + name, data.Length - 8 - name);
        _message.From = new MailAddress(_strings.Word(attribute.Start + 8, name), Address(address));
    }

    /// <summary>An address as TNEF writes it, without its kind; nothing for one that is none on the internet.</summary>
    internal static string Address(string address) =>
        (address.StartsWith("SMTP:", StringComparison.OrdinalIgnoreCase) ? address[5..] : address) is var bare && bare.Contains('@', StringComparison.Ordinal) ? bare : "";

    internal static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    // Year, month, day, hour, minute, second, day of the week, 16 bits each; in UTC.
    private static DateTimeOffset? WrittenDate(ReadOnlySpan<byte> data)
    {
        if (data.Length < 12)
        {
            return null;
        }

        var text = new StringBuilder();
        for (var at = 0; at < 12; at += 2)
        {
            text.Append(BinaryPrimitives.ReadUInt16LittleEndian(data[at..])).Append(at < 4 ? '-' : at == 4 ? ' ' : ':');
        }

        return MailDate.Read(text.ToString().TrimEnd(':'), new DefectList());
    }
}
