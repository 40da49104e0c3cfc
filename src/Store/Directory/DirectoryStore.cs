using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Accounts, contacts, users, domains and lists as rows; the snapshot that decisions see is made once a version.</summary>
public sealed class DirectoryStore
{
    private readonly Writer _writer;
    private readonly DirectoryWriter _rows;
    private readonly Statement _version;
    private DirectorySnapshot? _snapshot;
    private long _readIn;

    internal DirectoryStore(Writer writer, MadeByHand made)
    {
        _writer = writer;
        _rows = new DirectoryWriter(writer, made);

        // The same version may be of another directory then.
        writer.WhenTakenBack(() => _snapshot = null);
        _version = writer.Prepare("SELECT CAST(value AS bigint) FROM setting WHERE name = 'directory_version'");
    }

    /// <summary>The directory as it is; the same object as long as nothing changed.</summary>
    public DirectorySnapshot Snapshot() => _writer.Read(Current);

    /// <summary>
    /// Adds and updates by key, in one transaction; rows that are not named stay. Repeating an import changes nothing.
    /// </summary>
    /// <exception cref="StoreException">A row names an account, a user or a touchpoint that is not there (Refused); nothing was imported.</exception>
    public ImportResult Import(DirectoryImport import)
    {
        ArgumentNullException.ThrowIfNull(import);
        try
        {
            return ImportOnce(import);
        }
        catch (StoreException interrupted) when (interrupted.Problem is StoreProblem.Unreachable or StoreProblem.Locked)
        {
            // The server takes a transaction back that stands still, as one of so many rows may on a machine with too little time. Repeating it changes nothing.
            return ImportOnce(import);
        }
    }

    /// <summary>Remembers that these addresses belong to an account (behaviour.md B7.2 rank 6); what was remembered of them before is replaced.</summary>
    public void Remember(IReadOnlyList<string> addresses, AccountId account, string by) => _writer.Write(() =>
    {
        var at = _writer.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var address in addresses.Select(AddressKey.Of).Where(key => key.Length > 0).Distinct(StringComparer.Ordinal))
        {
            _writer.Connection.Execute(
                """
                INSERT INTO remembered (address, account, by, at) VALUES (@address, @account, @by, @at)
                ON CONFLICT (address) DO UPDATE SET account = excluded.account, by = excluded.by, at = excluded.at
                """,
                new { address, account = account.Value, by, at });
        }

        Changed();
    });

    /// <summary>Forgets what is remembered of an address; false when nothing is.</summary>
    public bool Forget(string address) => _writer.Write(() =>
    {
        if (_writer.Connection.Execute("DELETE FROM remembered WHERE address = @address", new { address = AddressKey.Of(address) }) == 0)
        {
            return false;
        }

        Changed();
        return true;
    });

    /// <summary>Mistakes found in the directory (a user kept as contact, a domain of ours on an account, one domain on two accounts …), each with what to do.</summary>
    public IReadOnlyList<DirectoryMistake> Check() => _writer.Read(() => DirectoryChecks.Run(_writer.Connection, Current().Domains));

    /// <summary>The lists of free-mail providers and public suffixes that decisions use.</summary>
    public DomainLists Domains() => _writer.Read(() => StoredDomainLists.Read(_writer.Connection));

    /// <summary>Takes other lists, at once and for all workers; null keeps what there is. Lists with a mistake are refused.</summary>
    /// <exception cref="StoreException">A list has a mistake (Refused), or the store could not; nothing was changed.</exception>
    public void TakeDomains(DomainListText? freeMail, DomainListText? publicSuffixes)
    {
        if ((freeMail?.Mistake ?? publicSuffixes?.Mistake) is { } mistake)
        {
            throw new StoreException(StoreProblem.Refused, $"The list was not taken: {mistake}.");
        }

        _writer.Write(() =>
        {
            StoredDomainLists.Write(_writer.Connection, freeMail, publicSuffixes);
            Changed();
        });
    }

    /// <summary>Goes back to the lists that came with the program.</summary>
    /// <exception cref="StoreException">The store could not; nothing was changed.</exception>
    public void TakeBuiltInDomains() => _writer.Write(() =>
    {
        StoredDomainLists.Remove(_writer.Connection);
        Changed();
    });

    private ImportResult ImportOnce(DirectoryImport import) => _writer.Write(() =>
    {
        var result = _rows.Import(import);
        if (result.Added + result.Changed > 0)
        {
            Changed();
        }

        return result;
    });

    private void Changed() => _writer.Connection.Execute(
        "INSERT INTO setting (name, value) VALUES ('directory_version', '1') ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(setting.value AS bigint) + 1 AS text)");

    /// <summary>The snapshot, for a caller that is inside the gate already.</summary>
    internal DirectorySnapshot Current()
    {
        // Within a transaction it stays: whoever changes it waits for the end.
        if (_snapshot is not null && _readIn != 0 && _readIn == _writer.Transaction)
        {
            return _snapshot;
        }

        _readIn = _writer.Transaction;
        var version = _version.Number() ?? 0;
        if (_snapshot?.Version != version)
        {
            _snapshot = DirectoryRows.Snapshot(_writer.Connection, version);
        }

        return _snapshot;
    }
}
