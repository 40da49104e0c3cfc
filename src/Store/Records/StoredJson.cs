using System.Text.Json.Serialization;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>What is kept as JSON: the trace and the flags, which are read as a whole or not at all.</summary>
[JsonSerializable(typeof(IReadOnlyList<TraceStep>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(long[]))]
internal sealed partial class StoredJson : JsonSerializerContext;
