namespace Touchpoints.Store.Tests;

/// <summary>Tests of which each has a fresh store with the directory of the tests.</summary>
public abstract class StoreFixture(TestEngine engine)
{
    protected TestEngine Engine { get; } = engine;

    internal TempStore Store { get; private set; } = null!;

    protected DateTimeOffset Now => Store.Clock.GetUtcNow();

    [SetUp]
    public void MakeStore() => Store = new TempStore(Engine).WithDirectory();

    [TearDown]
    public void DisposeStore() => Store.Dispose();
}
