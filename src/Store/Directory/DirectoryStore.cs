using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Accounts, contacts, users, domains and lists as rows; the snapshot that decisions see is made once a version.</summary>
public sealed class DirectoryStore
{
    private readonly Writer _writer;
    private readonly DirectoryWriter _rows;
    private readonly DirectoryRows _all;
    private readonly Statement _version;
    private DirectorySnapshot? _snapshot;
    private long _readIn;

    internal DirectoryStore(Writer writer, MadeByHand made)
    {
        _writer = writer;
        _rows = new DirectoryWriter(writer, made);
        _all = new DirectoryRows(writer);

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

    /// <summary>Forgets what is remembered of an address, and takes back what was decided for that sender or "@domain"; false when there is nothing of it.</summary>
    public bool Forget(string entry, string by) => _writer.Write(() =>
    {
        var key = AddressKey.Of(entry);
        var remembered = _writer.Connection.Execute("DELETE FROM remembered WHERE address = @key", new { key }) > 0;
        return ChangedIf(SenderRuleRows.End(_writer.Connection, key, by, _writer.Time.GetUtcNow()) || remembered);
    });

    /// <summary>
    /// Lets all further mail of a sender, or of a whole "@domain", through (behaviour.md B10); it is kept with <paramref name="mail"/>, which a person looked at. False
    /// when it is let through already.
    /// </summary>
    public bool LetThrough(string entry, SenderRuleKind kind, string by, MailId mail) => _writer.Write(() =>
    {
        var now = _writer.Time.GetUtcNow();
        _writer.Connection.Execute(
            "INSERT INTO audit (mail, at, by, did, why) VALUES (@mail, @at, @by, 'let further mail through', @why)",
            new { mail = mail.Value, at = now.ToUnixTimeMilliseconds(), by, why = $"{Words.Of(kind)}: {AddressKey.Of(entry)}" });
        return ChangedIf(SenderRuleRows.Add(_writer.Connection, AddressKey.Of(entry), kind, by, now));
    });

    /// <summary>What people decided for senders, with what was taken back again.</summary>
    public IReadOnlyList<SenderRuleRow> SenderRules() => _writer.Read(() => SenderRuleRows.All(_writer.Connection));

    /// <summary>Takes an entry off the never-log list: the organisation's, or a user's own; false when it is not on it.</summary>
    public bool RemoveNeverLog(string entry, UserId? user) => _writer.Write(() => ChangedIf(
        _writer.Connection.Execute(
            user is null ? "DELETE FROM never_log WHERE entry = @key" : "DELETE FROM never_log_of_user WHERE entry = @key AND person = @person", new { key = AddressKey.Of(entry), person = user?.Value }) > 0));

    /// <summary>Mistakes found in the directory (a user kept as contact, a domain of ours on an account, one domain on two accounts …), each with what to do.</summary>
    public IReadOnlyList<DirectoryMistake> Check() => _writer.Read(() => DirectoryChecks.Run(_writer.Connection, Current().Domains));

    /// <summary>The lists of free-mail providers and public suffixes that decisions use.</summary>
    public DomainLists Domains() => _writer.Read(_all.Domains);

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

    private bool ChangedIf(bool isChanged)
    {
        if (isChanged)
        {
            Changed();
        }

        return isChanged;
    }

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
            _snapshot = _all.Snapshot(version);
        }

        return _snapshot;
    }
}
