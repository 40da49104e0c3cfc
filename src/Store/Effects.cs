using System.Diagnostics;
using System.Text;

namespace Touchpoints.Store;

/// <summary>
/// Every effect that outlives the process (a write, a sync, a rename, a commit, a command that changes a mailbox) is announced here right before it and
/// right after it, and has a number, so that a test can kill the process at each of them in turn (reliability.md R2). TOUCHPOINTS_CRASH_AT=17 kills before
/// effect 17, "17+" after it, "commit" and "commit+" at the first of that kind, "read:TEXT" when a mail with that text is about to be read; at "17!"
/// effect 17 fails, once, as on a bad disk. TOUCHPOINTS_EFFECTS=FILE lists the effects. Without either an announcement is one look at a constant.
/// </summary>
public static class Effects
{
    private const int InputOutputErrno = 5;

    private static readonly string s_crashAt = Environment.GetEnvironmentVariable("TOUCHPOINTS_CRASH_AT") ?? "";
    private static readonly string s_list = Environment.GetEnvironmentVariable("TOUCHPOINTS_EFFECTS") ?? "";
    private static readonly byte[] s_poison = s_crashAt.StartsWith("read:", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(s_crashAt["read:".Length..]) : [];
    private static readonly bool s_isOn = s_crashAt.Length + s_list.Length > 0;
    private static readonly Lock s_gate = new();
    private static int s_count;

    /// <summary>Right before an effect; <paramref name="kind"/> is its verb (write, sync, commit, UID STORE …), <paramref name="what"/> what it is done to.</summary>
    /// <exception cref="IOException">A test wants it to fail.</exception>
    public static Effect About(string kind, string what) => s_isOn ? Announce(kind, what) : default;

    /// <summary>Right before a mail is read. No effect, but where a mail could take the process down.</summary>
    public static void AboutToRead(ReadOnlySpan<byte> mail)
    {
        if (s_poison.Length > 0 && mail.IndexOf(s_poison) >= 0)
        {
            Die();
        }
    }

    internal static void Done(Effect effect) => DieAt($"{effect.Number}+", effect.Kind + "+");

    private static Effect Announce(string kind, string what)
    {
        lock (s_gate)
        {
            var number = ++s_count;
            if (s_list.Length > 0)
            {
                File.AppendAllText(s_list, $"{number} {kind} {what}\n");
            }

            DieAt($"{number}", kind);
            if (s_crashAt == $"{number}!")
            {
                throw new IOException($"Input/output error ({kind} {what})", InputOutputErrno);
            }

            return new Effect(number, kind);
        }
    }

    private static void DieAt(string number, string kind)
    {
        if (s_crashAt == number || s_crashAt == kind)
        {
            Die();
        }
    }

    private static void Die()
    {
        // SIGKILL: nothing is flushed, disposed or rolled back on the way.
        using var me = Process.GetCurrentProcess();
        me.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}

/// <summary>An effect that was announced.</summary>
public readonly record struct Effect(int Number, string Kind)
{
    /// <summary>Right after it; not when it failed.</summary>
    public void Done()
    {
        if (Number > 0)
        {
            Effects.Done(this);
        }
    }
}
