using System.Text.Json;
using System.Text.Json.Serialization;

namespace Touchpoints.Store;

/// <summary>What a backup holds; written last, so that a backup without it is unfinished.</summary>
public sealed record BackupManifest(DateTimeOffset MadeAt, string InstanceId, IReadOnlyList<BackupFile> Files)
{
    /// <summary>The manifest's name in the backup's folder.</summary>
    public const string FileName = "manifest.json";

    internal const string DatabaseName = "touchpoints.db";
    internal const string KeysName = "reply-keys";
    internal const string OctetsFolder = "octets";

    /// <summary>Deliveries in the copied ledger.</summary>
    public long Deliveries { get; init; }

    /// <summary>Mails that are recorded, held or ignored.</summary>
    public long Mails { get; init; }

    /// <summary>Touchpoints, and the replies in them.</summary>
    public long Touchpoints { get; init; }

    /// <summary>Replies in touchpoints.</summary>
    public long Replies { get; init; }

    /// <summary>Octets of all files.</summary>
    [JsonIgnore]
    public long Octets => Files.Sum(file => file.Octets);

    /// <summary>Of the mail that the copied rows name.</summary>
    [JsonIgnore]
    public int Segments => Files.Count(IsSegment);

    internal static bool IsSegment(BackupFile file) => file.Name.StartsWith(OctetsFolder + "/", StringComparison.Ordinal);

    internal static BackupManifest Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(file), BackupJson.Default.BackupManifest);
            return manifest is { Files: not null } && manifest.Files.Any(f => f.Name == DatabaseName) && manifest.Files.All(IsInside)
                ? manifest
                : throw StoreProblems.Damaged(file, "it names no database, or a file outside of its folder");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StoreException(StoreProblem.Missing, $"{Path.GetFullPath(folder)} is no backup: there is no {FileName} in it, which \"touchpoints backup\" writes last. Name the folder of a backup that was finished.", missing);
        }
        catch (JsonException damaged)
        {
            throw StoreProblems.Damaged(file, damaged.Message, damaged);
        }
    }

    internal void Write(string folder) => DurableFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, BackupJson.Default.BackupManifest), replace: false);

    private static bool IsInside(BackupFile file) =>
        file.Name is DatabaseName or KeysName || (IsSegment(file) && file.Name[(OctetsFolder.Length + 1)..] is var name && name.StartsWith("seg-", StringComparison.Ordinal) && name.AsSpan(4).ContainsAnyExceptInRange('0', '9') is false);
}

/// <summary>A file of a backup; <see cref="Name"/> with slashes, from the backup's folder.</summary>
public sealed record BackupFile(string Name, long Octets, string Sha256);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
