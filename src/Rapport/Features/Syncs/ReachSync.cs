using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Says where the notes of a sync go besides those who belong, and which chat channel hears of its decisions and escalations.</summary>
public sealed class ReachSync(RapportDb db)
{
    public sealed record Request(string? MailingList, Id<ChatChannel>? Channel);

    public Task Run(Id<Sync> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var sync = await db.SeenBy(viewer).SyncInTurn(id).One(sync => sync.Id == id, stop);
            Refusal.Forbidden(!viewer.MayFacilitate(sync), "Whoever facilitates this sync does that, or stands in.");
            Refusal.Invalid(request.Channel is { } channel && !await db.SeenBy(viewer).ChannelNames.AnyAsync(known => known.Id == channel, stop), "Choose a channel that an administrator has connected.");
            sync.Reach(request.MailingList, request.Channel);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
