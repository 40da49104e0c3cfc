namespace Touchpoints.Threading;

/// <summary>Known loggers and robots that are never a participant (behaviour.md B7.1, 4).</summary>
internal static class Robots
{
    // Compared without dots, hyphens and underscores, so that each is written once.
    private static readonly HashSet<string> LocalParts = new(StringComparer.Ordinal)
    {
        "noreply", "donotreply", "nichtantworten", "mailerdaemon", "postmaster", "bounce", "bounces", "autoresponder", "calendarnotification",
    };

    // Domains at which other products take their copies; sub-domains too.
    private static readonly string[] LoggerDomains =
    [
        "bcc.hubspot.com", "le.salesforce.com", "pipedrivemail.com", "dropbox.nutshell.com", "app.freshsales.io", "mailparser.io",
        "inbound.gainsightapp.com", "email2totango.com",
    ];

    public static bool Contains(MailAddress address, Policy policy)
    {
        var key = address.Key;
        foreach (var robot in policy.RobotAddresses)
        {
            var known = AddressKey.Of(robot);
            if (known == key || (known.StartsWith('@') && key.EndsWith(known, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return LocalParts.Contains(Plain(key)) || IsAtLogger(address.Domain);
    }

    private static string Plain(string key)
    {
        var local = key.AsSpan(0, key.LastIndexOf('@'));
        Span<char> plain = local.Length <= 64 ? stackalloc char[local.Length] : new char[local.Length];
        var kept = 0;
        foreach (var c in local)
        {
            if (c == '+')
            {
                break;
            }

            if (c is not ('-' or '_' or '.'))
            {
                plain[kept++] = c;
            }
        }

        return new string(plain[..kept]);
    }

    private static bool IsAtLogger(string domain)
    {
        foreach (var logger in LoggerDomains)
        {
            if (DomainName.IsOrIsBelow(domain, logger))
            {
                return true;
            }
        }

        return false;
    }
}
