using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Hosting;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>Adds a channel that chat messages can go to, gives it another webhook, closes it; and says which hosts of one's own network may be written to.</summary>
public sealed class KeepChannels(RapportDb db, SecretBox secrets, TimeProvider clock)
{
    public sealed record Request(Id<ChatChannel> Id, ChatKind? Kind, string? Name, string? Address);

    /// <param name="linkBase">Under which address people open Rapport now: links lead there until somebody says otherwise.</param>
    public async Task Add(Request request, string linkBase, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        Refusal.Invalid(request.Kind is null, "Choose which chat it is.");
        var settings = await Settings(viewer, stop);
        var address = WebhookAddress.Of(request.Address, settings.InternalHosts);
        var channel = new ChatChannel(request.Kind.Value, request.Name ?? "", address, clock.GetUtcNow()) { Id = request.Id };
        await Resent.Once(() => Made(channel.Id, viewer, stop), Words(channel), () => db.AsOne(
            async () =>
            {
                if (settings.LinkBase is null)
                    settings.LinkTo(linkBase);
                db.Add(channel);
                Log(viewer);
                var isNew = await db.SaveNew(stop);
                if (isNew)
                    await Seal(channel, address, stop);
                return isNew;
            },
            stop));
    }

    public Task Replace(Id<ChatChannel> id, string? pasted, Viewer viewer, CancellationToken stop) => Change(
        id,
        async channel =>
        {
            var address = WebhookAddress.Of(pasted, (await Settings(viewer, stop)).InternalHosts);
            channel.Replace(address);
            await Seal(channel, address, stop);
        },
        viewer,
        stop);

    public Task Close(Id<ChatChannel> id, Viewer viewer, CancellationToken stop) => Change(
        id,
        channel =>
        {
            channel.Close(clock.GetUtcNow());
            return db.ForgetSecret(channel.SecretKey, stop);
        },
        viewer,
        stop);

    /// <param name="hosts">One to a line; none: nothing of one's own network is written to.</param>
    public async Task AllowInside(string? hosts, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        (await Settings(viewer, stop)).AllowInside(hosts);
        Log(viewer);
        await db.SaveChangesAsync(stop);
    }

    private Task Change(Id<ChatChannel> id, Func<ChatChannel, Task> change, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Missing(!viewer.MayAdminister());
            await change(await db.SeenBy(viewer).ChatChannels.One(channel => channel.Id == id, stop));
            Log(viewer);
            await db.SaveChangesAsync(stop);
        },
        stop);

    private Task Seal(ChatChannel channel, WebhookAddress address, CancellationToken stop) =>
        db.KeepSecret(channel.SecretKey, secrets.Seal(address.Full, channel.SecretKey), stop);

    private void Log(Viewer viewer) => db.Add(new AuditEvent(AuditKind.RevisedChannels, viewer.PersonId, clock.GetUtcNow()));

    private async Task<OutboxSettings> Settings(Viewer viewer, CancellationToken stop)
    {
        var settings = await db.SeenBy(viewer).OutboxSettings.FirstOrDefaultAsync(stop);
        if (settings is null)
            db.Add(settings = OutboxSettings.Fresh());
        return settings;
    }

    private async Task<string?> Made(Id<ChatChannel> id, Viewer viewer, CancellationToken stop) =>
        await db.SeenBy(viewer).ChatChannels.AsNoTracking().FirstOrDefaultAsync(channel => channel.Id == id, stop) is { } channel ? Words(channel) : null;

    private static string Words(ChatChannel channel) => $"{channel.Kind} {channel.Shown}\n{channel.Name}";
}
