using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Touchpoints.Ingest;

/// <summary>Runs a command for another process of the same user, since only this one may write to the store.</summary>
internal static class CommandEndpoint
{
    public static async Task<IResult> RunAsync(HttpContext http, OpsContext ops, CancellationToken cancellationToken)
    {
        // Before anything of the body is read. A browser always names where a POST comes from; commands never come from one.
        if (http.Request.Headers.Origin.Count > 0 || !IsToken(http.Request.Headers.Authorization.ToString(), ops.CommandToken))
        {
            return TypedResults.Unauthorized();
        }

        var request = await http.Request.ReadFromJsonAsync(OpsJson.Default.CommandRequest, cancellationToken);
        if (request?.Arguments is null)
        {
            return TypedResults.BadRequest();
        }

        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var exitCode = await ops.RunCommand([.. request.Arguments], output, errors, cancellationToken);
        return TypedResults.Json(new CommandAnswer(exitCode, output.ToString(), errors.ToString()), OpsJson.Default.CommandAnswer);
    }

    // Hashes have one length, and comparing them takes one time whatever was shown.
    private static bool IsToken(string shown, string token) => token.Length > 0 && CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(shown)),
        SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token)));
}

/// <summary>POST /api/commands, with "Authorization: Bearer TOKEN".</summary>
internal sealed record CommandRequest(IReadOnlyList<string> Arguments);

/// <summary>What the command wrote, and its exit code.</summary>
internal sealed record CommandAnswer(int ExitCode, string Output, string Errors);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class OpsJson : JsonSerializerContext;
