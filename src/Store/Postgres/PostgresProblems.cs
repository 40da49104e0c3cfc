using System.Net.Sockets;
using Npgsql;

namespace Touchpoints.Store;

/// <summary>Turns what PostgreSQL, or the way to it, says into what is wrong, where, and what to do.</summary>
internal static class PostgresProblems
{
    /// <summary>Whether the schema or a value was the reason, so that the same rows would be refused again.</summary>
    public static bool IsRefusal(NpgsqlException failure) => failure is PostgresException { SqlState: var state } && state[..2] is "22" or "23" or "54";

    /// <summary>Whether the connection is gone: what had been sent last may have happened or not.</summary>
    public static bool IsBroken(NpgsqlException failure) => failure is not PostgresException { SqlState: var state } || state[..2] is "08" || state is "57P01" or "57P02" or "57P03" or "57P05" or "25P03";

    public static StoreException Of(NpgsqlException failure, string place) => failure is PostgresException said ? OfServer(said, place) : OfConnection(failure, place);

    /// <summary>The answer to a COMMIT was lost.</summary>
    public static StoreException Unknown(NpgsqlException failure, string place) => new(
        StoreProblem.Unreachable,
        $"The connection to {place} broke while it was committing ({Words(failure)}): what was sent is recorded whole or not at all. It is looked up and tried again.",
        failure);

    private static StoreException OfServer(PostgresException said, string place) => said.SqlState switch
    {
        "53100" => StoreProblems.Full($"the database {place}", said),
        "40001" or "40P01" or "55P03" => new(
            StoreProblem.Locked,
            $"Another session was in the way in {place} ({said.MessageText}). Nothing was written; it is tried again.",
            said),
        "28P01" or "28000" or "42501" => new(
            StoreProblem.NotWritable,
            $"{place} does not let this program in, or not do this: {said.MessageText}. Correct the user and the password in Touchpoints:Store:Database, or give that user its rights (it must own the database's tables).",
            said),
        "3D000" => new(
            StoreProblem.Missing,
            $"There is no such database on the server: {said.MessageText} ({place}). Make it (createdb --encoding UTF8 --template template0), or correct Touchpoints:Store:Database.",
            said),
        "25006" => new(
            StoreProblem.Unreachable,
            $"{place} cannot be written to now: it is a standby, or set to read only ({said.MessageText}). Nothing was written. Name the primary, or name all servers with Target Session Attributes=primary; it is tried again.",
            said),
        "42P01" or "42703" or "XX001" or "XX002" => StoreProblems.Damaged(place, said.MessageText, said),
        ['2', '2' or '3', ..] or ['5', '4', ..] => StoreProblems.Refused(place, said.MessageText, said),
        "25P03" => new(
            StoreProblem.Unreachable,
            $"This program stood still in the midst of a transaction, and {place} took it back so that others could go on. Nothing was written; it is tried again.",
            said),
        ['0', '8', ..] or ['5', '3' or '7' or '8', ..] => new(
            StoreProblem.Unreachable,
            $"{place} says that it cannot now: {said.MessageText}. Nothing was written; it is tried again. When that goes on, look into the server's log.",
            said),
        _ => StoreProblems.NotWritable(place, $"{said.SqlState}: {said.MessageText}", said),
    };

    private static StoreException OfConnection(NpgsqlException failure, string place) => new(
        StoreProblem.Unreachable,
        $"{place} cannot be reached, or broke off: {Words(failure)}. Nothing was written; it is tried again. Check that the server runs, and host and port in Touchpoints:Store:Database.",
        failure);

    private static string Words(NpgsqlException failure) =>
        (failure.InnerException is SocketException or IOException or TimeoutException ? failure.InnerException.Message : failure.Message).TrimEnd('.');
}
