using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Empties rows inside a transaction that is open: what happened and when stays, who and what goes.</summary>
internal sealed class ErasedRows(Writer writer, Tombstones tombstones)
{
    private const string NoItem = "subject = '', author = '', author_address = NULL, contact = NULL, sent_by = '', note = ''";

    // What people decided for addresses.
    private static readonly (string Table, string Column)[] s_decided = [("remembered", "address"), ("sender_rule", "entry")];

    private DbConnection Connection => writer.Connection;

    /// <summary>Mails become tombstones, with everything that stood in them; who erased them and why is kept.</summary>
    public void Mails(long[] ids, string by, string why)
    {
        tombstones.MakeKey();
        KeptAssets.HandOver(Connection, ids);
        var threads = Connection.Query<long>($"SELECT id FROM touchpoint WHERE {Among("mail")} UNION SELECT thread FROM reply WHERE {Among("mail")}", new { ids }).ToArray();
        Connection.Execute(
            $"INSERT INTO change (at, what, mail, thread, word, archived) SELECT @at, 'erased', id, thread, '', 0 FROM mail WHERE state <> 'tombstone' AND {Among("id")} ORDER BY id",
            new { ids, at = writer.Time.GetUtcNow().ToUnixTimeMilliseconds() });
        Connection.Query<MailRow>($"SELECT id AS Id, message_id AS MessageId, ancestors AS Ancestors, content_hash AS ContentHash FROM mail WHERE state <> 'tombstone' AND {Among("id")}", new { ids }).AsList().ForEach(Mail);
        foreach (var (thread, reply) in Connection.Query<(long, long)>($"SELECT thread, id FROM reply WHERE {Among("mail")}", new { ids }).AsList())
        {
            Connection.Execute("DELETE FROM participant WHERE thread = @thread AND reply = @reply", new { thread, reply });
        }

        Connection.Execute(
            $"""
            DELETE FROM participant WHERE reply = 0 AND thread IN (SELECT id FROM touchpoint WHERE {Among("mail")});
            DELETE FROM recipient_state WHERE event IN (SELECT id FROM event WHERE {Among("mail")});
            UPDATE mail_text SET reply = '', signature = '', shortened = 0, cut_by = '', flags = '[]', trace = '[]' WHERE {Among("mail")};
            DELETE FROM attachment WHERE {Among("mail")};
            DELETE FROM held WHERE {Among("mail")};
            DELETE FROM review WHERE {Among("mail")};
            UPDATE touchpoint SET text = NULL, {NoItem} WHERE {Among("mail")};
            DELETE FROM image_seen WHERE {Among("mail")};
            DELETE FROM automatic_reply WHERE {Among("mail")};
            UPDATE reply SET {NoItem} WHERE {Among("mail")};
            UPDATE audit SET why = '' WHERE {Among("mail")};
            INSERT INTO audit (mail, at, by, did, why) SELECT id, @at, @by, 'erased', @why FROM mail WHERE {Among("id")};
            UPDATE delivery SET state = 'ignored', reason = 'tombstone' WHERE state = 'held' AND {Among("mail")};
            UPDATE delivery SET erase = 1 WHERE length > 0 AND {Among("mail")};
            """,
            new { ids, at = writer.Time.GetUtcNow().ToUnixTimeMilliseconds(), by, why });
        EraseThreads(threads);
    }

    /// <summary>
    /// Of people nobody names any more, the addresses go too; once, at the end, for it reads all who are named. The rows stay: to let them go, the engines would look
    /// through every table that may name one of them, once for each.
    /// </summary>
    public void Addresses()
    {
        Connection.Execute(
            """
            UPDATE address SET key = 'erased-' || id WHERE id IN (
              SELECT id FROM address WHERE key NOT LIKE 'erased-%'
              EXCEPT SELECT address FROM participant EXCEPT SELECT address FROM thread_person EXCEPT SELECT address FROM recipient_state
              EXCEPT SELECT author FROM mail EXCEPT SELECT author_address FROM touchpoint EXCEPT SELECT author_address FROM reply)
            """,
            commandTimeout: 0);
        writer.ForgetEverywhere();
    }

