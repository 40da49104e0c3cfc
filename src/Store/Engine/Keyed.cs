namespace Touchpoints.Store;

/// <summary>
/// Rows that are found by a number: "?1" of the statement. Where questions are cheap each is asked when it is wanted. Where each costs a round trip, the
/// keys of a whole batch are asked for at once (<see cref="Expect"/>), and what a transaction writes is added here beside the database: nobody else changes it before
/// that transaction ends.
/// </summary>
internal class Keyed<T>(Statement statement, Func<Statement, T> row)
{
    /// <summary>The rows of a key. <paramref name="more"/> is "?2" and what follows.</summary>
    public virtual List<T> Of(long key, params ReadOnlySpan<long> more)
    {
        statement.With(key);
        foreach (var value in more)
        {
            statement.With(value);
        }

        return statement.Rows(row);
    }

    /// <summary>These keys will be wanted within this transaction.</summary>
    public virtual void Expect(IEnumerable<long> keys, params long[] more)
    {
        // Asked when they are wanted.
    }

    /// <summary>This transaction has made that key: it has no rows but those that are added.</summary>
    public virtual void Begin(long key)
    {
        // The next question finds none.
    }

    /// <summary>This transaction has written a row of that key.</summary>
    public virtual void Add(long key, T row)
    {
        // The next question finds it.
    }
}
