using System.Text.Json.Serialization;

namespace Touchpoints.Store;

/// <summary>What is kept as JSON: the flags of a mail and the accounts it may belong to, read as a whole or not at all.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(long[]))]
internal sealed partial class StoredJson : JsonSerializerContext;
