using NUnit.Framework;

namespace Touchpoints.Threading.Tests;

/// <summary>behaviour.md B9: the head that HCL Notes puts above what it quotes without marks.</summary>
public sealed class NotesHeadTests
{
    [TestCase("Ann Doe/ACME/US\n11/22/2026 03:04 PM\n\nTo\nbob@x.example\ncc\n\nSubject\nRe: Tea\n\n\nShall we?")]
    [TestCase("Ann Doe/ACME/US@ACME 11/22/2026 03:04 PM\n\n\nTo\nbob@x.example, carl@x.example\ncc\ndora@x.example\nbcc\n\nSubject\nRe: Tea\n\nShall we?")]
    [TestCase("\"Ann Doe\" <ann@x.example>\n22.11.2026 15:04\n\nAn\nBob Roe/ACME@ACME\nKopie\n\nBetreff\nTee\n\nShall we?")]
    [TestCase("Ann Doe <ann@x.example>\n22/11/2026 15:04\nA\nbob@x.example\nCc\n\nObjet\nThé\n\nShall we?")]
    [TestCase("Ann Doe/ACME/US\n22/11/2026 15:04\nPara\nbob@x.example\nCC\n\nAsunto\nTé\n\nShall we?")]
    [TestCase("From\tAnn Doe/ACME/US\nTo\tbob@x.example\nDate\t11/22/2026 03:04 PM\nSubject\tRe: Tea\n\nShall we?")]
    [TestCase("From      Ann Doe/ACME/US\nTo        bob@x.example\nDate      11/22/2026 03:04 PM\nSubject   Re: Tea\n\nShall we?")]
    [TestCase("From:\nAnn Doe/ACME/US\nTo:\nbob@x.example\nDate:\n11/22/2026 03:04 PM\nSubject:\nRe: Tea\n\nShall we?")]
    public void What_stands_below_it_is_old(string head)
    {
        Assert.That(ReplyText.FromText($"Yes, at four.\n\n{head}").Reply, Is.EqualTo("Yes, at four."));
        var rows = string.Concat(head.Split('\n').Select(l => l.Contains('\t', StringComparison.Ordinal) ? $"<tr><td>{l.Replace("\t", "</td><td>", StringComparison.Ordinal)}</td></tr>"
            : $"<tr><td>{System.Net.WebUtility.HtmlEncode(l).Replace("  ", "&nbsp; ", StringComparison.Ordinal)}</td></tr>"));
        Assert.That(ReplyText.FromHtml($"<div>Yes, at four.</div><table>{rows}</table>").Reply, Is.EqualTo("Yes, at four."));
    }

    [TestCase("To\nBob\nSubject\nTea", Description = "two labels and no date")]
    [TestCase("Please fill in:\n\nTo\ncc\nSubject\n\nand send it.")]
    [TestCase("It began on 11/22/2026.\n\nTo\nthe sea\ncc\n\nSubject\nwater")]
    [TestCase("A\nB\nC")]
    public void Words_that_are_no_head_stay(string text) => Assert.That(ReplyText.FromText($"Hello.\n\n{text}\n\nAnn").Reply, Is.EqualTo($"Hello.\n\n{text}\n\nAnn"));
}
