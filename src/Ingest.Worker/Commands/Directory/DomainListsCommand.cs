using System.CommandLine;
using Touchpoints.Store;
using Touchpoints.Threading;

namespace Touchpoints.Ingest;

/// <summary>Takes newer lists of free-mail providers and public suffixes out of files.</summary>
internal static class DomainListsCommand
{
    public static Command Make(Shell shell)
    {
        var freeMail = new Option<string?>("--free-mail") { Description = "A file with a provider's domain a line, comments after #" };
        var suffixes = new Option<string?>("--public-suffix") { Description = "The Public Suffix List as publicsuffix.org or your distribution has it" };
        var builtIn = new Option<bool>("--built-in") { Description = "Go back to the lists that came with the program" };
        var command = new ExampledCommand(
            "refresh-data",
            "Takes newer lists of free-mail providers and of public suffixes, whole files only; they are kept in the database and count at once, for all workers.",
            "touchpoints directory refresh-data --public-suffix /usr/share/publicsuffix/public_suffix_list.dat",
            "touchpoints directory refresh-data --free-mail free-mail-domains.txt",
            "touchpoints directory refresh-data --built-in") { freeMail, suffixes, builtIn };
        command.SetAction((parsed, _) =>
        {
            var (free, suffix, isBuiltIn) = (parsed.GetValue(freeMail), parsed.GetValue(suffixes), parsed.GetValue(builtIn));
            if (isBuiltIn == (free is not null || suffix is not null))
            {
                throw new CommandException("Give --free-mail, --public-suffix or both, or --built-in alone.", CommandCode.WrongUse);
            }

            string[] forwarded =
            [
                "directory", "refresh-data", .. free is null ? Array.Empty<string>() : ["--free-mail", Path.GetFullPath(free)],
                .. suffix is null ? Array.Empty<string>() : ["--public-suffix", Path.GetFullPath(suffix)], .. isBuiltIn ? (string[])["--built-in"] : [],
            ];
            return StoreAccess.WriteAsync(parsed, shell, forwarded, installation => Run(installation, Read(free, DomainListText.FreeMailOf), Read(suffix, DomainListText.PublicSuffixesOf), shell));
        });
        return command;
    }

    private static int Run(Installation installation, DomainListText? freeMail, DomainListText? suffixes, Shell shell)
    {
        var directory = installation.Database.Directory;
        var before = directory.Snapshot();
        if (freeMail is null && suffixes is null)
        {
            directory.TakeBuiltInDomains();
        }
        else
        {
            directory.TakeDomains(freeMail, suffixes);
        }

        var change = DirectoryChange.After(installation, before, $"directory refresh-data by {shell.User}");
        shell.Out.WriteLine($"{directory.Domains().Versions}{change}");
        return ExitCode.Done;
    }

    private static DomainListText? Read(string? file, Func<string, DomainListText> read)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            var list = read(File.ReadAllText(file));
            return list.Mistake is { } mistake ? throw new CommandException($"{file} was not taken: {mistake}. The lists stay as they were.") : list;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read: {e.Message} The lists stay as they were.");
        }
    }
}
