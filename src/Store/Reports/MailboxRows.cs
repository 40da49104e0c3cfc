using System.Data.Common;
using Dapper;

namespace Touchpoints.Store;

/// <summary>Mailboxes in figures.</summary>
internal static class MailboxRows
{
    public static List<MailboxSummary> Read(DbConnection connection, DateTimeOffset now)
    {
        var epochs = connection.Query<EpochRow>("SELECT id AS Id, mailbox AS Mailbox, uid_validity AS UidValidity, seen AS Seen, uid_next AS UidNext FROM epoch ORDER BY id").ToLookup(row => row.Mailbox);
        var outcomes = OutcomeRows.Read(connection);
        var waiting = connection.Query<WaitingRow>("SELECT epoch AS Epoch, min(received_at) AS Since FROM delivery WHERE state = 'received' GROUP BY epoch").ToDictionary(row => row.Epoch, row => row.Since);
        var clock = Dialect.Now(connection);
        var leases = connection.Query<HeldLeaseRow>($"SELECT mailbox AS Mailbox, holder AS Holder, fence AS Fence, {clock} - taken_at AS Age, until - {clock} AS Remaining FROM lease WHERE until > 0")
            .ToDictionary(row => row.Mailbox, row => new LeaseRow(row.Holder, row.Fence, TimeSpan.FromMilliseconds(row.Age), IsLive: row.Remaining > 0), StringComparer.Ordinal);
        return
        [
            .. connection.Query<Row>(
                """
                SELECT name AS Name, state AS State, caught_up_at AS CaughtUpAt, next_try_at AS NextTryAt, last_error AS LastError,
                  last_error_at AS LastErrorAt, unfetched AS Unfetched FROM mailbox ORDER BY name
                """)
                .Select(row =>
                {
                    var own = epochs[row.Name].ToList();
                    var counts = own.SelectMany(epoch => outcomes[epoch.Id]).GroupBy(count => count.State, count => count.Count).ToDictionary(count => count.Key, count => count.Sum());
                    var oldest = own.Where(epoch => waiting.ContainsKey(epoch.Id)).Select(epoch => (long?)waiting[epoch.Id]).Min();
                    return new MailboxSummary(row.Report, own.Count == 0 ? null : own[^1].UidValidity, own.Sum(epoch => epoch.Seen), counts)
                    {
                        Lag = now - Times.From(oldest),
                        Lease = leases.GetValueOrDefault(row.Name),
                        OpenSums = [.. own.Select(epoch => (Epoch: epoch, AccountedFor: outcomes[epoch.Id].Sum(count => count.Count))).Where(sum => sum.AccountedFor != sum.Epoch.Seen)
                            .Select(sum => new OpenSum(sum.Epoch.UidValidity, sum.Epoch.Seen, sum.AccountedFor, WithoutRow(connection, sum.Epoch.Id, sum.Epoch.UidNext)))],
                    };
                }),
        ];
    }

    // Asked only where the sum is open, which must never be: it reads the whole mailbox.
    private static UidRanges WithoutRow(DbConnection connection, long epoch, uint uidNext)
    {
        var known = UidRanges.Of(connection.Query<uint>("SELECT uid FROM delivery WHERE epoch = @epoch AND uid > 0 ORDER BY uid", new { epoch }, commandTimeout: 0).AsList());
        return known.Without(uidNext == 0 ? 0 : uidNext - 1);
    }

    // Records and not tuples: code for tuples of numbers is compiled while the program runs, which takes longer than the whole answer.
    private sealed record EpochRow
    {
        public long Id { get; init; }

        public string Mailbox { get; init; } = "";

        public uint UidValidity { get; init; }

        public long Seen { get; init; }

        public uint UidNext { get; init; }
    }

    private sealed record WaitingRow
    {
        public long Epoch { get; init; }

        public long Since { get; init; }
    }

    private sealed record HeldLeaseRow
    {
        public string Mailbox { get; init; } = "";

        public string Holder { get; init; } = "";

        public long Fence { get; init; }

        public long Age { get; init; }

        public long Remaining { get; init; }
    }

    private sealed record Row
    {
        public string Name { get; init; } = "";

        public string State { get; init; } = "";

        public long? CaughtUpAt { get; init; }

        public long? NextTryAt { get; init; }

        public string LastError { get; init; } = "";

        public long? LastErrorAt { get; init; }

        public int Unfetched { get; init; }

        public MailboxReport Report => new(Name, Words.Parse<MailboxState>(State))
        {
            CaughtUpAt = Times.From(CaughtUpAt),
            NextTryAt = Times.From(NextTryAt),
            LastError = LastError,
            LastErrorAt = Times.From(LastErrorAt),
            Unfetched = Unfetched,
        };
    }
}
