using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>
/// Recorded mail that was found to be decided differently now (behaviour.md B7.4): found when the directory changed, or when newer rules began. It is listed and nothing
/// else; replaying it, or finding that there is no difference any more, takes it from the list.
/// </summary>
public sealed class Reviews
{
    private readonly Writer _writer;
    private readonly Reading _reading;

    internal Reviews(Writer writer, Reading reading) => (_writer, _reading) = (writer, reading);

    /// <summary>How many there are.</summary>
    public long Count => _reading.Do(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM review"));

    /// <summary>The fingerprint of the settings that held mail was decided by last; empty before the first start.</summary>
    public string Settings => _reading.Do(connection => connection.ExecuteScalar<string>("SELECT value FROM setting WHERE name = 'decided_by_settings'") ?? "");

    /// <summary>Held mail was decided again by these settings.</summary>
    /// <exception cref="StoreException">The store could not; nothing was written.</exception>
    public void TakeSettings(string fingerprint) => _writer.Write(() =>
    {
        _writer.Connection.Execute("INSERT INTO setting (name, value) VALUES ('decided_by_settings', @fingerprint) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { fingerprint });
    });

    /// <summary>The newest mails of the list first.</summary>
    public IReadOnlyList<ReviewRow> List(int atMost) => _reading.Do(connection =>
    {
        var rows = connection.Query<(long Mail, long FoundAt, string Because, string From, string Subject, long ReceivedAt)>(
            """
            SELECT r.mail, r.found_at, r.because, m.sender, m.subject, m.received_at FROM review r JOIN mail m ON m.id = r.mail
            WHERE m.state <> 'tombstone' ORDER BY r.mail DESC LIMIT @atMost
            """,
            new { atMost }).AsList();
        var accounts = PeopleAndParts.AccountsOf(connection, rows.ConvertAll(row => row.Mail));
        return rows.ConvertAll(row => new ReviewRow(
            new MailId(row.Mail), Times.From(row.FoundAt), row.Because, row.From, row.Subject, Times.From(row.ReceivedAt), string.Join(", ", accounts[row.Mail])));
    });

    /// <summary>Writes down what was found of some mails: a sentence, or null for a mail that is decided as before.</summary>
    /// <exception cref="StoreException">The store could not; nothing was written.</exception>
    public void Note(IReadOnlyCollection<(MailId Mail, string? Because)> found) => _writer.Write(() => Put(found));

    /// <summary>
    /// Rules of a version decide here from now on. Answers how far older mail was looked at again, or null when there is none: nobody has to look.
    /// </summary>
    /// <exception cref="StoreException">The store could not; nothing was written.</exception>
    public RulesChange? Begin(long version) => _writer.Write(() =>
    {
        _writer.Connection.Execute(
            """
            INSERT INTO rules_change (version, began_at, last_mail)
            SELECT @version, @now, coalesce((SELECT id FROM mail WHERE rules <> @version ORDER BY id DESC LIMIT 1), 0)
            WHERE NOT EXISTS (SELECT 1 FROM rules_change WHERE version = @version) ON CONFLICT DO NOTHING
            """,
            new { version, now = _writer.Time.GetUtcNow().ToUnixTimeMilliseconds() });
        return Read(_writer.Connection, version) is { LastMail: > 0 } change ? change : null;
    });

    /// <summary>How far mail that older rules decided was looked at again; null when there is none.</summary>
    public RulesChange? Change(long version) => _reading.Do(connection => Read(connection, version) is { LastMail: > 0 } change ? change : null);

    /// <summary>Mails up to <paramref name="reviewed"/> were looked at, with what was found. False: another worker was faster, and this counts for nothing.</summary>
    /// <exception cref="StoreException">The store could not; nothing was written.</exception>
    public bool Advance(RulesChange from, long reviewed, IReadOnlyCollection<(MailId Mail, string? Because)> found)
    {
        ArgumentNullException.ThrowIfNull(from);
        return _writer.Write(() =>
        {
            if (_writer.Connection.Execute("UPDATE rules_change SET reviewed = @reviewed WHERE version = @Version AND reviewed = @before", new { reviewed, from.Version, before = from.Reviewed }) == 0)
            {
                return false;
            }

            Put(found);
            return true;
        });
    }

    /// <summary>
    /// Recorded mail on which one of these addresses takes part, the newest first. One pass over the people of all mail, on a connection that keeps nobody waiting: a
    /// directory changes seldom.
    /// </summary>
    /// <param name="names">Addresses, and "@domain" for all of a domain, as they are compared.</param>
    /// <param name="atMost">How many are answered.</param>
    public IReadOnlyList<MailId> Touched(IReadOnlyCollection<string> names, int atMost) => names.Count == 0 ? [] : _reading.Do(connection =>
    {
        var ids = ErasureSearch.AddressIds(connection, [.. names]);
        return connection
            .Query<long>(
                $"""
                SELECT mail FROM (
                  SELECT t.mail FROM participant p JOIN touchpoint t ON t.id = p.thread WHERE p.reply = 0 AND t.mail IS NOT NULL AND {Dialect.Among(connection, "p.address", "@ids")}
                  UNION SELECT r.mail FROM participant p JOIN reply r ON r.id = p.reply AND r.thread = p.thread WHERE {Dialect.Among(connection, "p.address", "@ids")}
                ) touched ORDER BY mail DESC LIMIT @atMost
                """,
                new { ids, atMost },
                commandTimeout: 0)
            .Select(id => new MailId(id)).ToList();
    });

    /// <summary>Mail that is ignored because of a never-log list and whose octets are kept still, the newest first. One pass over all mails, as <see cref="Touched"/>.</summary>
    public IReadOnlyList<MailId> NeverLogged(int atMost) => _reading.Do(connection => connection
        .Query<long>("SELECT m.id FROM mail m JOIN delivery d ON d.id = m.delivery WHERE m.state = 'ignored' AND m.reason = 'never-log' AND d.length > 0 ORDER BY m.id DESC LIMIT @atMost", new { atMost }, commandTimeout: 0)
        .Select(id => new MailId(id)).ToList());

    private static RulesChange? Read(System.Data.Common.DbConnection connection, long version) => connection
        .Query<(long Version, long BeganAt, long LastMail, long Reviewed)>("SELECT version, began_at, last_mail, reviewed FROM rules_change WHERE version = @version", new { version })
        .Select(row => new RulesChange(row.Version, Times.From(row.BeganAt), row.LastMail, row.Reviewed))
        .FirstOrDefault();

    private void Put(IReadOnlyCollection<(MailId Mail, string? Because)> found)
    {
        var now = _writer.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (mail, because) in found)
        {
            _writer.Connection.Execute(
                because is null
                    ? "DELETE FROM review WHERE mail = @mail"
                    : "INSERT INTO review (mail, found_at, because) VALUES (@mail, @now, @because) ON CONFLICT (mail) DO UPDATE SET because = excluded.because",
                new { mail = mail.Value, now, because });
        }
    }
}
