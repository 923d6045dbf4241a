using Microsoft.EntityFrameworkCore;
using Rapport.Features.Outbox;
using Rapport.Integrations.Mail;

namespace Rapport.Tests.Outbox;

/// <summary>What lies in the outbox, in the order in which it was put there: <c>var posted = await Posted.In(host.Database);</c></summary>
/// <param name="Message">Nothing once it has ended: then only its state is known.</param>
public sealed record Posted(
    Way Way, MessageKind Kind, string Address, string Cause, bool IsUrgent, DateTimeOffset NotBefore, DateTimeOffset StaleAt, OutgoingState State, int Tries, string? Reason, Message? Message)
{
    /// <summary>As a mail has it in plain text, with its links.</summary>
    public string Text => Message is null ? "" : MailText.Of(Message, "https://rapport.example.org");

    public static async Task<List<Posted>> In(Database database)
    {
        await using var db = database.Db();
        var contents = await db.Set<OutgoingContent>().ToDictionaryAsync(content => content.MessageId, content => content.Text);
        return
        [
            .. (await db.Set<OutgoingMessage>().AsNoTracking().OrderBy(message => message.Turn).ToListAsync()).Select(it => new Posted(
                it.Way, it.Kind, it.Address, it.Cause, it.IsUrgent, it.NotBefore, it.StaleAt, it.State, it.Tries, it.Reason,
                contents.TryGetValue(it.Id, out var text) ? Message.FromJson(text) : null)),
        ];
    }
}
