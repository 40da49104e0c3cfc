using System.Globalization;

namespace Touchpoints.Fuzzing;

/// <summary>
/// Changes mails, lets a check look at each, and goes on from those that showed something new. What is new is told by what the check answers, such as the names
/// of defects and parts: the code under test needs no marks for it. TOUCHPOINTS_FUZZ_MAILS and TOUCHPOINTS_FUZZ_SEED make a run longer and another (bench/fuzz.sh).
/// </summary>
internal static class FuzzLoop
{
    private const int ShrinkSteps = 3_000;

    public static int Mails(int usual) => Number("TOUCHPOINTS_FUZZ_MAILS", usual);

    public static int Seed => Number("TOUCHPOINTS_FUZZ_SEED", 1);

    /// <summary>The sample mails, and whatever else they are to be mixed with.</summary>
    public static MailMutator Mutator(int seed, params IEnumerable<byte[]> more) =>
        new(seed, [.. Directory.GetFiles(Samples(), "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes), .. more]);

    /// <summary>Runs the loop; answers how many mails were new.</summary>
    /// <exception cref="FuzzException">A check failed; the message holds the smallest mail found for which it does.</exception>
    public static int Run(int mails, MailMutator mutator, Func<byte[], string> check)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 1; number <= mails; number++)
        {
            var mail = mutator.Next();
            try
            {
                if (seen.Add(check(mail)))
                {
                    mutator.Keep(mail);
                }
            }
            catch (Exception e)
            {
                var small = Shrunk(mail, Kind(e), check);
                throw new FuzzException(string.Create(CultureInfo.InvariantCulture, $"Mail {number} of seed {Seed} broke a rule: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains(" in ", StringComparison.Ordinal))?.Trim()}\nIts octets, {small.Length} of {mail.Length}, in base64:\n{Convert.ToBase64String(small)}"), e);
            }
        }

        return seen.Count;
    }

    // Cuts pieces out, large ones first, as long as the same kind of failure stays.
    private static byte[] Shrunk(byte[] mail, string failure, Func<byte[], string> check)
    {
        var steps = 0;
        for (var piece = mail.Length / 2; piece > 0; piece /= 2)
        {
            for (var at = 0; at + piece <= mail.Length && steps < ShrinkSteps; steps++)
            {
                byte[] smaller = [.. mail[..at], .. mail[(at + piece)..]];
                if (Fails(smaller, failure, check))
                {
                    mail = smaller;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return mail;
    }

    private static bool Fails(byte[] mail, string failure, Func<byte[], string> check)
    {
        try
        {
            check(mail);
            return false;
        }
        catch (Exception e)
        {
            return Kind(e) == failure;
        }
    }

    private static string Kind(Exception e) => e.GetType().Name + e.Message[..Math.Min(30, e.Message.Length)];

    private static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;

    private static string Samples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Touchpoints.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("Touchpoints.sln is in no folder above the tests."), "samples", "eml");
    }
}

/// <summary>A mail for which a rule does not hold.</summary>
internal sealed class FuzzException(string message, Exception inner) : Exception(message, inner);
