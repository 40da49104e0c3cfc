using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>Touchpoints made by hand, and the reply addresses of threads.</summary>
public sealed class TouchpointStore
{
    /// <summary>
    /// Makes a touchpoint on an account in the default flow with a new reply address row, and the Message-ID it will be mailed under.
    /// </summary>
    public MadeTouchpoint New(AccountId account, string subject, IReadOnlyList<MailAddress> to, UserId? author) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Revokes a reply address; false when it does not exist.</summary>
    public bool Revoke(ReplyAddressId address) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Remembers the id of a mail that we sent in a thread (T2, T4).</summary>
    public void AddOutboundId(TouchpointId touchpoint, MessageId id) => throw new System.Diagnostics.UnreachableException();

    /// <summary>Opens, closes, deletes or erases a thread's state.</summary>
    public void SetState(TouchpointId touchpoint, TouchpointState state) => throw new System.Diagnostics.UnreachableException();
}

/// <summary>A touchpoint made by hand; the token of its reply address is made of <see cref="ReplyAddress"/> with the installation's key.</summary>
public sealed record MadeTouchpoint(TouchpointId Id, ReplyAddressId ReplyAddress);
