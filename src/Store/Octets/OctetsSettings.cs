namespace Touchpoints.Store;

/// <summary>Where the octets of mail are kept. A closed set.</summary>
public abstract record OctetsSettings
{
    private OctetsSettings()
    {
    }

    /// <summary>A folder on a disk of this machine, or on a mount that all workers share.</summary>
    public sealed record Folder(string Path) : OctetsSettings;

    /// <summary>The table "octets" of the database, which must be PostgreSQL.</summary>
    public sealed record InDatabase : OctetsSettings;

    /// <summary>An S3 bucket, Amazon's or a compatible server's; <paramref name="Prefix"/> is empty or ends in a slash.</summary>
    public sealed record S3(string Bucket, string Prefix) : OctetsSettings
    {
        /// <summary>The server; null: Amazon's own of the region.</summary>
        public Uri? ServiceUrl { get; init; }

        /// <summary>The region that requests are signed for.</summary>
        public string Region { get; init; } = "us-east-1";

        /// <summary>The key's id; empty: what the surroundings offer (environment, profile, the machine's role).</summary>
        public string AccessKey { get; init; } = "";

        /// <summary>The key itself.</summary>
        public string SecretKey { get; init; } = "";

        /// <summary>How long one answer, or the next octets of one, are waited for.</summary>
        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

        /// <summary>Without the key: values of this type may end in a log.</summary>
        public override string ToString() => $"s3://{Bucket}/{Prefix}{(ServiceUrl is null ? "" : $" at {ServiceUrl}")}";
    }
}
