using NUnit.Framework;

namespace Touchpoints.Mail.Tests;

public sealed class ParameterTests
{
    [TestCase("attachment; filename=plan.pdf", "plan.pdf")]
    [TestCase("attachment; filename=\"a plan.pdf\"", "a plan.pdf")]
    [TestCase("attachment; filename=a plan.pdf", "a plan.pdf")]
    [TestCase("attachment; filename=a plan.pdf; size=3", "a plan.pdf")]
    [TestCase("attachment; filename=\"a;b,c.pdf\"", "a;b,c.pdf")]
    [TestCase("attachment; filename=\"a \\\"b\\\".pdf\"", "a \"b\".pdf")]
    [TestCase("attachment; filename=\"a \"b\" c.pdf\"; size=3", "a \"b\" c.pdf")]
    [TestCase("attachment; filename=\"c:\\temp\\plan.pdf\"", "c:\\temp\\plan.pdf")]
    [TestCase("attachment; filename=\"open.pdf", "open.pdf")]
    [TestCase("attachment; filename=\"open.pdf; size=3", "open.pdf")]
    [TestCase("attachment filename=\"plan.pdf\"", "plan.pdf")]
    [TestCase("attachment; size=3 filename=\"plan.pdf\"", "plan.pdf")]
    [TestCase("attachment; FileName = \"plan.pdf\" (the plan)", "plan.pdf")]
    [TestCase("attachment; filename=\"=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?=\"", "Grüße.pdf")]
    [TestCase("attachment; filename==?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?=", "Grüße.pdf")]
    [TestCase("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf")]
    [TestCase("attachment; filename*=iso-8859-1'en'Gr%FC%DFe.pdf", "Grüße.pdf")]
    [TestCase("attachment; filename=plain.pdf; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf")]
    [TestCase("attachment; filename*1=\"two.pdf\"; filename*0=\"one-\"", "one-two.pdf")]
    [TestCase("attachment; filename*0*=utf-8''Gr%C3; filename*1*=%BC%C3%9F; filename*2=\"e.pdf\"", "Grüße.pdf")]
    [TestCase("attachment; filename*0=\"=?utf-8?Q?Gr=C3=BC\"; filename*1=\"=C3=9Fe.pdf?=\"", "Grüße.pdf")]
    [TestCase("attachment; filename*=Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf")]
    [TestCase("attachment; filename*=utf-8''100%.pdf", "100%.pdf")]
    [TestCase("attachment; filename=\"caf\u00E9.pdf\"", "café.pdf")]
    public void A_file_name_is_read_however_it_is_written(string disposition, string expected)
    {
        var mail = Some.Mail($"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\nx\n");
        Assert.That((mail.Attachments[0].FileName, mail.Attachments[0].Disposition), Is.EqualTo((expected, "attachment")));
    }

    [TestCase("application/pdf; name=plan.pdf", "application/pdf", "plan.pdf")]
    [TestCase("application/pdf name=\"plan.pdf\"", "application/pdf", "plan.pdf")]
    [TestCase("name=\"plan.pdf\"", "application/octet-stream", "plan.pdf")]
    [TestCase("pdf; name=\"plan.pdf\"", "application/octet-stream", "plan.pdf")]
    [TestCase("(a) application (b) / (c(d)) pdf (e); (f) name (g) = plan.pdf", "application/pdf", "plan.pdf")]
    [TestCase("APPLICATION/PDF (a plan); NAME=plan.pdf", "application/pdf", "plan.pdf")]
    public void A_content_type_is_read_with_its_faults(string value, string type, string name)
    {
        var mail = Some.Mail($"Content-Type: {value}\n\nx\n");
        Assert.That((mail.Parts[0].MediaType, mail.Parts[0].FileName), Is.EqualTo((type, name)));
    }

    [Test]
    public void Parameters_have_lower_case_names_and_the_first_of_a_name_counts()
    {
        var part = Some.Mail("Content-Type: text/plain; Charset=\"utf-8\"; charset=ascii; Format=flowed\n\nx\n").Parts[0];
        Assert.That(part.Parameters, Is.EquivalentTo(new Dictionary<string, string> { ["charset"] = "utf-8", ["format"] = "flowed" }));
    }
}
