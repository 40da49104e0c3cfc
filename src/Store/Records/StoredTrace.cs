using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>A trace as it is kept: one JSON array a step, [rule, 1 when it hit, what it saw].</summary>
internal static class StoredTrace
{
    // It is read back by this class alone and shown escaped, so that nothing but JSON's own signs is escaped here.
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Write(DecisionTrace trace)
    {
        var octets = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(octets, s_plain))
        {
            json.WriteStartArray();
            foreach (var step in trace.Steps)
            {
                json.WriteStartArray();
                json.WriteStringValue(step.Rule);
                json.WriteNumberValue(step.Hit ? 1 : 0);
                json.WriteStringValue(step.Result);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    public static DecisionTrace Read(string stored)
    {
        using var json = JsonDocument.Parse(stored);
        return new DecisionTrace([.. json.RootElement.EnumerateArray().Select(step => new TraceStep(step[0].GetString()!, step[1].GetInt32() == 1, step[2].GetString()!))]);
    }
}
