using System.CommandLine;
using System.Diagnostics;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// Reads a mail in a process of its own, which may die of it. A mail that was in hand three times when the process died is not at fault for that: somebody
/// may have killed it, and at a start mail that waits is always in hand.
/// </summary>
internal static class TrialReading
{
    private const string Name = "try-mail";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Whether another process of this program has read the octets to the end.</summary>
    public static bool Survives(ReadOnlyMemory<byte> octets)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Arguments()) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            using (var input = process.StandardInput.BaseStream)
            {
                input.Write(octets.Span);
            }
        }
        catch (IOException)
        {
            // It died before it had all of it.
        }

        if (!process.WaitForExit(s_limit))
        {
            process.Kill();
            process.WaitForExit();
        }

        return process.ExitCode == ExitCode.Done;
    }

    /// <summary>The command of that process: reads a mail from its input, says nothing.</summary>
    public static Command Make()
    {
        var command = new Command(Name, "Reads a mail as the worker would.") { Hidden = true };
        command.SetAction(_ =>
        {
            using var input = Console.OpenStandardInput();
            using var octets = new MemoryStream();
            input.CopyTo(octets);
            Read(octets.ToArray(), new Policy());
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>All that reading and deciding a mail runs through, with nothing known.</summary>
    public static MailToDecide Read(ReadOnlyMemory<byte> octets, Policy policy)
    {
        Effects.AboutToRead(octets.Span);
        var delivery = new Delivery(default, "", 0, 0, "", default, new byte[32], DateTimeOffset.UnixEpoch, 0);
        var read = DeliveryReader.Read(delivery, octets, policy);
        if (read.Failure is null)
        {
            Decider.Decide(read.Envelope, read.Content, read.Keys, new Known(), policy);
        }

        return read;
    }

    // "dotnet touchpoints.dll", or the program itself.
    private static string[] Arguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? [typeof(TrialReading).Assembly.Location, Name] : [Name];
}
