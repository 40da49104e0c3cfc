using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Gathers LIST (RFC 9051 §7.3.1).</summary>
internal sealed class ImapFolders(bool isUtf8)
{
    // RFC 6154 §2; Cyrus writes them small.
    private static readonly string[] s_uses = [@"\all", @"\archive", @"\drafts", @"\flagged", @"\important", @"\junk", @"\sent", @"\trash"];

    private readonly List<ImapFolder> _found = [];

    public IReadOnlyList<ImapFolder> Found => _found;

    public void Take(uint number, ReadOnlySpan<byte> name, ref ImapTokens rest)
    {
        if (!Ascii.EqualsIgnoreCase(name, "LIST"u8))
        {
            return;
        }

        var (use, canSelect) = ("", true);
        rest.SkipSpaces();
        rest.Expect('(');
        for (rest.SkipSpaces(); !rest.TrySkip(')'); rest.SkipSpaces())
        {
            var attribute = rest.Word();
            var word = attribute.IsEmpty ? throw rest.Broken("an attribute expected") : Encoding.ASCII.GetString(attribute).ToLowerInvariant();
            canSelect &= word is not (@"\noselect" or @"\nonexistent");
            use = use.Length == 0 && s_uses.Contains(word) ? word : use;
        }

        _ = rest.Octets();
        var folder = Encoding.UTF8.GetString(rest.Octets() ?? throw rest.Broken("a name expected"));
        if (canSelect)
        {
            _found.Add(new(folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : isUtf8 ? folder : ImapFolderName.Decode(folder), use));
        }
    }
}

/// <summary>Gathers what SELECT says (RFC 9051 §6.3.2).</summary>
internal sealed class ImapSelectAnswer
{
    private uint _uidValidity;
    private uint _uidNext;
    private uint _exists;

    // RFC 9051 §7.1: where PERMANENTFLAGS is missing, all flags can be changed.
    private bool _takesKeywords = true;

    public void Take(uint number, ReadOnlySpan<byte> name, ref ImapTokens rest)
    {
        if (Ascii.EqualsIgnoreCase(name, "EXISTS"u8))
        {
            _exists = number;
        }
        else if (Ascii.EqualsIgnoreCase(name, "OK"u8))
        {
            TakeCode(new(rest.Code()));
        }
    }

    /// <summary>Null when the server gave no UIDVALIDITY.</summary>
    public ImapSelected? Result(bool isReadOnly) =>
        _uidValidity == 0 ? null : new(_uidValidity, _uidNext, _exists, isReadOnly, _takesKeywords && !isReadOnly);

    private void TakeCode(ImapTokens code)
    {
        var name = code.Word();
        if (Ascii.EqualsIgnoreCase(name, "UIDVALIDITY"u8))
        {
            _uidValidity = code.Number();
        }
        else if (Ascii.EqualsIgnoreCase(name, "UIDNEXT"u8))
        {
            _uidNext = code.Number();
        }
        else if (Ascii.EqualsIgnoreCase(name, "PERMANENTFLAGS"u8))
        {
            _takesKeywords = code.Rest.IndexOf(@"\*"u8) >= 0;
        }
    }
}

/// <summary>Gathers SEARCH and ESEARCH (RFC 9051 §7.3.4, RFC 3501 §7.2.5).</summary>
internal sealed class ImapSearchAnswer
{
    private const int MaxUids = 16 * 1024 * 1024;

    private readonly List<uint> _uids = [];

    public void Take(uint number, ReadOnlySpan<byte> name, ref ImapTokens rest)
    {
        if (Ascii.EqualsIgnoreCase(name, "SEARCH"u8))
        {
            while (rest.TryNumber(out var uid))
            {
                Add(uid, uid, rest);
            }
        }
        else if (Ascii.EqualsIgnoreCase(name, "ESEARCH"u8))
        {
            TakeExtended(rest);
        }
    }

    /// <summary>The law of B7: "n:*" names the last mail even when it is older than n.</summary>
    public IReadOnlyList<uint> From(uint from) => [.. _uids.Where(u => u >= from && u > 0).Distinct().Order()];

    private void TakeExtended(ImapTokens rest)
    {
        rest.SkipSpaces();
        if (rest.Rest is [(byte)'(', ..])
        {
            rest.SkipValue();
        }

        while (!rest.IsAtEnd)
        {
            var word = rest.Word();
            if (word.IsEmpty)
            {
                throw rest.Broken("a word expected");
            }

            if (Ascii.EqualsIgnoreCase(word, "ALL"u8))
            {
                TakeSet(rest);
                return;
            }
        }
    }

    private void TakeSet(ImapTokens rest)
    {
        do
        {
            var first = rest.Number();
            Add(first, rest.TrySkip(':') ? rest.Number() : first, rest);
        }
        while (rest.TrySkip(','));
    }

