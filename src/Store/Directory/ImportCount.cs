namespace Touchpoints.Store;

/// <summary>Counts the rows of an import.</summary>
internal sealed class ImportCount
{
    private int _added;
    private int _changed;
    private int _unchanged;

    public ImportResult Result => new(_added, _changed, _unchanged);

    /// <summary>One more: true was added, false was changed, null was there already.</summary>
    public void Add(bool? outcome)
    {
        switch (outcome)
        {
            case true:
                _added++;
                break;
            case false:
                _changed++;
                break;
            default:
                _unchanged++;
                break;
        }
    }
}
