namespace Touchpoints.Threading;

/// <summary>An account's key in this database. The key that people and CSV files use is <see cref="Account.Key"/>.</summary>
public readonly record struct AccountId(long Value);

/// <summary>A contact of an account.</summary>
public readonly record struct ContactId(long Value);

/// <summary>A user: somebody on our side.</summary>
public readonly record struct UserId(long Value);

/// <summary>A touchpoint, and with it its thread: a thread is a touchpoint and the replies under it.</summary>
public readonly record struct TouchpointId(long Value);

/// <summary>One distinct mail. Several deliveries and several touchpoints may share it.</summary>
public readonly record struct MailId(long Value);

/// <summary>The 64-bit random id of a reply address (reliability.md E.1), as the token carries it.</summary>
public readonly record struct ReplyAddressId(long Value);
