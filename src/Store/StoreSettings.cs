namespace Touchpoints.Store;

/// <summary>Where the store is: the database file; octets lie in the folder "octets" beside it, the lock in "FILE.lock", its note in "FILE.note".</summary>
public sealed record StoreSettings(string DatabaseFile)
{
    /// <summary>Below this many free octets on the disk intake pauses.</summary>
    public long ReserveOctets { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// What a running worker says about itself to other programs, kept in a file that only this user can read. People are shown the web addresses in it
    /// and nothing else, for it may hold a secret.
    /// </summary>
    public string LockNote { get; init; } = "";
}
