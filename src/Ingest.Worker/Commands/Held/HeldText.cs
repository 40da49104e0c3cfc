using System.Text.Json;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>A held mail in a list.</summary>
internal static class HeldText
{
    public static void Write(TextWriter output, HeldRow row, DirectorySnapshot directory)
    {
        output.WriteLine($"{row.Mail.Value,6}  {JsonLine.Rfc3339(row.ReceivedAt)}  {row.Reason,-16} {Plain.Line(row.From, 32),-32} {Plain.Line(row.Subject, 48)}");
        output.WriteLine($"        {Plain.Line(row.Evidence, 160)}{(row.Again is { } again ? $" {Words.Again(again)}" : "")}{Candidates(row, directory)}");
    }

    public static void Write(Utf8JsonWriter json, HeldRow row, DirectorySnapshot directory)
    {
        json.WriteNumber("mail", row.Mail.Value);
        json.WriteTime("receivedAt", row.ReceivedAt);
        json.WriteString("reason", row.Reason);
        json.WriteString("from", row.From);
        json.WriteString("subject", row.Subject);
        json.WriteString("evidence", row.Evidence);
        json.WriteTime("fetchAgainAt", row.Again?.NextAt);
        json.WriteStrings("candidates", Keys(row, directory));
    }

    private static string Candidates(HeldRow row, DirectorySnapshot directory)
        => row.Candidates.Count == 0 ? "" : $" Candidates: {string.Join(", ", Keys(row, directory))}";

    private static IEnumerable<string> Keys(HeldRow row, DirectorySnapshot directory) => row.Candidates.Select(c => directory.Account(c)?.Key ?? $"#{c.Value}");
}
