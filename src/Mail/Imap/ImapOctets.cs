using System.Globalization;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Downloads mails: commands of about 100 mails or 4 MB, two of them ahead, so that the server never waits for us. A command that is refused
/// is asked again mail by mail: one mail that the server cannot give takes no other with it.
/// </summary>
internal sealed class ImapOctets(ImapSession session, Func<ImapMessageInfo, long, Stream> open, Func<ImapMessageInfo, Stream, ValueTask> complete)
{
    private const int MailsInCommand = 100;
    private const long OctetsInCommand = 4 * 1024 * 1024;
    private const int CommandsAhead = 2;
    private const long MaxOctets = 1L << 30;

    private readonly Dictionary<uint, ImapMessageInfo> _waiting = [];
    private readonly Queue<List<ImapMessageInfo>> _toSend = new();
    private readonly List<(string Tag, List<ImapMessageInfo> Mails)> _ahead = [];
    private ImapStatus? _refusal;

    // Of the FETCH response that is being read.
    private uint _uid;
    private byte[]? _quoted;
    private bool _isBodyAhead;

    public async Task RunAsync(IReadOnlyList<ImapMessageInfo> mails, CancellationToken cancellationToken)
    {
        Divide(mails);
        while (_ahead.Count > 0 || _toSend.Count > 0)
        {
            while (_ahead.Count < CommandsAhead && _toSend.TryDequeue(out var batch))
            {
                await SendAsync(batch, cancellationToken);
            }

            await session.Wire.ReadToLiteralAsync(session.Timeouts.Command, cancellationToken);
            if (IsFetch())
            {
                await TakeMailAsync(cancellationToken);
            }
            else
            {
                TakeOther();
            }
        }

        if (_refusal is { } refusal)
        {
            throw new ImapCommandException($"The server refused UID FETCH: {refusal.Shown}", refusal.Code);
        }
    }

    private void Divide(IReadOnlyList<ImapMessageInfo> mails)
    {
        var batch = new List<ImapMessageInfo>();
        var octets = 0L;
        foreach (var mail in mails.Where(m => _waiting.TryAdd(m.Uid, m)))
        {
            if (batch.Count == MailsInCommand || (batch.Count > 0 && octets + mail.Octets > OctetsInCommand))
            {
                _toSend.Enqueue(batch);
                (batch, octets) = ([], 0);
            }

            batch.Add(mail);
            octets += mail.Octets;
        }

        if (batch.Count > 0)
        {
            _toSend.Enqueue(batch);
        }
    }

    private async ValueTask SendAsync(List<ImapMessageInfo> mails, CancellationToken cancellationToken)
    {
        var tag = session.NextTag();
        _ahead.Add((tag, mails));
        // PEEK: never set \Seen (B1).
        var line = $"UID FETCH {ImapLine.Set([.. mails.Select(m => m.Uid)])} (UID BODY.PEEK[])\r\n";
        await session.SendAsync(tag, Encoding.ASCII.GetBytes(line), cancellationToken);
    }

    private bool IsFetch()
    {
        var tokens = new ImapTokens(session.Wire.Response);
        return tokens.TrySkip('*') && tokens.TryNumber(out _) && Ascii.EqualsIgnoreCase(tokens.Word(), "FETCH"u8);
    }

    private void TakeOther()
    {
        var first = new ImapTokens(session.Wire.Response).Word();
        if (session.Wire.LiteralAhead >= 0)
        {
            throw session.Unasked();
        }

        var tag = first.SequenceEqual("*"u8) ? "" : Encoding.ASCII.GetString(first);
        var command = _ahead.FindIndex(c => c.Tag == tag);
        if (session.Tagged(command < 0 ? "" : tag, null) is not { } status)
        {
            return;
        }

        var mails = _ahead[command].Mails;
        _ahead.RemoveAt(command);
        if (!status.IsOk && status.Code != "EXPUNGEISSUED")
        {
            Refused(status, mails);
        }
    }

