namespace Touchpoints.Store;

/// <summary>Milliseconds since 1970 as time.</summary>
internal static class Times
{
    public static DateTimeOffset From(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? From(long? milliseconds) => milliseconds is { } value ? From(value) : null;
}
