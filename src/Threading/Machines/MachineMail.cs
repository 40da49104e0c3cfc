namespace Touchpoints.Threading;

/// <summary>Tells machine mail from people's mail by evidence, first hit wins (behaviour.md B2.1).</summary>
public static class MachineMail
{
    /// <summary>Total: every mail gets a reading; a person's is "normal", or "list" when it came through a list.</summary>
    public static MachineReading Read(MailEnvelope envelope, MailContent content) => throw new System.Diagnostics.UnreachableException();
}
