using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>Every label of header-labels.tsv and every separator of separators.tsv, in the forms that mail programs give them (behaviour.md B6.1 W3).</summary>
public sealed class ForwardLanguageTests
{
    private static IEnumerable<string[]> Languages() => DataFile.Rows("header-labels", 6);

    private static IEnumerable<TestCaseData> Blocks()
    {
        foreach (var row in Languages())
        {
            var labels = Enumerable.Range(1, 5).Select(c => DataFile.Values(row[c])).ToArray();
            for (var i = 0; i < labels.Max(l => l.Length); i++)
            {
                // The language's first labels, and one column's next at a time: mail programs mix them little.
                for (var column = 0; column < 5; column++)
                {
                    if (i < labels[column].Length && (i > 0 || column == 0))
                    {
                        var used = labels.Select((l, c) => l.Length == 0 ? "Cc" : c == column ? l[i] : l[0]).ToArray();
                        yield return new TestCaseData((object)used).SetArgDisplayNames(row[0], used[column]);
                    }
                }
            }
        }
    }

    private static IEnumerable<TestCaseData> Phrases()
        => DataFile.Rows("separators", 4).Where(r => r[1] == "forward").SelectMany(r => DataFile.Values(r[3]).Select(p => new TestCaseData(r[2], p).SetArgDisplayNames(r[0], r[2], p)));

    private static IEnumerable<TestCaseData> Ends()
        => DataFile.Rows("separators", 4).Where(r => r[1] == "end").SelectMany(r => DataFile.Values(r[3]).Select(p => new TestCaseData(p).SetArgDisplayNames(r[0], p)));

    [TestCaseSource(nameof(Ends))]
    public void Every_line_that_ends_a_forward_is_known(string phrase)
    {
        var read = Forwards.ReadInline("", $"-------- Forwarded message --------\nFrom: Ann Doe <ann@x.example>\nSubject: Tea\n\nShall we?\n\n-------- {phrase} --------\n", null);
        Assert.That(read?.Body, Is.EqualTo("Shall we?"));
    }

    [TestCaseSource(nameof(Blocks))]
    public void The_header_lines_of_every_language_are_read_in_every_order(string[] label)
    {
        string[] lines = [$"{label[0]}: Ann Doe <ann@x.example>", $"{label[1]}: Bob <bob@y.example>; cat@y.example", $"{label[2]}: dan@y.example", $"{label[3]}: 4.5.2021 10:15", $"{label[4]}: Tea, at four"];
        int[][] orders = [[0, 3, 1, 2, 4], [0, 3, 4, 1, 2], [4, 3, 0, 1, 2], [0, 4, 3, 1, 2], [0, 1, 2, 3, 4]];
        foreach (var order in orders)
        {
            foreach (var bold in new[] { "", "*" })
            {
                var block = string.Join('\n', order.Select(n => bold.Length == 0 ? lines[n] : $"*{lines[n].Replace(": ", ":* ", StringComparison.Ordinal)}"));
                var read = Forwards.ReadInline("", $"See this.\n\n________________________________\n{block}\n\nShall we?", null);
                Assert.That(read, Is.Not.Null, block);
                Assert.Multiple(() =>
                {
                    Assert.That((read!.Note, read.Subject, read.Body, read.DateRaw), Is.EqualTo(("See this.", "Tea, at four", "Shall we?", "4.5.2021 10:15")), block);
                    Assert.That(read.From.Concat(read.To).Concat(read.Cc).Select(a => a.Address), Is.EqualTo(new[] { "ann@x.example", "bob@y.example", "cat@y.example", "dan@y.example" }), block);
                });
            }
        }
    }

    [TestCaseSource(nameof(Phrases))]
    public void Every_separator_of_a_forward_is_known(string how, string phrase)
    {
        var line = how switch { "plain" => $"{phrase}:", "starts" => $"----- {phrase} Bob -----", _ => $"---------- {phrase} ---------" };
        var read = Forwards.ReadInline("", $"See this.\n\n{line}\nFrom: Ann Doe <ann@x.example>\nDate: 4 May 2021 10:15\n\nShall we?", null);
        Assert.That((read?.Note, read?.From[0].Address, read?.Body), Is.EqualTo(("See this.", "ann@x.example", "Shall we?")));
    }

    [TestCase("-------- Пересылаемое сообщение--------\n04.05.2021, 10:15, \"Ann Doe\" <ann@x.example>:")]
    [TestCase("============ Forwarded message ============\nFrom: Ann Doe<ann@x.example>\nTo: Bob<bob@y.example>\nDate: Tue, 04 May 2021 10:15:00 +0200\nSubject: Tea\n============ Forwarded message ============")]
    public void A_separator_is_part_of_neither_note_nor_body(string head)
    {
        var read = Forwards.ReadInline("Fwd: Tea", $"See this.\n\n{head}\n\nShall we?", null);
        Assert.That((read?.Note, read?.From[0].Address, read?.Subject, read?.Body), Is.EqualTo(("See this.", "ann@x.example", "Tea", "Shall we?")));
    }

    [Test]
    public void Words_between_rulers_of_an_unknown_language_are_no_note()
    {
        var read = Forwards.ReadInline("", "See this.\n\n----- Avanza mesago -----\nFrom: Ann Doe <ann@x.example>\nTo: bob@y.example\nSubject: Tea\n\nShall we?", null);
        Assert.That((read?.Note, read?.Subject), Is.EqualTo(("See this.", "Tea")));
    }

    [TestCase("----- Przekazana wiadomość ----- Od: Ann Doe <ann@x.example>Do: \"bob@y.example\" <bob@y.example>Dw Dan <dan@y.example>; cat@y.exampleWysłano: wtorek, 4 maja 2021, 10:15:00 CESTTemat: Tea")]
    [TestCase("----- Mensagem reencaminhada ----- De: Ann Doe <ann@x.example>Para: <bob@y.example>Cc: Dan <dan@y.example>Enviado: terça-feira, 4 de maio de 2021, 10:15:00 CESTAssunto Tea")]
    [TestCase("----- Avanza mesago ----- From: Ann Doe <ann@x.example>To: <bob@y.example>Cc: Dan <dan@y.example>Sent: Tuesday, May 4, 2021, 10:15:00 AM GMT+2Subject: Tea")]
    public void Header_lines_that_ran_together_are_divided_also_where_a_label_has_no_colon(string line)
    {
        var read = Forwards.ReadInline("", $"  {line}\n Shall we?", null);
        Assert.That((read?.From[0].Address, read?.To[0].Address, read?.Cc[0], read?.Subject, read?.Body), Is.EqualTo(("ann@x.example", "bob@y.example", new MailAddress("Dan", "dan@y.example"), "Tea", "Shall we?")));
    }
}
