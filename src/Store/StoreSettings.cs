namespace Touchpoints.Store;

/// <summary>
/// Where the store is. <see cref="Database"/> is a SQLite file, beside which lie its lock "FILE.lock" and its note "FILE.note", or a PostgreSQL database: an Npgsql
/// connection string, or postgres://user:password@host/database.
/// </summary>
public sealed record StoreSettings(string Database)
{
    /// <summary>Whether it is PostgreSQL, on which any number of workers may run.</summary>
    public bool IsPostgres => PostgresAddress.IsOne(Database);

    /// <summary>False for what looks like PostgreSQL, but is no connection string.</summary>
    public bool IsReadable => !IsPostgres || PostgresAddress.TryRead(Database) is not null;

    /// <summary>The database as people are shown it: the file's full path, or host and name without a password.</summary>
    /// <exception cref="StoreException">It is no connection string.</exception>
    public string Place => IsPostgres ? PostgresAddress.Shown(Database) : Path.GetFullPath(Database);

    /// <summary>The folder of what lies beside a SQLite file; for PostgreSQL "var" in the folder that the program runs in.</summary>
    public string Folder => IsPostgres ? Path.GetFullPath("var") : Path.GetDirectoryName(Path.GetFullPath(Database))!;

    /// <summary>Where the octets of mail are; null: in the folder "octets" beside a SQLite file, in a PostgreSQL database itself.</summary>
    public OctetsSettings? Octets { get; init; }

    /// <summary>Below this many free octets on the disk intake pauses.</summary>
    public long ReserveOctets { get; init; } = 256L * 1024 * 1024;

    /// <summary>After this long without a sign of life another worker takes a mailbox over; only on PostgreSQL, where there can be another one.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long mail is kept.</summary>
    public Retention Retention { get; init; } = new();

    /// <summary>
    /// What a running worker says about itself to other programs, kept in a file that only this user can read. People are shown the web addresses in it
    /// and nothing else, for it may hold a secret.
    /// </summary>
    public string LockNote { get; init; } = "";

    /// <summary>Without the password of <see cref="Database"/>: values of this type may end in a log.</summary>
    public override string ToString() => Place;
}
