using System.Text.Json;

namespace Touchpoints.Ingest;

/// <summary>A sample mail with what is expected of it; docs of the fields are in samples/README.md.</summary>
internal sealed record SampleMail(string File, SampleExpectation Expected)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public string Name => Path.GetFileName(File);

    /// <summary>"012" of "012-bcc-first-mail.eml"; other samples name it by that.</summary>
    public string Number => Name.Split('-')[0];

    /// <summary>Every sample of a folder, by number.</summary>
    /// <exception cref="CommandException">There is none, or an expectation cannot be read.</exception>
    public static IReadOnlyList<SampleMail> In(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).ToList() : [];
        return files.Count > 0
            ? [.. files.Select(f => new SampleMail(f, Expectation(Path.ChangeExtension(f, ".expected.json"))))]
            : throw new CommandException($"There are no samples in {Path.GetFullPath(folder)}. Run this in the project's folder, or name it: --samples FOLDER");
    }

    private static SampleExpectation Expectation(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<SampleExpectation>(System.IO.File.ReadAllText(file), s_json)!;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new CommandException($"{file}: {e.Message}");
        }
    }
}

/// <summary>What a sample must come to. A field that is absent is not checked.</summary>
internal sealed record SampleExpectation
{
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    /// <summary>The envelope's sender; empty for the null reverse-path.</summary>
    public required string From { get; init; }

    /// <summary>The envelope's recipients.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>How often the same mail is delivered.</summary>
    public int Deliveries { get; init; } = 1;

    /// <summary>Of the first delivery; every further one is a duplicate.</summary>
    public required string Outcome { get; init; }

    public string? Reason { get; init; }

    public string? Kind { get; init; }

    public IReadOnlyList<string>? Accounts { get; init; }

    /// <summary>A key of touchpoints.csv, or the number of the sample whose touchpoint it joins.</summary>
    public string? Thread { get; init; }

    /// <summary>These flags at least.</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    public string? Author { get; init; }

    public string? Direction { get; init; }

    /// <summary>The new words, exactly.</summary>
    public string? Text { get; init; }

    public IReadOnlyList<ExpectedAttachment>? Attachments { get; init; }

    /// <summary>What was wrong with the mail as the file has it; on its way a mail server may repair some of it.</summary>
    public IReadOnlyList<string>? Defects { get; init; }

    /// <summary>Addresses of the people who are shown.</summary>
    public IReadOnlyList<string>? ShownParticipants { get; init; }

    public bool? Internal { get; init; }

    public bool? CountsAsTouch { get; init; }
}

/// <summary>A file that the mail brings, decoded.</summary>
internal sealed record ExpectedAttachment(string Name, long Octets, string Sha256);
