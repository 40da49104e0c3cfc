using System.Data.Common;
using Dapper;
using Touchpoints.Threading;

namespace Touchpoints.Store;

/// <summary>What people chose for held mails, kept with them so that a replay keeps to it.</summary>
internal sealed class Choices(Writer writer)
{
    /// <summary>As columns of a mail "m".</summary>
    public const string Columns = "m.choice AS Choice, m.chosen_by AS ChosenBy, m.chosen_thread AS ChosenThread, m.chosen_as_file AS ChosenAsFile";

    private readonly Statement _write = writer.Prepare("UPDATE mail SET choice = ?, chosen_by = ?, chosen_thread = ?, chosen_as_file = ? WHERE id = ?");
    private readonly Statement _further = writer.PrepareInsert("chosen_account", "mail, account", "ON CONFLICT DO NOTHING");

    public void Write(MailId mail, OperatorChoice choice)
    {
        _write.With(choice.Account?.Value).With(choice.By).With(choice.Thread?.Value).With(choice.AsFile).With(mail.Value).Run();
        foreach (var account in choice.Further)
        {
            _further.With(mail.Value).With(account.Value).Run();
        }
    }

    /// <summary>Of each of these mails the accounts that were chosen beside the first.</summary>
    public static ILookup<long, AccountId> Further(DbConnection connection, IReadOnlyCollection<long> mails) => connection
        .Query<(long Mail, long Account)>($"SELECT mail, account FROM chosen_account WHERE {Dialect.Among(connection, "mail", "@mails")} ORDER BY mail, account", new { mails })
        .ToLookup(row => row.Mail, row => new AccountId(row.Account));
}
