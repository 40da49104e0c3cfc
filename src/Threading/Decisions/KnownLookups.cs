namespace Touchpoints.Threading;

/// <summary>Questions to <see cref="Known"/>. Its lists are as short as the mail's keys, so they are simply gone through.</summary>
internal static class KnownLookups
{
    // A chain of merges is followed this far; a ring ends it too.
    private const int LongestMerge = 16;

    public static StoredReplyAddress? AddressRow(this Known known, ReplyAddressId id)
    {
        foreach (var row in known.ReplyAddresses)
        {
            if (row.Id == id)
            {
                return row;
            }
        }

        return null;
    }

    public static TouchpointId? OutboundThread(this Known known, MessageId id)
    {
        foreach (var sent in known.Outbound)
        {
            if (sent.Id == id)
            {
                return sent.Touchpoint;
            }
        }

        return null;
    }

    /// <summary>The thread, or the one it was merged into (B5.3, S017); null when the store says nothing of it.</summary>
    public static StoredThread? Thread(this Known known, TouchpointId id)
    {
        var thread = Row(known, id);
        for (var i = 0; i < LongestMerge && thread?.MergedInto is { } survivor && Row(known, survivor) is { } next; i++)
        {
            thread = next;
        }

        return thread;
    }

    private static StoredThread? Row(Known known, TouchpointId id)
    {
        foreach (var thread in known.Threads)
        {
            if (thread.Id == id)
            {
                return thread;
            }
        }

        return null;
    }
}
