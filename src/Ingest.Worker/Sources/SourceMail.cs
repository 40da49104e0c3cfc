namespace Touchpoints.Ingest;

/// <summary>One mail of a folder or file. <see cref="Name"/> tells it from the others for ever; <see cref="CopyTo"/> writes its octets.</summary>
internal sealed record SourceMail(string Name, DateTimeOffset ReceivedAt, Action<Stream> CopyTo);
