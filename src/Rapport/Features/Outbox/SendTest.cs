using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>Puts a test message into the outbox, for whoever asks for it or for a channel. It goes the same way as everything else.</summary>
public sealed class SendTest(RapportDb db, TimeProvider clock)
{
    // Whoever sends one looks for it now.
    private static readonly TimeSpan OfUse = TimeSpan.FromMinutes(10);

    public async Task<Id<OutgoingMessage>> ByMail(Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        Refusal.Conflict(!await db.SeenBy(viewer).OutboxSettings.AnyAsync(settings => settings.Host != null, stop), "There is no mail server yet. Save one first.");
        var me = await db.SeenBy(viewer).People.One(person => person.Id == viewer.PersonId, stop);
        return await Send(OutgoingMail.To(me, Words("/administration/mail"), Sending()), stop);
    }

    public async Task<Id<OutgoingMessage>> To(Id<ChatChannel> id, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var channel = await db.SeenBy(viewer).ChatChannels.AsNoTracking().One(channel => channel.Id == id, stop);
        Refusal.Conflict(channel.ClosedAt is not null, "This channel was closed.");
        return await Send(OutgoingChat.To(channel.Id, channel.Name, Words("/administration/chat"), Sending()), stop);
    }

    private static Message Words(string from) => Message.About("A test from Rapport")
        .Word("If you read this, messages arrive here. Nobody has to do anything.")
        .Link("Open Rapport", from);

    private Sending Sending() => new(MessageKind.Test, $"test/{Guid.NewGuid()}", clock.GetUtcNow()) { IsUrgent = true, StaleAfter = OfUse };

    private async Task<Id<OutgoingMessage>> Send(OutgoingMessage message, CancellationToken stop)
    {
        db.Add(message);
        await db.SaveChangesAsync(stop);
        return message.Id;
    }
}
