using Dapper;

namespace Touchpoints.Store;

/// <summary>Which of some received mails have a row already, asked with one question.</summary>
internal sealed class KnownMails
{
    private readonly Dictionary<(uint Uid, string Name), Row> _rows;

    private KnownMails(IEnumerable<Row> rows) => _rows = rows.ToDictionary(row => (row.Uid, row.SourceName));

    public static KnownMails Read(Writer writer, Statement inRange, MailboxEpoch epoch, IReadOnlyList<ReceivedMail> mails)
    {
        var uids = mails.Where(mail => mail.Uid > 0).Select(mail => (long)mail.Uid).ToList();
        var names = mails.Where(mail => mail.SourceName.Length > 0).Select(mail => mail.SourceName).ToList();
        return new KnownMails([
            .. uids.Count == 0 ? [] : inRange.With(epoch.Id).With(uids.Min()).With(uids.Max())
                .Rows(row => new Row(row.Long(0), (uint)row.Long(1), "", row.Long(2), row.Long(3), row.Text(4), (int)row.Long(5))),
            .. names.Count == 0 ? [] : writer.Connection.Query<Row>(
                $"SELECT id, uid, source_name AS SourceName, segment, start, state, attempts FROM delivery WHERE epoch = @Id AND {Dialect.Among(writer.Connection, "source_name", "@names")}",
                new { epoch.Id, names })]);
    }

    /// <summary>Whether there is a row; a mail of the same batch counts from now on.</summary>
    public bool Contains(ReceivedMail mail) => !_rows.TryAdd((mail.Uid, mail.SourceName), new Row(0, mail.Uid, mail.SourceName, 0, 0, "", 0));

    /// <summary>
    /// The row that this very call has made before, when the answer to its commit was lost: no other names the same octets. Null when there is none, or it is
    /// settled already.
    /// </summary>
    public (long Id, int Attempts)? MadeBefore(ReceivedMail mail)
    {
        var row = _rows[(mail.Uid, mail.SourceName)];
        var place = mail.Octets.Place;
        return row.State == "received" && place.Length > 0 && (row.Segment, row.Start) == (place.Segment, place.Offset) ? (row.Id, row.Attempts) : null;
    }

    private sealed record Row(long Id, uint Uid, string SourceName, long Segment, long Start, string State, int Attempts)
    {
        // Dapper's, which has whole numbers of 64 bits.
        public Row(long id, long uid, string sourceName, long segment, long start, string state, long attempts)
            : this(id, (uint)uid, sourceName, segment, start, state, (int)attempts)
        {
        }
    }
}
