namespace Touchpoints.Threading;

/// <summary>Between two states of the directory: whose mail may be decided differently.</summary>
public sealed partial class DirectorySnapshot
{
    /// <summary>
    /// The addresses whose people changed, and "@domain" for domains that came, went or changed hands, since <paramref name="before"/>; empty when no mail can be
    /// decided differently. In no order.
    /// </summary>
    public IReadOnlyCollection<string> ChangedSince(DirectorySnapshot before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        changed.UnionWith(Differing(_contacts, before._contacts, contact => (contact.Account.Value, contact.Active)));
        changed.UnionWith(_users.Keys.Union(before._users.Keys).Where(address => UserKey(_users, address) != UserKey(before._users, address)));
        changed.UnionWith(Differing(_domains, before._domains, domain => (domain.Account.Value, domain.SubDomains)).Select(domain => "@" + domain));
        changed.UnionWith(Either(_internalDomains, before._internalDomains).Select(domain => "@" + domain));
        changed.UnionWith(_domains.Keys.Union(before._domains.Keys).Where(domain => Counts(domain) != before.Counts(domain)).Select(domain => "@" + domain));
        changed.UnionWith(_remembered.Keys.Union(before._remembered.Keys).Where(address => RememberedAt(address)?.Account != before.RememberedAt(address)?.Account));
        changed.UnionWith(Either(_neverLog, before._neverLog));
        changed.UnionWith(Either(_neverLogOfUsers, before._neverLogOfUsers).Select(row => row.Entry));
        changed.UnionWith(Either([.. _senderRules.Keys], [.. before._senderRules.Keys]).Select(row => row.Entry));
        return changed;
    }

    private (bool, bool) Counts(string domain) => (Domains.IsFreeMail(domain), Domains.IsRegistrable(domain));

    private static IEnumerable<string> Differing<TRow, TValue>(Dictionary<string, List<TRow>> now, Dictionary<string, List<TRow>> before, Func<TRow, TValue> value) => now.Keys.Union(before.Keys)
        .Where(key => !Values(now, key, value).SetEquals(Values(before, key, value)));

    private static HashSet<TValue> Values<TRow, TValue>(Dictionary<string, List<TRow>> rows, string key, Func<TRow, TValue> value) =>
        rows.TryGetValue(key, out var found) ? [.. found.Select(value)] : [];

    private static (long Id, bool Active)? UserKey(Dictionary<string, User> users, string address) => users.TryGetValue(address, out var user) ? (user.Id.Value, user.Active) : null;

    private static IEnumerable<T> Either<T>(HashSet<T> now, HashSet<T> before) => now.Except(before).Concat(before.Except(now));
}