    private void Refused(ImapStatus status, List<ImapMessageInfo> mails)
    {
        if (status.IsTransient)
        {
            _toSend.Clear();
        }
        else if (mails.Count > 1)
        {
            foreach (var mail in mails.Where(m => _waiting.ContainsKey(m.Uid)))
            {
                _toSend.Enqueue([mail]);
            }

            return;
        }

        _refusal ??= status;
    }

    private async ValueTask TakeMailAsync(CancellationToken cancellationToken)
    {
        (_uid, _quoted) = (0, null);
        (ImapMessageInfo Mail, Stream Octets)? taken = null;
        FileStream? spool = null;
        try
        {
            for (var isRest = false; Attributes(isRest); isRest = true)
            {
                Stream target = Stream.Null;
                if (_isBodyAhead && taken is null && spool is null)
                {
                    // The UID may come behind the octets (the order is free): they wait in a file until it is known.
                    taken = Open(session.Wire.LiteralAhead);
                    target = taken?.Octets ?? (_uid == 0 ? spool = Spool() : Stream.Null);
                }

                await session.Wire.CopyLiteralAsync(target, session.Timeouts.Body, cancellationToken);
                await session.Wire.ReadRestAsync(session.Timeouts.Body, cancellationToken);
            }

            if (taken is null && (spool is not null || _quoted is not null) && Open(spool?.Length ?? _quoted!.Length) is { } late)
            {
                await WriteAsync(spool, late.Octets, cancellationToken);
                taken = late;
            }
        }
        finally
        {
            if (spool is not null)
            {
                await spool.DisposeAsync();
            }
        }

        // Not before the response has ended as it must: a count that was wrong shows here, and then the octets are wrong too.
        if (taken is { } whole)
        {
            _waiting.Remove(whole.Mail.Uid);
            await complete(whole.Mail, whole.Octets);
        }
    }

    private static FileStream Spool() =>
        new(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    private async ValueTask WriteAsync(FileStream? spool, Stream target, CancellationToken cancellationToken)
    {
        if (spool is null)
        {
            await target.WriteAsync(_quoted, cancellationToken);
            return;
        }

        spool.Position = 0;
        await spool.CopyToAsync(target, cancellationToken);
    }

    private (ImapMessageInfo Mail, Stream Octets)? Open(long octets)
    {
        if (octets > MaxOctets)
        {
            throw new ImapProtocolException(string.Create(CultureInfo.InvariantCulture, $"The server announced a mail of {octets} octets; more than {MaxOctets} are not taken."));
        }

        return _waiting.TryGetValue(_uid, out var mail) ? (mail, open(mail, octets)) : null;
    }

    /// <summary>Reads on to the next literal (true) or to the response's end (false).</summary>
    private bool Attributes(bool isRest)
    {
        var tokens = new ImapTokens(session.Wire.Response);
        if (!isRest)
        {
            tokens.TrySkip('*');
            tokens.Number();
            tokens.Word();
            tokens.SkipSpaces();
            tokens.Expect('(');
        }

        while (true)
        {
            tokens.SkipSpaces();
            if (tokens.TrySkip(')'))
            {
                return !tokens.IsAtEnd ? throw tokens.Broken("the end of FETCH expected") : false;
            }

            var name = tokens.Word();
            _isBodyAhead = Ascii.EqualsIgnoreCase(name, "BODY[]"u8) || Ascii.EqualsIgnoreCase(name, "RFC822"u8);
            if (session.Wire.LiteralAhead >= 0 && tokens.IsLiteralAhead())
            {
                return true;
            }

            if (_isBodyAhead)
            {
                _quoted = tokens.Octets();
            }
            else if (Ascii.EqualsIgnoreCase(name, "UID"u8))
            {
                _uid = tokens.Number();
            }
            else
            {
                tokens.SkipValue();
            }
        }
    }
}
