namespace Touchpoints.Ingest.Tests;

/// <summary>Tests of which each has the operations pages of a fresh store.</summary>
public abstract class OpsFixture
{
    internal OpsHouse House { get; private set; } = null!;

    [SetUp]
    public async Task OpenHouse() => House = await OpsHouse.OpenAsync();

    [TearDown]
    public async Task CloseHouse() => await House.DisposeAsync();
}
