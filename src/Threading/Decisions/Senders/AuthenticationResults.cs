namespace Touchpoints.Threading;

/// <summary>Whether a trusted server found that a mail really is from the domain in From.</summary>
internal enum AuthenticationVerdict
{
    /// <summary>No trusted server said anything that fits the From domain.</summary>
    None,

    /// <summary>DMARC, DKIM or SPF passed for the From domain.</summary>
    Pass,

    /// <summary>DMARC failed, or DKIM and SPF both did.</summary>
    Fail,
}

/// <summary>
/// Reads Authentication-Results (RFC 8601, reliability.md C2). Only the topmost field of a server on the trusted list is believed: everything below it may be
/// forged, and so may be every field of another server, and whatever was there before the mail came to it. Comments and quoted text are skipped, never searched.
/// </summary>
internal static class AuthenticationResults
{
    /// <summary>What stands on the trusted list for fields without a server's name, as Exchange Online writes them; only the topmost of all is believed then.</summary>
    public const string Unnamed = "unnamed";

    /// <summary>What the trusted server says of those in From, and of <paramref name="author"/> who sent it for them, if that is somebody else.</summary>
    public static AuthenticationVerdict Read(MailEnvelope envelope, Policy policy, MailAddress? author = null)
    {
        if (policy.TrustedAuthServers.Count == 0 || !envelope.From.Any(address => address.Address.Length > 0))
        {
            return AuthenticationVerdict.None;
        }

        var (isTopmost, came) = (true, false);
        foreach (var field in envelope.Fields)
        {
            if (field.Name.Equals("Received", StringComparison.OrdinalIgnoreCase))
            {
                // Below the field with which the trusted server took the mail, other servers wrote, or said so.
                var byTrusted = IsTrusted(By(field.Value), policy);
                if (came && !byTrusted)
                {
                    break;
                }

                came |= byTrusted;
            }
            else if (field.Name.Equals("Authentication-Results", StringComparison.OrdinalIgnoreCase))
            {
                var scanner = new ResultScanner(field.Value);
                var server = scanner.ServerId();
                if (IsTrusted(server, policy) || (server is "" && isTopmost && IsTrusted(Unnamed, policy)))
                {
                    return Verdict(ref scanner, envelope.From, author);
                }

                isTopmost = false;
            }
        }

        return AuthenticationVerdict.None;
    }

    // RFC 5321 §4.4: "from there by here …".
    private static string By(string received)
    {
        var words = new ResultScanner(received);
        for (var word = words.Word(); word.Length > 0; word = words.Word())
        {
            var next = word is "from" or "by" ? words.Word() : ""; // a sender may call himself "by"
            if (word == "by")
            {
                return next;
            }
        }

        return "";
    }

    private static AuthenticationVerdict Verdict(ref ResultScanner scanner, IReadOnlyList<MailAddress> from, MailAddress? author)
    {
        var (dkimFailed, spfFailed) = (false, false);
        List<MailAddress> unproven = [.. from.Where(address => address.Address.Length > 0)];
        if (author is not null)
        {
            unproven.Add(author);
        }

        while (scanner.Next() is { } result)
        {
            var passed = result.Result == "pass";
            switch (result.Method)
            {
                case "dmarc" when passed:
                    Prove(result.Property("header.from"));
                    if (unproven.Count == 0)
                    {
                        return AuthenticationVerdict.Pass;
                    }

                    break;
                case "dmarc" when result.Result == "fail" && from.Any(address => Aligned(result.Property("header.from", orElse: from[0].Domain), address)):
                    return AuthenticationVerdict.Fail;
                case "dkim" when passed:
                    Prove(result.Property("header.d", orElse: result.Property("header.i")));
                    break;
                case "dkim":
                    dkimFailed |= result.Result is "fail" or "permerror";
                    break;
                case "spf" when passed:
                    Prove(result.Property("smtp.mailfrom", orElse: result.Property("smtp.helo")));
                    break;
                case "spf":
                    spfFailed |= result.Result is "fail";
                    break;
            }
        }

        // Forwarding breaks SPF alone (reliability.md C3): only both together say that the sender is not who From says.
        return unproven.Count == 0 ? AuthenticationVerdict.Pass
            : dkimFailed && spfFailed ? AuthenticationVerdict.Fail
            : AuthenticationVerdict.None;

        // Everybody in From has to be proven: who forges a user may well name himself beside her.
        void Prove(string domain) => unproven.RemoveAll(address => Aligned(domain, address));
    }

    // RFC 7489 §3.1, relaxed: the same domain, or one below the other, as long as both are below a registry's name.
    private static bool Aligned(string domain, MailAddress from)
    {
        var checkedDomain = domain[(domain.LastIndexOf('@') + 1)..].TrimEnd('>', '.').ToLowerInvariant();
        var fromDomain = from.Domain.ToLowerInvariant();
        var (longer, shorter) = checkedDomain.Length >= fromDomain.Length ? (checkedDomain, fromDomain) : (fromDomain, checkedDomain);
        return shorter.Length > 0 && DomainName.IsOrIsBelow(longer, shorter) && DomainLists.BuiltIn.IsRegistrable(shorter);
    }

    private static bool IsTrusted(string? server, Policy policy)
    {
        foreach (var trusted in policy.TrustedAuthServers)
        {
            if (trusted.Trim().Equals(server, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
