using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// A value with parameters, such as Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2183, RFC 2231), read with the faults it is
/// met with: blanks in unquoted values, quotes that do not close, missing semicolons, encoded words in place of RFC 2231.
/// </summary>
internal sealed class Parameters
{
    private static readonly Dictionary<string, string> Empty = [];

    /// <summary>Of a field that is not there.</summary>
    public static readonly Parameters None = new("", Empty);

    private Parameters(string value, IReadOnlyDictionary<string, string> named)
    {
        Value = value;
        Named = named;
    }

    /// <summary>What stands before the first semicolon, lower case, comments removed.</summary>
    public string Value { get; }

    /// <summary>Names lower case, values decoded.</summary>
    public IReadOnlyDictionary<string, string> Named { get; }

    public string this[string name] => Named.GetValueOrDefault(name, "");

    public static Parameters Read(string field, Encoding fallback, MailLimits limits, DefectList defects)
    {
        var scanner = new ParameterScanner(field);
        var value = MediaTypes.Intern(scanner.Head());
        Dictionary<string, string>? named = null;
        SegmentList? segments = null;
        for (var count = 0; scanner.Next(out var name, out var text); count++)
        {
            if (count == limits.Parameters)
            {
                defects.Add(Defects.LimitParameters);
                break;
            }

            if (name.Contains('*'))
            {
                segments ??= new SegmentList();
                segments.Add(name, text);
            }
            else
            {
                // The first of a name counts, as in every reader that was asked.
                named ??= [];
                named.TryAdd(name, EncodedWords.Decode(text, limits, defects));
            }
        }

        if (scanner.Broken)
        {
            defects.Add(Defects.BrokenParameter);
        }

        if (segments is not null)
        {
            named ??= [];
            segments.JoinInto(named, fallback, limits, defects);
        }

        return new Parameters(value, named ?? Empty);
    }
}
