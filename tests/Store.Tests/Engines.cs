namespace Touchpoints.Store.Tests;

/// <summary>For [TestFixtureSource]: every engine, so that one suite holds them all to the same.</summary>
public static class Engines
{
    public static IEnumerable<TestEngine> All => Enum.GetValues<TestEngine>();
}
