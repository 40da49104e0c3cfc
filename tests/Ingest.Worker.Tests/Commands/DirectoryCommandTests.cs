namespace Touchpoints.Ingest.Tests;

[TestFixture]
public sealed class DirectoryCommandTests
{
    [Test]
    public void The_sample_directory_is_imported_and_a_second_time_changes_nothing()
    {
        using var cli = new Cli();
        var folder = Path.Combine(Cli.Samples, "directory");

        var first = cli.Run("directory", "import", folder, "--json");
        var second = cli.Run("directory", "import", folder, "--json");

        Assert.That(first.Code, Is.Zero, first.Error);
        Assert.That(first.Lines[0].GetProperty("added").GetInt32(), Is.GreaterThan(40));
        Assert.That(second.Lines[0].GetProperty("added").GetInt32(), Is.Zero);
        Assert.That(second.Lines[0].GetProperty("changed").GetInt32(), Is.Zero);
    }

    [Test]
    public void One_mistake_anywhere_and_nothing_is_imported_but_all_mistakes_are_told()
    {
        using var cli = new Cli();
        cli.Write("accounts.csv", "key,name\nacme,Acme\nacme,Again\n");
        cli.Write("contacts.csv", "key,account,name,address\njane,acne,Jane,jane@acme.example\njo,acme,Jo,no-address\n");

        var answer = cli.Run("directory", "import", cli.Folder);
        var accounts = cli.Run("directory", "import", cli.Write("users.csv", "key,name,address\n"), "--json");

        Assert.That(answer.Code, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("accounts.csv:3:1: The key \"acme\" stands here a second time."));
        Assert.That(answer.Error, Does.Contain("contacts.csv:2:6: There is no account \"acne\". Did you mean \"acme\"?"));
        Assert.That(answer.Error, Does.Contain("contacts.csv:3:12: \"no-address\" is no mail address."));
        Assert.That(answer.Error, Does.Contain("3 mistakes; nothing was imported."));
        Assert.That(accounts.Lines[0].GetProperty("unchanged").GetInt32(), Is.Zero);
    }

    [TestCase("accounts.csv", "key,nmae\n", ":1:5: \"nmae\" is no field of accounts. Did you mean \"name\"?")]
    [TestCase("accounts.csv", "name\nAcme\n", ":1:1: The field \"key\" is missing.")]
    [TestCase("accounts.csv", "key,name\nacme,Acme,x\n", ":2:11: 3 fields, but the first line names 2.")]
    [TestCase("accounts.csv", "key,name,sub_domains\na,A,perhaps\n", ":2:5: \"perhaps\" is neither true nor false.")]
    [TestCase("accounts.csv", "key,name,domains\na,A,nodot\n", ":2:5: \"nodot\" is no domain.")]
    [TestCase("accounts.csv", "", ":1:1: The file is empty.")]
    [TestCase("customers.csv", "a\n", "What is in it cannot be told from its name.")]
    [TestCase("never-log.csv", "address\n@\n", ":2:1: \"@\" is neither a mail address nor \"@\" and a domain.")]
    [TestCase("never-log.csv", "address,user\na@b.example,nobody\n", ":2:13: There is no user \"nobody\". Add it to users.csv, or import it first.")]
    [TestCase("never-log.csv", "address,user\nnobody,nobody\n", ":2:1: \"nobody\" is neither a mail address nor \"@\" and a domain.")]
    [TestCase("accounts.csv", "key,name,team\na,A,nobody\n", ":2:5: There is no user \"nobody\".")]
    [TestCase("flows.csv", "key,name,default\na,A,true\nb,B,true\n", ":3:5: Only one flow can be the default.")]
    [TestCase("touchpoints.csv", "key,account,subject,state\nT,a,S,gone\n", ":2:7: \"gone\" is none of open, closed, deleted, erased.")]
    [TestCase("touchpoints.csv", "key,account,subject,reply_address\nT,a,S,short\n", ":2:7: \"short\" is not the id of a reply address")]
    [TestCase("all.json", "{\"accounts\": [{\"key\": \"a\", \"name\": \"A\"}],\n \"persons\": []}", ":2:2: \"persons\" is no table.")]
    [TestCase("all.json", "{\"accounts\": [\n  {\"key\": \"a\"}]}", ":2:4: The field \"name\" is missing.")]
    [TestCase("all.json", "{\"accounts\": [}", ":1:15:")]
    public void A_mistake_is_named_with_its_place(string name, string text, string said)
    {
        using var cli = new Cli();

        var answer = Cli.RunBare("directory", "check", cli.Write(name, text));

        Assert.That(answer.Error, Does.Contain(said));
        Assert.That(answer.Code, Is.EqualTo(1));
    }

    [Test]
    public void A_json_file_says_the_same_as_csv_files()
    {
        using var cli = new Cli();
        var file = cli.Write("all.json", """
            {
              "accounts": [{ "key": "acme", "name": "Acme", "domains": ["acme.example", "acme.test"], "sub_domains": true }],
              "contacts": [{ "key": "jane", "account": "acme", "name": "Jane", "address": "jane@acme.example", "other_addresses": ["j@acme.example"] }]
            }
            """);

        var answer = cli.Run("directory", "import", file);

        Assert.That(answer.Out, Does.StartWith("2 added, 0 changed, 0 unchanged"), answer.Error);
    }

    [Test]
    public void Newer_lists_of_domains_are_taken_whole_or_not_at_all_and_count_at_once()
    {
        using var cli = new Cli();
        cli.Run("directory", "import", Path.Combine(Cli.Samples, "directory"));
        var list = cli.Write("free.txt", "# Version: 2030-01-01\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"free-{i}.example")) + "\ngmail.com\noutlook.com\nacme.example\n");

        var broken = cli.Run("directory", "refresh-data", "--free-mail", cli.Write("broken.txt", "gmail.com\n<html>\n"));
        var nothing = cli.Run("directory", "refresh-data");
        var taken = cli.Run("directory", "refresh-data", "--free-mail", list);
        var check = cli.Run("directory", "check");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(broken.Error, Does.Contain("line 2 is no domain: <html>. The lists stay as they were."));
            Assert.That((broken.Code, nothing.Code, taken.Code), Is.EqualTo((1, 2, 0)), taken.Error);
            Assert.That(taken.Out, Does.StartWith("free mail 2030-01-01 (63 domains), public suffixes 2023-02-09"));
            Assert.That(cli.Run("status").Out, Does.Contain("free mail 2030-01-01"));
            Assert.That(check.Out, Does.Contain("acme.example of account acme is a provider"));
            Assert.That(cli.Run("directory", "refresh-data", "--built-in").Out, Does.Not.Contain("2030"));
        }
    }
}
