using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Writes the touchpoints of an import.</summary>
internal sealed class ImportedTouchpoints(Writer writer, MadeByHand made)
{
    private readonly Statement _change = writer.PrepareUpdate("touchpoint", "account, subject, state, person_of_ours, is_internal_note");
    private readonly Statement _stateBefore = writer.PrepareUpdate("touchpoint", "state_before");
    private readonly ChangeWriter _changes = new(writer);
    private readonly Statement _merge = writer.PrepareUpdate("touchpoint", "merged_into");

    private DbConnection Connection => writer.Connection;

    public void Import(IReadOnlyList<TouchpointRow> touchpoints, ImportCount count)
    {
        foreach (var rows in DirectoryKeys.Groups(touchpoints, row => row.Key))
        {
            Import(rows, count);
        }

        foreach (var rows in DirectoryKeys.Groups(touchpoints.Where(row => row.MergedInto.Length > 0), row => row.Key))
        {
            Merge(rows);
        }
    }

    private void Import(List<TouchpointRow> rows, ImportCount count)
    {
        var accounts = DirectoryKeys.Ids(Connection, "account", rows.Select(row => row.AccountKey));
        var authors = DirectoryKeys.Ids(Connection, "person_of_ours", rows.Select(row => row.AuthorKey));
        var stored = Connection.Query<(string Key, long Id, long Account, string Subject, string State, long? Author, bool IsInternalNote)>(
            $"SELECT key, id, account, subject, state, person_of_ours, is_internal_note FROM touchpoint WHERE {Dialect.AmongKeys(Connection, "@keys")}",
            new { keys = DirectoryKeys.Parameter(rows.Select(row => row.Key)) }).ToDictionary(row => row.Key, DirectoryKeys.Comparer);
        var drafts = rows.ConvertAll(row => new HandMade(
            stored.TryGetValue(row.Key, out var before) ? before.Id : null,
            DirectoryKeys.Named(accounts, "account", row.AccountKey, $"touchpoint {row.Key} is on it"),
            row.Subject,
            row.To,
            row.AuthorKey.Length == 0 ? null : DirectoryKeys.Named(authors, "user", row.AuthorKey, $"touchpoint {row.Key} was written by it"))
        {
            Key = row.Key,
            State = row.State,
            IsInternalNote = row.IsInternalNote,
            ReplyAddress = row.ReplyAddress,
            Revoked = row.Revoked,
            OutboundMessageId = row.OutboundMessageId,
        });
        var written = made.Write(drafts);
        for (var i = 0; i < rows.Count; i++)
        {
            count.Add(!stored.TryGetValue(rows[i].Key, out var before) ? true : Change(drafts[i], before) || written[i].HasNew ? false : null);
        }
    }

    private bool Change(HandMade draft, (string Key, long Id, long Account, string Subject, string State, long? Author, bool IsInternalNote) before)
    {
        var state = Words.Of(draft.State);
        if ((before.Account, before.Subject, before.State, before.Author, before.IsInternalNote) == (draft.Account, draft.Subject, state, draft.Author, draft.IsInternalNote))
        {
            return false;
        }

        if (draft.State is TouchpointState.Deleted && before.State is "open" or "closed")
        {
            _stateBefore.With(before.State).With(before.Id).Run();
        }

        if (draft.Account != before.Account)
        {
            _changes.Moved(mail: null, before.Id);
        }

        if (state != before.State && (draft.State is TouchpointState.Deleted or TouchpointState.Erased || before.State is "deleted"))
        {
            _changes.State(before.Id, draft.State);
        }

        _change.With(draft.Account).With(draft.Subject).With(state).With(draft.Author).With(draft.IsInternalNote).With(before.Id).Run();
        return true;
    }

    private void Merge(List<TouchpointRow> rows)
    {
        var ids = DirectoryKeys.Ids(Connection, "touchpoint", rows.SelectMany(row => new[] { row.Key, row.MergedInto }));
        foreach (var row in rows)
        {
            _merge.With(DirectoryKeys.Named(ids, "touchpoint", row.MergedInto, $"touchpoint {row.Key} was merged into it")).With(ids[row.Key]).Run();
        }
    }
}
