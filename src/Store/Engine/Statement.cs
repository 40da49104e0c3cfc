namespace Touchpoints.Store;

/// <summary>
/// A statement that is made once and run many times, for what runs on every mail: parameters by number ("?", or "?1" for one that is used twice).
/// Not for two threads at once.
/// </summary>
internal abstract class Statement
{
    /// <summary>Binds the next parameter.</summary>
    public abstract Statement With(long? value);

    public abstract Statement With(string? value);

    public abstract Statement With(ReadOnlyMemory<byte> value);

    public abstract Statement With(long value);

    public Statement With(bool value) => With(value ? 1L : 0L);

    public Statement With(DateTimeOffset value) => With(value.ToUnixTimeMilliseconds());

    /// <summary>Runs it. Nobody waits for an answer: what it does is seen by whatever runs after it, and a refusal may show only there.</summary>
    public abstract void Run();

    /// <summary>Runs a statement of <see cref="Writer.PrepareInsert"/> and answers the new row's id.</summary>
    public abstract long Insert();

    /// <summary>The first column of the first row, or null.</summary>
    public abstract long? Number();

    /// <summary>Every row.</summary>
    public abstract List<T> Rows<T>(Func<Statement, T> row);

    public abstract bool IsNull(int column);

    public abstract long Long(int column);

    public abstract string Text(int column);

    public abstract byte[] Blob(int column);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));
}
