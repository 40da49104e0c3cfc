using System.Collections.Frozen;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>Field names that mail is made of: one string for each, and proof that a line belongs to a header.</summary>
internal static class FieldNames
{
    private const string Names =
        "Return-Path Received Received-SPF Authentication-Results ARC-Seal ARC-Message-Signature ARC-Authentication-Results DKIM-Signature "
        + "DomainKey-Signature Delivered-To Envelope-To X-Envelope-To X-Original-To X-Gm-Original-To X-Forwarded-To X-Forwarded-For Date From Sender Reply-To To Cc Bcc "
        + "Subject Message-ID Message-Id In-Reply-To References Comments Keywords Resent-Date Resent-From Resent-Sender Resent-To Resent-Cc Resent-Message-ID "
        + "MIME-Version Mime-Version Content-Type Content-Transfer-Encoding Content-Disposition Content-ID Content-Id Content-Description Content-Language Content-Location "
        + "List-Id List-Unsubscribe List-Unsubscribe-Post List-Post List-Help List-Subscribe List-Archive Precedence Auto-Submitted Importance Priority "
        + "Thread-Topic Thread-Index Accept-Language User-Agent Organization Disposition-Notification-To Return-Receipt-To Errors-To Feedback-ID Sensitivity "
        + "X-Mailer X-Priority X-MSMail-Priority X-MimeOLE X-Spam-Status X-Spam-Score X-Spam-Flag X-Auto-Response-Suppress X-MS-Has-Attach X-Originating-IP "
        + "X-Google-DKIM-Signature X-Gm-Message-State X-Google-Smtp-Source X-Received X-Failed-Recipients Status X-Status X-Keywords X-UID";

    private static readonly FrozenDictionary<string, string> Known =
        Names.Split(' ').DistinctBy(name => name, StringComparer.Ordinal).ToFrozenDictionary(name => name, StringComparer.Ordinal);

    private static readonly FrozenSet<string> AnyCase = Names.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static string Text(ReadOnlySpan<byte> name)
    {
        if (name.Length > 64)
        {
            return Encoding.Latin1.GetString(name);
        }

        Span<char> chars = stackalloc char[name.Length];
        Encoding.Latin1.GetChars(name, chars);
        return Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars, out var known) ? known : chars.ToString();
    }

    public static bool IsKnown(ReadOnlySpan<byte> name)
    {
        if (name.Length > 40)
        {
            return false;
        }

        Span<char> chars = stackalloc char[name.Length];
        Encoding.Latin1.GetChars(name, chars);
        return AnyCase.GetAlternateLookup<ReadOnlySpan<char>>().Contains(chars);
    }
}