    /// <summary>People in touchpoints that were made by hand, contacts and the account itself.</summary>
    public void Directory(ErasurePlan plan)
    {
        var ids = ErasureSearch.AddressIds(Connection, plan.Names);
        Connection.Execute(
            $"""
            DELETE FROM participant WHERE {Among("address")};
            DELETE FROM thread_person WHERE {Among("address")};
            DELETE FROM recipient_state WHERE {Among("address")};
            """,
            new { ids });
        foreach (var name in plan.Names)
        {
            foreach (var (table, column) in s_decided)
            {
                Connection.Execute(
                    name[0] == '@' ? $"DELETE FROM {table} WHERE substr({column}, length({column}) - length(@name) + 1) = @name" : $"DELETE FROM {table} WHERE {column} = @name", new { name });
            }
        }

        Contacts([.. plan.ContactIds]);
        if (plan.Account is { } account)
        {
            Account(account);
        }

        Addresses();
        Connection.Execute("UPDATE setting SET value = CAST(CAST(value AS bigint) + 1 AS text) WHERE name = 'directory_version'");
    }

    private void Contacts(long[] ids) => Connection.Execute(
        $"""
        DELETE FROM contact_address WHERE {Among("contact")};
        UPDATE contact SET key = 'erased-' || id, name = '', active = 0 WHERE {Among("id")};
        UPDATE touchpoint SET contact = NULL WHERE {Among("contact")};
        UPDATE reply SET contact = NULL WHERE {Among("contact")};
        UPDATE participant SET contact = NULL WHERE {Among("contact")};
        """,
        new { ids });

    private void Account(long account) => Connection.Execute(
        $"""
        DELETE FROM account_domain WHERE account = @account;
        UPDATE account SET key = 'erased-' || id, name = 'Erased', archived = 1 WHERE id = @account;
        INSERT INTO change (at, what, mail, thread, word, archived) SELECT @at, 'erased', NULL, id, '', 0 FROM touchpoint WHERE account = @account AND mail IS NULL AND state <> 'erased' ORDER BY id;
        UPDATE touchpoint SET state = 'erased', text = NULL, deleted_why = '', {NoItem} WHERE account = @account;
        DELETE FROM remembered WHERE account = @account;
        DELETE FROM account_team WHERE account = @account;
        DELETE FROM participant WHERE thread IN (SELECT id FROM touchpoint WHERE account = @account);
        DELETE FROM thread_person WHERE thread IN (SELECT id FROM touchpoint WHERE account = @account);
        """,
        new { account, at = writer.Time.GetUtcNow().ToUnixTimeMilliseconds() });

    private void Mail(MailRow mail)
    {
        foreach (var ancestor in mail.Ancestors.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Connection.Execute("DELETE FROM message_key WHERE hash = @hash AND role > 0 AND mail = @Id", new { hash = KeyHash.Of(new MessageId(ancestor)), mail.Id });
        }

        Connection.Execute(
            """
            UPDATE mail SET message_id = @message, ancestors = '', content_hash = @content, text_hash = 0, author = NULL, sender = '', subject = '', date_raw = '',
              state = 'tombstone', reason = 'erased' WHERE id = @Id
            """,
            new
            {
                mail.Id,
                message = mail.MessageId is { } id ? tombstones.Of(new MessageId(id)) : null,
                content = mail.ContentHash.Length == 0 ? [] : tombstones.Of(mail.ContentHash),
            });
    }

    /// <summary>A thread is erased when all of its mail is: what still comes for it leaves the fact only (B5.3).</summary>
    private void EraseThreads(long[] ids) => Connection.Execute(
        $"""
        UPDATE touchpoint SET deleted_why = '' WHERE {Among("id")};
        UPDATE touchpoint SET state = 'erased' WHERE {Among("id")} AND EXISTS (SELECT 1 FROM mail m WHERE m.id = touchpoint.mail AND m.state = 'tombstone')
          AND NOT EXISTS (SELECT 1 FROM reply r JOIN mail m ON m.id = r.mail WHERE r.thread = touchpoint.id AND m.state <> 'tombstone');
        DELETE FROM thread_person WHERE thread IN (SELECT id FROM touchpoint WHERE state = 'erased' AND {Among("id")});
        """,
        new { ids });

    private string Among(string column) => Dialect.Among(Connection, column, "@ids");

    private sealed record MailRow
    {
        public long Id { get; init; }

        public string? MessageId { get; init; }

        public string Ancestors { get; init; } = "";

        public byte[] ContentHash { get; init; } = [];
    }
}
