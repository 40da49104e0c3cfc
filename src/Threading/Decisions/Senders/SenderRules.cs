namespace Touchpoints.Threading;

/// <summary>What a person decided once for all mail of a sender or a domain (behaviour.md B10: release sender, accept domain), as facts of the directory.</summary>
internal static class SenderRules
{
    /// <summary>
    /// Whether mail of the one in From is let through; says so in the trace. A sender who is found not to be genuine is nobody's sender: only a rule about exactly that
    /// lets them through.
    /// </summary>
    public static bool LetsThrough(MailCase mail, SenderRuleKind kind, string rule, string what)
    {
        if (mail.From is not { } from || mail.Directory.RuleFor(from, kind) is not { } said)
        {
            return false;
        }

        if (kind != SenderRuleKind.Unverified && AuthenticationResults.Read(mail.Envelope, mail.Policy) == AuthenticationVerdict.Fail)
        {
            mail.Trace.Miss(rule, $"{said.By} lets mail of {said.Entry} through, but a trusted server found that this sender is not genuine.");
            return false;
        }

        mail.Trace.Hit(rule, $"{what}, but {said.By} decided on {said.At:yyyy-MM-dd} that mail of {said.Entry} is let through.");
        return true;
    }
}
