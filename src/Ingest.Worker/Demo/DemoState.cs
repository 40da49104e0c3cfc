using System.Globalization;

namespace Touchpoints.Ingest;

/// <summary>
/// A demonstration's folder: new, and gone afterwards. It is made in the system's folder for temporary files, which the mail server's
/// users can pass through wherever the project lies.
/// </summary>
internal sealed class DemoState : IDisposable
{
    private int? _port;

    public DemoState()
    {
        Folder = Directory.CreateTempSubdirectory("touchpoints-demo-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // Started by root the mail server reads mail as another user, who must be able to pass through.
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | Others);
        }
    }

    public string Folder { get; }

    /// <summary>Says where mail can be sent to while this demonstration runs.</summary>
    private static string NoteFile => Path.Combine(Path.GetTempPath(), $"touchpoints-demo-{Environment.UserName}.lmtp");

    public static int? LmtpPortOfRunning()
        => File.Exists(NoteFile) && int.TryParse(File.ReadAllText(NoteFile), CultureInfo.InvariantCulture, out var port) ? port : null;

    public void NoteLmtpPort(int port)
    {
        File.WriteAllText(NoteFile, port.ToString(CultureInfo.InvariantCulture));
        _port = port;
    }

    public void Dispose()
    {
        if (_port is not null && LmtpPortOfRunning() == _port)
        {
            File.Delete(NoteFile);
        }

        Directory.Delete(Folder, recursive: true);
    }
}
