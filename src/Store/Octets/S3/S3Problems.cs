using System.Net;
using Amazon.Runtime;

namespace Touchpoints.Store;

/// <summary>Turns what an S3 server says, or that it says nothing, into what is wrong, where, and what to do.</summary>
internal static class S3Problems
{
    private const HttpStatusCode NoAnswer = default;

    /// <summary>Whether it is a failure of the server, or of the way to it.</summary>
    public static bool Know(Exception failure) => failure is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or OperationCanceledException;

    public static StoreException Of(Exception failure, OctetsSettings.S3 settings) => failure switch
    {
        AmazonServiceException { StatusCode: not NoAnswer } answer => OfAnswer(answer, settings),
        AmazonServiceException or AmazonClientException { InnerException: not null } => Unreachable(settings, Innermost(failure), failure),
        AmazonClientException => Unusable(settings, failure.Message, "Give Touchpoints:Store:S3:AccessKey and SecretKeyFile, or run where the surroundings offer a key", failure),
        _ => Unreachable(settings, failure.Message, failure),
    };

    public static StoreException Unreachable(OctetsSettings.S3 settings, string because, Exception? inner = null) => new(
        StoreProblem.Unreachable,
        $"The mail store {settings} does not answer as it should: {because.TrimEnd('.')}. Nothing that was confirmed is lost; it is tried again by itself. If it stays, look at that server, at the network, and at Touchpoints:Store:S3:ServiceUrl.",
        inner);

    private static StoreException OfAnswer(AmazonServiceException answer, OctetsSettings.S3 settings) => answer.ErrorCode switch
    {
        "NoSuchBucket" => Unusable(settings, "there is no such bucket", "Make it, or mend Touchpoints:Store:Octets", answer),
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" => Unusable(settings, $"the server does not take the key ({answer.Message.TrimEnd('.')})", "Mend Touchpoints:Store:S3:AccessKey and SecretKeyFile", answer),
        "RequestTimeTooSkewed" => Unusable(settings, "this machine's clock and the server's differ too much", "Set this machine's clock, by NTP", answer),
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" =>
            Unusable(settings, $"the bucket is in another region ({answer.Message.TrimEnd('.')})", "Mend Touchpoints:Store:S3:Region and ServiceUrl", answer),
        "QuotaExceeded" or "XMinioStorageFull" => StoreProblems.Full(settings.ToString(), answer),
        _ => OfStatus(answer, settings),
    };

    private static StoreException OfStatus(AmazonServiceException answer, OctetsSettings.S3 settings) => answer.StatusCode switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => Unusable(
            settings,
            $"the server refuses this key ({answer.Message.TrimEnd('.')})",
            "The key needs to get, put, delete and list objects of this bucket, and to abort multipart uploads",
            answer),
        HttpStatusCode.InsufficientStorage => StoreProblems.Full(settings.ToString(), answer),
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented =>
            Unreachable(settings, $"{(int)answer.StatusCode} {answer.ErrorCode} {answer.Message}".TrimEnd(), answer),
        _ => Unusable(settings, $"{(int)answer.StatusCode} {answer.ErrorCode} {answer.Message}".TrimEnd(), "If it stays, report it with this message", answer),
    };

    private static StoreException Unusable(OctetsSettings.S3 settings, string because, string remedy, Exception inner) => new(
        StoreProblem.NotWritable,
        $"The mail store {settings} cannot be used: {because.TrimEnd('.')}. {remedy}.",
        inner);

    private static string Innermost(Exception failure) => failure.GetBaseException().Message;
}
