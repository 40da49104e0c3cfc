using System.Security.Cryptography;

namespace Touchpoints.Ingest;

/// <summary>The files of the page, inside the program itself.</summary>
internal sealed record Asset(byte[] Octets, string ContentType)
{
    public static Asset Style { get; } = Load("ops.css", "text/css; charset=utf-8");

    public static Asset Icon { get; } = Load("favicon.svg", "image/svg+xml");

    /// <summary>Changes with the content, so that it may be kept by browsers for ever.</summary>
    public static string StyleAddress { get; } = "/ops.css?v=" + Convert.ToHexStringLower(SHA256.HashData(Style.Octets))[..12];

    private static Asset Load(string name, string contentType)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream("ops/" + name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new Asset(copy.ToArray(), contentType);
    }
}
