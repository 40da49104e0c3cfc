using System.CommandLine;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>"migrate --from --to": moves a whole installation from SQLite to PostgreSQL.</summary>
internal static class MoveCommand
{
    private const string Sqlite = "sqlite:";
    private const string Postgres = "postgres:";

    public static int Run(ParseResult parsed, string? from, string? to, Shell shell)
    {
        if (from?.StartsWith(Sqlite, StringComparison.Ordinal) != true || Target(to) is not { } target)
        {
            throw new CommandException("Give both: --from sqlite:FILE --to postgres:CONNECTION (an Npgsql connection string, or postgres://user:password@host/database).", CommandCode.WrongUse);
        }

        var file = from[Sqlite.Length..];
        if (!File.Exists(file))
        {
            throw new CommandException($"There is no database {file}. Nothing was moved.", CommandCode.WrongUse);
        }

        var settings = CommandSettings.Read(parsed).Store;
        var moved = StoreMove.Run(settings with { Database = file }, settings with { Database = target }, shell.Time, shell.Error.WriteLine, shell.Stop);
        shell.Error.WriteLine($"Moved: {moved.Rows.Values.Sum()} rows of {moved.Rows.Count} tables, octets of {moved.Octets} mails. {file} is as it was.");
        shell.Error.WriteLine("Set Touchpoints:Store:Database to the new database and Touchpoints:ReplyKeyFile to the file of reply keys that was used so far, on every worker.");
        return ExitCode.Done;
    }

    private static string? Target(string? to)
    {
        var address = to is null || to.StartsWith("postgres://", StringComparison.Ordinal) || to.StartsWith("postgresql://", StringComparison.Ordinal) ? to
            : to.StartsWith(Postgres, StringComparison.Ordinal) ? to[Postgres.Length..]
            : null;
        return address is not null && new StoreSettings(address) is { IsPostgres: true, IsReadable: true } ? address : null;
    }
}
