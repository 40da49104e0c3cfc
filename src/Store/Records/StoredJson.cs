using System.Text.Json.Serialization;

namespace Touchpoints.Store;

/// <summary>What is kept as JSON: the flags of a mail and the accounts it may belong to, read as a whole or not at all.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(long[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class StoredJson : JsonSerializerContext;
