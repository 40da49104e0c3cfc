using System.Text;
using Touchpoints.Mail;
using Touchpoints.Store;

namespace Touchpoints.Ingest;

/// <summary>Delivers the samples, and knows each again when the worker has settled it.</summary>
internal sealed class DemoPost
{
    private readonly Dictionary<(string Mailbox, uint Uid, string File), (SampleMail, int)> _sent = [];
    private readonly Dictionary<string, uint> _lastUid = [];

    /// <summary>Which sample a delivery is, and which delivery of it; null for mail that somebody else sent.</summary>
    public (SampleMail Sample, int Delivery)? SampleOf(Delivery delivery)
        => _sent.TryGetValue((delivery.SourceName.Length > 0 ? "" : delivery.Mailbox, delivery.Uid, Path.GetFileName(delivery.SourceName)), out var sample) ? sample : null;

    /// <summary>One transaction a mail, with the envelope that it really had. In a new mailbox UIDs count from 1.</summary>
    public async Task<int> DeliverAsync(LmtpClient lmtp, IEnumerable<SampleMail> samples, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var (sample, delivery) in samples.SelectMany(s => Enumerable.Range(1, s.Expected.Deliveries).Select(d => (s, d))))
        {
            foreach (var recipient in sample.Expected.Recipients)
            {
                var mailbox = DemoSettings.Users[UserOf(recipient)];
                var uid = _lastUid[mailbox] = _lastUid.GetValueOrDefault(mailbox) + 1;
                _sent[(mailbox, uid, "")] = (sample, delivery);
                count++;
            }

            var replies = await lmtp.DeliverAsync(sample.Expected.From, sample.Expected.Recipients, await File.ReadAllBytesAsync(sample.File, cancellationToken), cancellationToken);
            if (replies.FirstOrDefault(r => !r.IsSuccess) is { } refused)
            {
                throw new CommandException($"The private mail server refused {sample.Name}: {refused.Code} {refused.Text}");
            }
        }

        return count;
    }

    /// <summary>The samples as files, with the field that a delivery would have added: whom the envelope was from.</summary>
    public int WriteFolder(string folder, IReadOnlyList<SampleMail> samples)
    {
        Directory.CreateDirectory(folder);
        foreach (var (sample, delivery) in samples.SelectMany(s => Enumerable.Range(1, s.Expected.Deliveries).Select(d => (s, d))))
        {
            var name = delivery == 1 ? sample.Name : $"{Path.GetFileNameWithoutExtension(sample.Name)}~again-{delivery}.eml";
            File.WriteAllBytes(Path.Combine(folder, name), [.. Encoding.ASCII.GetBytes($"Return-Path: <{sample.Expected.From}>\r\n"), .. File.ReadAllBytes(sample.File)]);
            _sent[("", 0, name)] = (sample, delivery);
        }

        return _sent.Count;
    }

    private static string UserOf(string recipient)
    {
        var at = recipient.LastIndexOf('@');
        return $"{recipient[..at].Split('+')[0]}@{recipient[(at + 1)..]}".ToLowerInvariant();
    }
}
