namespace Touchpoints.Mail;

/// <summary>The names that can stand in <see cref="ReadMail.Defects"/>; docs/mail-reading.md says what each means.</summary>
internal static class Defects
{
    public const string NoHeader = "no-header";
    public const string JunkBeforeHeader = "junk-before-header";
    public const string MboxLine = "mbox-line";
    public const string JunkInHeader = "junk-in-header";
    public const string MissingBlankLine = "missing-blank-line";
    public const string BareCarriageReturns = "bare-carriage-returns";
    public const string RawEightBitHeader = "raw-8-bit-header";
    public const string SeveralFrom = "several-from";
    public const string BrokenAddress = "broken-address";
    public const string BrokenDate = "broken-date";
    public const string DateWithoutZone = "date-without-zone";
    public const string BrokenMessageId = "broken-message-id";
    public const string BrokenEncodedWord = "broken-encoded-word";
    public const string UnknownCharset = "unknown-charset";
    public const string WrongCharset = "wrong-charset";
    public const string UndeclaredCharset = "undeclared-charset";
    public const string BrokenContentType = "broken-content-type";
    public const string BrokenParameter = "broken-parameter";
    public const string UnknownTransferEncoding = "unknown-transfer-encoding";
    public const string EncodedMultipart = "encoded-multipart";
    public const string MissingBoundary = "missing-boundary";
    public const string BoundaryGuessed = "boundary-guessed";
    public const string EmptyMultipart = "empty-multipart";
    public const string MissingEndBoundary = "missing-end-boundary";
    public const string PartsAfterEnd = "parts-after-end";
    public const string UuencodeInText = "uuencode-in-text";
    public const string YencInText = "yenc-in-text";
    public const string BrokenTnef = "broken-tnef";

    public const string LimitHeaderField = "limits:header-field";
    public const string LimitPartHeader = "limits:part-header";
    public const string LimitAllHeaders = "limits:all-headers";
    public const string LimitHeaderFields = "limits:header-fields";
    public const string LimitAddresses = "limits:addresses";
    public const string LimitReferences = "limits:references";
    public const string LimitDepth = "limits:depth";
    public const string LimitParts = "limits:parts";
    public const string LimitParameters = "limits:parameters";
    public const string LimitEncodedWords = "limits:encoded-words";
    public const string LimitText = "limits:text";
    public const string LimitHtml = "limits:html";
    public const string LimitContainer = "limits:container";
}

/// <summary>The defects of one mail in the order they were met, each once.</summary>
internal sealed class DefectList
{
    private List<string>? _names;

    public IReadOnlyList<string> Names => _names is null ? [] : _names;

    public void Add(string name)
    {
        _names ??= [];
        if (!_names.Contains(name))
        {
            _names.Add(name);
        }
    }
}