    private void Add(ulong first, ulong last, ImapTokens rest)
    {
        (first, last) = first <= last ? (first, last) : (last, first);
        if (last > uint.MaxValue || last - first >= (ulong)(MaxUids - _uids.Count))
        {
            throw rest.Broken("more UIDs than a mailbox can have");
        }

        for (var uid = first; uid <= last; uid++)
        {
            _uids.Add((uint)uid);
        }
    }
}

/// <summary>Gathers QUOTA (RFC 9208 §5.1): the resources of a quota root in threes, name, usage, limit.</summary>
internal sealed class ImapQuotaAnswer
{
    private readonly List<ImapQuota> _found = [];

    public IReadOnlyList<ImapQuota> Found => _found;

    public void Take(uint number, ReadOnlySpan<byte> name, ref ImapTokens rest)
    {
        if (!Ascii.EqualsIgnoreCase(name, "QUOTA"u8))
        {
            return;
        }

        _ = rest.Octets();
        rest.SkipSpaces();
        rest.Expect('(');
        for (rest.SkipSpaces(); !rest.TrySkip(')'); rest.SkipSpaces())
        {
            var resource = Encoding.ASCII.GetString(rest.Word());
            _found.Add(rest.TryNumber(out var used) && rest.TryNumber(out var limit) ? new(resource, used, limit) : throw rest.Broken("usage and limit expected"));
        }
    }
}

/// <summary>Gathers FETCH of size, date and Message-ID field; a server may tell them in several responses, and of other mails too.</summary>
internal sealed class ImapInfoAnswer
{
    private readonly Dictionary<uint, (long? Octets, DateTimeOffset? Date, byte[]? Field)> _found = [];

    public void Take(uint number, ReadOnlySpan<byte> name, ref ImapTokens rest)
    {
        if (!Ascii.EqualsIgnoreCase(name, "FETCH"u8))
        {
            return;
        }

        (uint uid, long? octets, DateTimeOffset? date, byte[]? field) = (0, null, null, null);
        rest.SkipSpaces();
        rest.Expect('(');
        for (rest.SkipSpaces(); !rest.TrySkip(')'); rest.SkipSpaces())
        {
            var attribute = rest.Word();
            if (Ascii.EqualsIgnoreCase(attribute, "UID"u8))
            {
                uid = rest.Number();
            }
            else if (Ascii.EqualsIgnoreCase(attribute, "RFC822.SIZE"u8) && rest.TryNumber(out var size))
            {
                octets = (long)Math.Min(size, long.MaxValue);
            }
            else if (Ascii.EqualsIgnoreCase(attribute, "INTERNALDATE"u8))
            {
                date = Date(rest.Octets());
            }
            else if (Ascii.EqualsIgnoreCase(attribute, "BODY[HEADER.FIELDS"u8))
            {
                // BODY[HEADER.FIELDS (MESSAGE-ID)] is a word with a list in it; of a part of it "<0>" follows.
                rest.SkipValue();
                rest.Expect(']');
                if (rest.TrySkip('<'))
                {
                    _ = rest.Number();
                    rest.Expect('>');
                }

                rest.SkipSpaces();
                field = rest.Octets() ?? [];
            }
            else
            {
                rest.SkipValue();
            }
        }

        if (uid > 0 && (octets is not null || date is not null || field is not null))
        {
            var (knownOctets, knownDate, knownField) = _found.GetValueOrDefault(uid);
            _found[uid] = (octets ?? knownOctets, date ?? knownDate, field ?? knownField);
        }
    }

    public IReadOnlyList<ImapMessageInfo> Of(IReadOnlyList<uint> uids) =>
        [.. uids.Where(_found.ContainsKey).Select(u => new ImapMessageInfo(u, _found[u].Octets ?? 0, _found[u].Date ?? DateTimeOffset.UnixEpoch))];

    public IReadOnlyList<ImapMessageKey> KeysOf(IReadOnlyList<uint> uids) =>
        [.. uids.Where(_found.ContainsKey).Select(u => new ImapMessageKey(u, _found[u].Octets ?? 0, _found[u].Field ?? []))];

    public IReadOnlyList<ImapMessageHead> HeadsOf(IReadOnlyList<uint> uids) => [.. uids.Where(_found.ContainsKey).Select(u => new ImapMessageHead(u, _found[u].Field ?? []))];

    // RFC 9051 §9, date-time: the day may begin with a space.
    private static DateTimeOffset? Date(byte[]? quoted) => DateTimeOffset.TryParseExact(
        Encoding.ASCII.GetString(quoted ?? []).Trim(), "d-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        ? date.ToUniversalTime()
        : null;
}
