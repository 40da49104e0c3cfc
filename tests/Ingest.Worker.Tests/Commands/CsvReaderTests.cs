using FsCheck.Fluent;
using Touchpoints.Ingest;

namespace Touchpoints.Ingest.Tests;

/// <summary>RFC 4180, and where a mistake stands.</summary>
[TestFixture]
public sealed class CsvReaderTests
{
    [TestCase("a,b\r\nc,d\r\n", "a|b/c|d")]
    [TestCase("a,b\nc,d", "a|b/c|d")]
    [TestCase("\ufeffa,b", "a|b")]
    [TestCase("\"a,1\",b", "a,1|b")]
    [TestCase("\"say \"\"hi\"\"\",b", "say \"hi\"|b")]
    [TestCase("\"two\nlines\",b\nc,d", "two\nlines|b/c|d")]
    [TestCase("a,\n,b", "a|/|b")]
    [TestCase("a\n\n\nb", "a/b")]
    [TestCase("", "")]
    public void Rows_are_read(string text, string rows)
    {
        var mistakes = new List<ImportMistake>();

        var read = string.Join('/', new CsvReader("f", text, mistakes).Rows().Select(r => string.Join('|', r.Select(c => c.Text))));

        Assert.That(read, Is.EqualTo(rows));
        Assert.That(mistakes, Is.Empty);
    }

    [TestCase("a,\"b", "f:1:3: This quote is never closed.")]
    [TestCase("a,b\nc,d\"e", "f:2:4: A quote inside a field")]
    [TestCase("\"a\"x,b", "f:1:4: Text behind the closing quote")]
    public void A_mistake_says_line_and_column(string text, string said)
    {
        var mistakes = new List<ImportMistake>();

        _ = new CsvReader("f", text, mistakes).Rows().ToList();

        Assert.That(mistakes[0].ToString(), Does.StartWith(said));
    }

    [Test]
    public void Any_text_is_read_to_its_end()
        => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<string>(text => new CsvReader("f", text ?? "", []).Rows().Count() >= 0));
}
