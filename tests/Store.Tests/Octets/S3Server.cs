using System.Diagnostics;

namespace Touchpoints.Store.Tests;

/// <summary>A private s3rver (npm) on loopback, on a free port, in a folder of its own; stopped by its process id.</summary>
internal sealed class S3Server : IDisposable
{
    public const string Bucket = "mail";

    private readonly Process _process;
    private readonly string _folder;

    private S3Server(Process process, string folder, Uri url) => (_process, _folder, Url) = (process, folder, url);

    public Uri Url { get; }

    /// <summary>Starts it; where it is not installed the test is ignored, and fails in CI.</summary>
    public static S3Server Start()
    {
        var program = Environment.GetEnvironmentVariable("TOUCHPOINTS_S3RVER") ?? "";
        if (!File.Exists(program))
        {
            const string How = "No S3 server to test with: ./test installs one (npm s3rver 3.7.1) and names it in TOUCHPOINTS_S3RVER.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(How);
            }

            Assert.Ignore(How);
        }

        var folder = Directory.CreateTempSubdirectory("touchpoints-s3-").FullName;
        var process = Process.Start(new ProcessStartInfo("node", [program, "-d", folder, "-a", "127.0.0.1", "-p", "0", "-s", "--configure-bucket", Bucket]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        const string Listening = "S3rver listening on ";
        for (var line = process.StandardOutput.ReadLine(); line is not null; line = process.StandardOutput.ReadLine())
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                return new S3Server(process, folder, new Uri("http://" + line[Listening.Length..]));
            }
        }

        throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>A home in the bucket that no other test sees.</summary>
    public OctetsSettings.S3 Settings(string prefix) => new(Bucket, prefix) { ServiceUrl = Url, AccessKey = "S3RVER", SecretKey = "S3RVER" };

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
