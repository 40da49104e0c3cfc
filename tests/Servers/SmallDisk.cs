using System.Diagnostics;
using System.Globalization;

namespace Touchpoints.Tests;

/// <summary>
/// A disk of one's own, in memory, in a namespace of its own that lives as long as this does: nobody else sees it but by way of <see cref="Seen"/>. Programs that are run by
/// <see cref="Within"/> see it at its place, as a user that is not root.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private readonly Process _holder;

    /// <param name="place">An empty folder.</param>
    /// <param name="octets">The size of the disk.</param>
    public SmallDisk(string place, long octets)
    {
        Place = place;
        var start = new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size={octets} tmpfs {place} && echo ready && exec sleep 3600"]) { UseShellExecute = false, RedirectStandardOutput = true };
        _holder = Process.Start(start)!;
        if (_holder.StandardOutput.ReadLine() != "ready")
        {
            Dispose();
            Assert.Ignore("This machine lets this user mount no disk of his own (unshare --user --mount): run the test on a Linux that does.");
        }
    }

    /// <summary>Where programs within find it.</summary>
    public string Place { get; }

    /// <summary>The same, as this process finds it.</summary>
    public string Seen => string.Create(CultureInfo.InvariantCulture, $"/proc/{_holder.Id}/root{Place}");

    /// <summary>What to put before a program.</summary>
    public string[] Within =>
        ["nsenter", "-t", _holder.Id.ToString(CultureInfo.InvariantCulture), "-U", "-m", "--preserve-credentials", "unshare", "--user", "--map-user=1000", "--map-group=1000"];

    private string Filler => Path.Combine(Seen, "filler");

    /// <summary>Takes all the room but so much.</summary>
    public void FillBut(long free)
    {
        using var file = new FileStream(Filler, FileMode.Create);
        var zeros = new byte[64 * 1024];
        for (var left = new DriveInfo(Seen).AvailableFreeSpace - free; left > 0; left -= zeros.Length)
        {
            file.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
        }
    }

    /// <summary>Gives it back.</summary>
    public void MakeRoom() => File.Delete(Filler);

    /// <summary>Nothing within may run any more; what is on it is gone.</summary>
    public void Dispose()
    {
        _holder.Kill();
        _holder.WaitForExit();
        _holder.Dispose();
    }
}
