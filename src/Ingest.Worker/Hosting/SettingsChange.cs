using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>
/// Other settings than at the last start may free held mail (behaviour.md B10): an address that was added, a limit that was raised. Held mail is then decided again, once;
/// recorded mail stays, and a replay shows what would differ.
/// </summary>
internal static class SettingsChange
{
    private const string By = "changed settings";

    /// <summary>Decides held mail again where the settings have changed; answers how many mails are held no longer.</summary>
    public static int Apply(Installation installation, long maxMailOctets)
    {
        var reviews = installation.Database.Reviews;
        var (before, now) = (reviews.Settings, Fingerprint(installation.Policy, maxMailOctets));
        if (before == now)
        {
            return 0;
        }

        // The first start has nothing to compare with, and whatever is held was held by these settings or is found by a replay.
        var freed = before.Length == 0 ? 0 : HeldMail.RedecideAll(installation, By) + WithinLimit(installation, maxMailOctets);
        reviews.TakeSettings(now);
        return freed;
    }

    // What is still too large is left alone: reading it takes the memory that the limit is there to save.
    private static int WithinLimit(Installation installation, long maxMailOctets) => installation.Database.Reports.Held(HeldMail.TooLarge, int.MaxValue)
        .Select(row => installation.Database.Reports.Decision(row.Mail)).OfType<StoredDecision>().Where(was => was.Delivery.Place.Length <= maxMailOctets)
        .Count(was => HeldMail.Redecide(installation, was.Mail, choice: null, By).Decided.Decision is not Decision.Hold);

    /// <summary>A hash of every setting that decides; of the reply keys their numbers alone.</summary>
    private static string Fingerprint(Policy policy, long maxMailOctets)
    {
        var lines = typeof(Policy).GetProperties().Where(property => property.GetMethod is { IsStatic: false }).OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => $"{property.Name}={Text(property.GetValue(policy))}").Append(Text(maxMailOctets));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    private static string Text(object? value) => value switch
    {
        string text => text,
        ReplyKeyRing ring => string.Join(',', ring.Keys.Keys.Order()),
        IEnumerable list => string.Join('\t', list.Cast<object>().Select(Text).Order(StringComparer.Ordinal)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
