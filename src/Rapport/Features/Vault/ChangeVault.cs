using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Vault;

/// <summary>Takes a change that a browser made of a vault, on its newest revision, wholly or not at all.</summary>
public sealed class ChangeVault(RapportDb db, VaultQueries vaults, TimeProvider clock)
{
    public const int MostAtOnce = 200;
    public const string IsOff = "Your organisation has switched private notes off. What you have written you can read, take along and erase.";

    public sealed record Put(Id<VaultItem> Id, byte[] Key, byte[]? Blob, DateOnly? DeleteAfter);

    /// <param name="Wraps">All ways in from now on, if they change.</param>
    /// <param name="Epoch">Set where new keys begin, together with their link to the former ones.</param>
    /// <param name="IsSettled">Every note has come under the new keys.</param>
    public sealed record Request(
        Id<Vault> Vault, long Revision, IReadOnlyList<Put> Puts, IReadOnlyList<Id<VaultItem>> Deletes, byte[] Manifest, IReadOnlyList<VaultWrap>? Wraps, int? Epoch, byte[]? Link, bool IsSettled);

    public async Task Run(Request request, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        Refusal.Forbidden(request.Wraps is not null && !viewer.HasJustProved(now), "Show first that it is you: sign in again.");
        Refusal.Invalid(request.Puts.Count > MostAtOnce || request.Deletes.Count > MostAtOnce, "That is too much at once.");
        var writes = request.Puts.Any(put => put.Blob is not null);
        Refusal.Invalid(writes && !await vaults.IsOn(viewer, stop), IsOff);

        await db.AsOne(
            async () =>
            {
                var vault = await db.SeenBy(viewer).VaultInTurn(request.Vault).One(_ => true, stop);
                vault.RefuseUnlessAt(request.Revision);
                vault.Advance(request.Manifest);
                await ChangeKeys(vault, request, viewer, stop);
                await ChangeItems(vault, request, viewer.Today(now), viewer, stop);
                await db.SaveChangesAsync(stop);
                await RefuseIfFull(vault.Id, viewer, stop);
                await RefuseIfUnsettled(vault, request, viewer, stop);
            },
            stop);
    }

    private async Task ChangeKeys(Vault vault, Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Invalid(request.Epoch is null != request.Link is null || (request.Epoch is not null && request.Wraps is null), "New keys come with their ways in and a link.");
        if (request is { Epoch: { } epoch, Link: { } link })
            vault.BeginEpoch(epoch, link);
        if (request.IsSettled)
            vault.EndPassage();
        if (request.Wraps is not { } wraps)
            return;

        Refusal.Invalid(wraps.Count is 0 or > Vault.MostWraps || wraps.Any(wrap => wrap.Epoch != vault.Epoch || wrap.VaultId != vault.Id), "A vault needs a way in.");
        var before = await db.SeenBy(viewer).VaultWraps.Where(wrap => wrap.VaultId == vault.Id).ToListAsync(stop);
        db.RemoveRange(before.Where(old => wraps.All(wrap => wrap.Id != old.Id)));
        db.AddRange(wraps.Where(wrap => before.TrueForAll(old => old.Id != wrap.Id)));
    }

    private async Task ChangeItems(Vault vault, Request request, DateOnly today, Viewer viewer, CancellationToken stop)
    {
        var ids = request.Puts.Select(put => put.Id).Concat(request.Deletes).ToList();
        Refusal.Invalid(ids.Distinct().Count() != ids.Count, "A note changes once at a time.");
        var there = await db.SeenBy(viewer).VaultItems.Where(item => item.VaultId == vault.Id && ids.Contains(item.Id)).ToDictionaryAsync(item => item.Id, stop);
        foreach (var put in request.Puts)
        {
            if (!there.TryGetValue(put.Id, out var item))
                db.Add(item = new VaultItem(vault.Id, put.Id));
            item.Put(put.Key, put.Blob, put.DeleteAfter, vault.Epoch, vault.Revision, today);
        }

        foreach (var id in request.Deletes)
        {
            if (there.TryGetValue(id, out var item))
                item.Erase(vault.Revision, today);
        }
    }

    private async Task RefuseIfFull(Id<Vault> id, Viewer viewer, CancellationToken stop)
    {
        var sizes = await db.SeenBy(viewer).VaultItems.Where(item => item.VaultId == id && item.Blob != null)
            .GroupBy(item => item.SizeClass).Select(size => new { Class = size.Key, Count = size.Count() }).ToListAsync(stop);
        var (count, bytes) = (sizes.Sum(size => size.Count), sizes.Sum(size => size.Count * (long)Sealed.Sizes[size.Class]));
        Refusal.Invalid(count > Vault.MostItems || bytes > Vault.MostBytes, "Your private notes are full: 20,000 notes or 64 MB. Take a copy along and erase what you no longer need.");
    }

    private async Task RefuseIfUnsettled(Vault vault, Request request, Viewer viewer, CancellationToken stop)
    {
        if (request.IsSettled)
            Refusal.Conflict(
                await db.SeenBy(viewer).VaultItems.AnyAsync(item => item.VaultId == vault.Id && item.Blob != null && item.Epoch != vault.Epoch, stop),
                "Some notes have not come under the new keys yet.");
    }
}
