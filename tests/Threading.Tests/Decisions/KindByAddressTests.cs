using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Behaviour.md B2.2: the kind of a mail by the addresses it was sent to.</summary>
[TestFixture]
public sealed class KindByAddressTests
{
    private static readonly StoredThread A = Some.Thread(7);
    private static readonly StoredThread B = Some.Thread(8, Some.Globex, "gina@globex.example");
    private static readonly string Bad = Some.ReplyTo(A).Replace("+aab", "+aac", StringComparison.Ordinal);
    private const string Jane = "jane@acme.example";
    private const string Mallory = "mallory@elsewhere.example";

    private static IEnumerable<TestCaseData> Rows()
    {
        var known = Some.Known(A, B);
        var revoked = known with { ReplyAddresses = [new StoredReplyAddress(Some.AddressId(A), A.Id, Revoked: true)] };
        var gone = known with { ReplyAddresses = [] };

        // token valid | log address any
        yield return Row.Of("B2.2 token valid; S001", "reply 7", Some.Envelope(Jane, Some.ReplyTo(A)), known);
        yield return Row.Of("B2.2 token valid in Cc; S003", "reply 7", Some.Envelope(Jane, "anna@vendor.example", cc: Some.ReplyTo(A)), known);
        yield return Row.Of("B2.2 token valid in Delivered-To only; S004", "reply 7", Some.Envelope(Jane, "rewritten@relay.example", deliveredTo: Some.ReplyTo(A)), known);
        yield return Row.Of("B2.2 token valid, upper case; S007", "reply 7", Some.Envelope(Jane, Some.ReplyTo(A).ToUpperInvariant()), known);
        yield return Row.Of("B2.2 token valid, log address too, from a user", "reply 7", Some.Envelope("anna@vendor.example", $"{Jane}, {Some.ReplyTo(A)}", cc: Some.Log), known);
        yield return Row.Of("B2.2 two valid tokens, In-Reply-To decides; S008", "reply 7 →8",
            Some.Envelope(Jane, $"{Some.ReplyTo(B)}, {Some.ReplyTo(A)}", inReplyTo: Some.OutboundId(A)), known);
        yield return Row.Of("B2.2 two valid tokens, header order decides", "reply 8 →7 (new sender)",
            Some.Envelope(Mallory, $"{Some.ReplyTo(B)}, {Some.ReplyTo(A)}"), known);
        yield return Row.Of("B2.2 one token valid and one revoked", "reply 8", Some.Envelope("gina@globex.example", $"{Some.ReplyTo(A)}, {Some.ReplyTo(B)}"),
            known with { ReplyAddresses = [new StoredReplyAddress(Some.AddressId(A), A.Id, Revoked: true), new StoredReplyAddress(Some.AddressId(B), B.Id, Revoked: false)] });

        // revoked
        yield return Row.Of("B2.2 token revoked; S022", "held token-revoked 1", Some.Envelope(Jane, Some.ReplyTo(A)), revoked);

        // malformed or unknown
        yield return Row.Of("B2.2 token malformed, log address, a user", "touchpoint 1 (bad token)", Some.Envelope("anna@vendor.example", Jane, cc: $"{Bad}, {Some.Log}"), known);
        yield return Row.Of("B2.2 token malformed, headers hit; S005", "reply 7 (bad token, by headers)", Some.Envelope(Jane, Bad, inReplyTo: Some.OutboundId(A)), known);
        yield return Row.Of("B2.2 token malformed, log address, a customer, headers hit", "reply 7 (bad token, by headers)",
            Some.Envelope(Jane, Bad, deliveredTo: Some.Log, inReplyTo: Some.OutboundId(A)), known);
        yield return Row.Of("B2.2 token malformed, no ids; S006", "held unknown-token (bad token)", Some.Envelope(Jane, Bad), known);
        yield return Row.Of("B2.2 token of which no row is left", "held unknown-token (bad token)", Some.Envelope(Jane, Some.ReplyTo(A)), gone);
        yield return Row.Of("B2.2 token malformed, headers hit, a stranger", "held new-sender (bad token, by headers)",
            Some.Envelope(Mallory, Bad, inReplyTo: Some.OutboundId(A)), known);

        // no token
        yield return Row.Of("B2.2 log address, a user; S030", "touchpoint 1", Some.Envelope("anna@vendor.example", Jane, deliveredTo: Some.Log), known);
        yield return Row.Of("B2.2 log address, another address of a user", "touchpoint 1", Some.Envelope("Anna.Adler@Vendor.Example", Jane, deliveredTo: Some.Log), known);
        yield return Row.Of("B2.2 log address, a customer, headers hit; S065", "reply 7 (by headers)", Some.Envelope(Jane, "anna@vendor.example", cc: Some.Log, inReplyTo: Some.OutboundId(A)), known);
        yield return Row.Of("B2.2 log address, a stranger, headers hit", "held unknown-author (by headers)",
            Some.Envelope(Mallory, "anna@vendor.example", cc: Some.Log, inReplyTo: Some.OutboundId(A)), known);
        yield return Row.Of("B2.2 log address, a stranger; S060", "held unknown-author", Some.Envelope(Mallory, Some.Log), known);
        yield return Row.Of("B2.2 nothing of ours, a user; S031", "touchpoint 1", Some.Envelope("anna@vendor.example", Jane), known);
        yield return Row.Of("B2.2 nothing of ours, not a user", "held unaddressed", Some.Envelope(Jane, "anna@vendor.example"), known);
    }

    [TestCaseSource(nameof(Rows))]
    public void By_row(MailEnvelope envelope, Known known, MailContent content, Policy policy, string expected) => Row.Check(envelope, known, content, policy, expected);
}
