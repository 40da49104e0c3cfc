namespace Touchpoints.Threading;

internal static class MailKeysOf
{
    public static MailKeys Mail(MailEnvelope envelope, MailContent content, Policy policy) => throw new System.Diagnostics.UnreachableException();
}
