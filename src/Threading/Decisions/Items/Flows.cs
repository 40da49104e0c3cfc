namespace Touchpoints.Threading;

/// <summary>The flow of what mail makes: always the default one, never a private one (behaviour.md B8).</summary>
internal static class Flows
{
    public static string Default(MailCase mail)
    {
        foreach (var flow in mail.Directory.Flows)
        {
            if (flow.IsDefault)
            {
                return flow.Key;
            }
        }

        return "default";
    }
}
