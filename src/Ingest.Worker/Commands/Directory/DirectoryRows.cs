using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Turns the rows of tables into what the store imports.</summary>
internal static class DirectoryRows
{
    public static DirectoryImport Of(Func<string, IReadOnlyList<TableRow>> table) => new()
    {
        Accounts = Accounts(table("accounts"), table("domains")),
        Contacts = [.. table("contacts").Select(r => new ContactRow(Key(r, "key"), Key(r, "account"), r.Text("name"), [r.Address("address"), .. r.Addresses("other_addresses")], r.YesNo("active", true)))],
        Users = [.. table("users").Select(r => new UserRow(Key(r, "key"), r.Text("name"), [r.Address("address"), .. r.Addresses("other_addresses")], r.YesNo("active", true)))],
        InternalDomains = [.. table("internal-domains").SelectMany(r => r.Needed("domain").Length > 0 ? r.Domains("domain") : [])],
        NeverLog = [.. table("never-log").Where(r => r.Text("user").Length == 0).Select(NeverLog)],
        NeverLogOfUsers = [.. table("never-log").Where(r => r.Text("user").Length > 0).Select(r => new UserNeverLogRow(r.Text("user"), NeverLog(r)))],
        Flows = [.. table("flows").Select(r => new Flow(Key(r, "key"), r.Needed("name"), r.YesNo("default", false)))],
        Touchpoints = [.. table("touchpoints").Select(Touchpoint)],
    };

    private static List<AccountRow> Accounts(IReadOnlyList<TableRow> accounts, IReadOnlyList<TableRow> domains)
    {
        var rows = accounts.Select(r => new AccountRow(Key(r, "key"), r.Needed("name"), r.Domains("domains"), r.YesNo("sub_domains", false))
        {
            Parent = r.Has("parent") ? r.Text("parent") : null,
            Team = r.Has("team") ? r.Keys("team") : null,
            OnlyWhenAlone = r.Has("only_when_alone") ? r.YesNo("only_when_alone", false) : null,
        }).ToList();
        foreach (var row in domains)
        {
            var key = row.Needed("account");
            var at = rows.FindIndex(a => a.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
            var (named, below) = (row.Domains("domain"), row.YesNo("sub_domains", false));
            if (at < 0)
            {
                row.Mistake("account", $"The account \"{key}\" is not in accounts.csv, and its domains are imported together with it.");
            }
            else if (rows[at].Domains.Count > 0 && rows[at].SubDomains != below)
            {
                row.Mistake("sub_domains", $"Sub-domains are on for all domains of an account or for none; account \"{key}\" has both.");
            }
            else
            {
                rows[at] = rows[at] with { Domains = [.. rows[at].Domains, .. named], SubDomains = below };
            }
        }

        return rows;
    }

    private static string NeverLog(TableRow row)
    {
        var text = row.Needed("address");
        if (text.Length > 0 && !(text[0] == '@' ? TableRow.IsDomain(text[1..]) : TableRow.IsAddress(text)))
        {
            row.Mistake("address", $"\"{text}\" is neither a mail address nor \"@\" and a domain.");
        }

        return text;
    }

    private static TouchpointRow Touchpoint(TableRow row) => new(Key(row, "key"), Key(row, "account"), row.Text("subject"), row.Addresses("to"), State(row))
    {
        AuthorKey = row.Text("author"),
        ReplyAddress = ReplyAddress(row),
        Revoked = row.YesNo("revoked", false),
        OutboundMessageId = row.Text("message_id").Trim('<', '>') is { Length: > 0 } id ? new MessageId(id) : null,
        IsInternalNote = row.YesNo("internal_note", false),
        MergedInto = row.Text("merged_into"),
    };

    private static TouchpointState State(TableRow row)
    {
        var text = row.Text("state");
        if (text.Length == 0 || Enum.TryParse<TouchpointState>(text, ignoreCase: true, out var state) && !char.IsAsciiDigit(text[0]))
        {
            return text.Length == 0 ? TouchpointState.Open : Enum.Parse<TouchpointState>(text, ignoreCase: true);
        }

        row.Mistake("state", $"\"{text}\" is none of open, closed, deleted, erased.");
        return TouchpointState.Open;
    }

    private static ReplyAddressId? ReplyAddress(TableRow row)
    {
        var text = row.Text("reply_address");
        if (text.Length == 0)
        {
            return null;
        }

        if (ReplyAddressId64(text) is { } id)
        {
            return id;
        }

        row.Mistake("reply_address", $"\"{text}\" is not the id of a reply address: the 13 characters behind the key id in its token (a-z, 2-7).");
        return null;
    }

    private static ReplyAddressId? ReplyAddressId64(string text)
    {
        const string Digits = "abcdefghijklmnopqrstuvwxyz234567";
        if (text.Length != 13)
        {
            return null;
        }

        var bits = UInt128.Zero;
        foreach (var c in text.ToLowerInvariant())
        {
            if (Digits.IndexOf(c, StringComparison.Ordinal) is not (>= 0 and var digit))
            {
                return null;
            }

            bits = (bits << 5) | (uint)digit;
        }

        // 13 digits are 65 bits, the last of which must be 0 (RFC 4648 §6: unused bits).
        return (bits & 1) == 0 ? new ReplyAddressId((long)(ulong)(bits >> 1)) : null;
    }

    private static string Key(TableRow row, string field) => row.Needed(field);
}
