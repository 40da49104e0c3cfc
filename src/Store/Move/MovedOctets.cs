using System.Globalization;
using Dapper;

namespace Touchpoints.Store;

/// <summary>Copies the octets of every delivery to another home; each is hashed on the way and compared with its row.</summary>
internal static class MovedOctets
{
    private const int MailsAtOnce = 128;
    private const string Step = ":octets";

    public static long Run(MoveTarget target, Func<OctetsStore> from, Func<OctetsStore> to, Action<string> tell, CancellationToken cancellationToken)
    {
        using var source = from();
        using var home = to();
        using var appender = home.OpenAppender();
        for (var mails = Next(target); mails.Count > 0; mails = Next(target))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var places = mails.ConvertAll(mail => Copied(source, appender, mail));
            appender.Sync();
            Moved(target, mails, places);
        }

        var moved = target.Connection.ExecuteScalar<long>("SELECT count(*) FROM delivery WHERE length > 0");
        tell(string.Create(CultureInfo.InvariantCulture, $"octets of {moved} mails, each as its hash says"));
        return moved;
    }

    private static List<Row> Next(MoveTarget target) => target.Connection.Query<Row>(
        "SELECT id, segment, start, length, sha256 FROM delivery WHERE length > 0 AND id > @last ORDER BY id LIMIT @MailsAtOnce",
        new { last = long.Parse(target.Progress(Step) ?? "0", CultureInfo.InvariantCulture), MailsAtOnce }).ToList();

    private static OctetsPlace Copied(OctetsStore source, OctetsAppender appender, Row mail)
    {
        using var octets = source.Read(new OctetsPlace(mail.Segment, mail.Start, mail.Length));
        appender.BeginMail().Write(octets.Memory.Span);
        var stored = appender.EndMail();
        return stored.Sha256.Span.SequenceEqual(mail.Sha256)
            ? stored.Place
            : throw StoreProblems.Damaged(source.Where, $"the octets of delivery {mail.Id} are not those that its row names (segment {mail.Segment}, offset {mail.Start})");
    }

    private static void Moved(MoveTarget target, List<Row> mails, List<OctetsPlace> places)
    {
        using var transaction = target.Connection.BeginTransaction();
        target.Connection.Execute(
            "UPDATE delivery SET segment = x.segment, start = x.start FROM unnest(@ids, @segments, @starts) AS x(id, segment, start) WHERE delivery.id = x.id",
            new
            {
                ids = mails.Select(mail => mail.Id).ToArray(),
                segments = places.Select(place => place.Segment).ToArray(),
                starts = places.Select(place => place.Offset).ToArray(),
            });
        target.SetProgress(Step, mails[^1].Id.ToString(CultureInfo.InvariantCulture));
        var committed = Effects.About("commit", "database");
        transaction.Commit();
        committed.Done();
    }

    private sealed record Row(long Id, long Segment, long Start, long Length, byte[] Sha256);
}
