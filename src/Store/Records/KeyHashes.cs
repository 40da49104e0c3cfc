using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>The hashes that a mail's keys are found by, each made once: where the mail is read, and not within the transaction that asks for them.</summary>
internal sealed class KeyHashes(MailKeys keys)
{
    public MailKeys Keys { get; } = keys;

    /// <summary>Of its own id; null when it has none.</summary>
    public long? Own { get; } = keys.MessageId is { } own ? KeyHash.Of(own) : null;

    /// <summary>Of <see cref="MailKeys.Ancestors"/>, in their order.</summary>
    public long[] Ancestors { get; } = [.. keys.Ancestors.Select(KeyHash.Of)];

    /// <summary>Of <see cref="MailKeys.Originals"/>, in their order.</summary>
    public long[] Originals { get; } = [.. keys.Originals.Select(KeyHash.Of)];

    public long Content { get; } = KeyHash.Of(keys.ContentHash);

    /// <summary>Of <see cref="MailKeys.SmallImages"/> with the author, in their order; none when there is no author.</summary>
    public long[] Images { get; } = keys.Author.Length == 0 ? [] : [.. keys.SmallImages.Select(image => KeyHash.Of(keys.Author, image))];

    /// <summary>Of what it says as an automatic reply, or may say as one (M10); null for all other mail.</summary>
    public long? Automatic { get; } = keys.Author.Length == 0 || keys.AutomaticWords.Length == 0 ? null : KeyHash.Of(keys.Author, keys.AutomaticWords);

    /// <summary>Of all ids that it carries or names.</summary>
    public IEnumerable<long> Ids => Own is { } own ? Ancestors.Prepend(own) : Ancestors;
}
