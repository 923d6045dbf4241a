using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Vault;

/// <summary>What browsers ask and send: bytes that only they can read, and the numbers beside them.</summary>
public static class VaultApi
{
    /// <param name="Kind">In lower case: part of what the browser authenticates.</param>
    public sealed record WrapText(Guid Id, string Kind, int Epoch, int Memory, int Passes, int Lanes, byte[] Salt, string Credential, byte[] Blob, byte[] Commit)
    {
        public static WrapText Of(VaultWrap wrap) => new(
            wrap.Id.Value, wrap.Kind.ToString().ToLowerInvariant(), wrap.Epoch, wrap.Memory, wrap.Passes, wrap.Lanes, wrap.Salt, wrap.Credential, wrap.Blob, wrap.Commit);

        public VaultWrap In(Guid vault)
        {
            Refusal.Invalid(!Enum.TryParse<WrapKind>(Kind, ignoreCase: true, out var kind) || Salt is null || Credential is null || Blob is null || Commit is null, "There is no such way in.");
            return new(new(vault), new(Id), kind, Epoch, (Memory, Passes, Lanes), Salt, Credential, Blob, Commit);
        }
    }

    public sealed record Founding(Guid Id, WrapText[] Wraps, byte[] Manifest);

    public sealed record PutText(Guid Id, byte[] Key, byte[]? Blob, DateOnly? DeleteAfter);

    public sealed record Changing(Guid Vault, PutText[] Puts, Guid[] Deletes, byte[] Manifest, WrapText[]? Wraps, int? Epoch, byte[]? Link, bool IsSettled);

    public sealed record Retiring(Guid Vault);

    /// <summary>Says nothing of the notes; that it is JSON shows that it comes from our own page.</summary>
    public sealed record TakingAlong;

    public static void Map(WebApplication app)
    {
        app.MapGet("/vault", Show).RequireRateLimiting(VaultFeature.Pace);
        app.MapGet("/vault/items", List).RequireRateLimiting(VaultFeature.Pace);
        app.MapPost("/vault/foundings", Found).RequireRateLimiting(VaultFeature.Pace);
        app.MapPost("/vault/changes", Change).RequireRateLimiting(VaultFeature.Pace);
        app.MapPost("/vault/retirements", Retire).RequireRateLimiting(VaultFeature.Pace);
        app.MapPost("/vault/takeouts", TakeAlong).RequireRateLimiting(VaultFeature.Pace);
    }

    private static async Task<IResult> Show(Guid? id, VaultQueries vaults, Viewer viewer, CancellationToken stop)
    {
        var kept = await vaults.Kept(id is { } asked ? new(asked) : null, viewer, stop);
        return Results.Json(new
        {
            person = viewer.PersonId.Value,
            kept.IsOn,
            vault = kept.Vault is not { } vault ? null : new
            {
                id = vault.Id.Value, vault.Epoch, vault.Revision, vault.FoldedAt, vault.Manifest, vault.Link, vault.FoundedOn, wraps = kept.Wraps.Select(WrapText.Of),
            },
            retired = kept.Retired.Select(vault => new { id = vault.Id.Value, until = vault.RetiredOn!.Value.AddDays(Vault.DaysKept) }),
        });
    }

    private static async Task<IResult> List(Guid vault, long since, VaultQueries vaults, Viewer viewer, CancellationToken stop)
    {
        var page = await vaults.Items(new(vault), since, viewer, stop);
        return Results.Json(new
        {
            items = page.Items.Where(item => item.Blob is not null).Select(item => new { id = item.Id.Value, item.Revision, key = item.WrappedKey, item.Blob, deleteAfter = item.DeleteAfterDay }),
            expired = page.Items.Where(item => item.HashOfExpired is not null).Select(item => new { id = item.Id.Value, deleteAfter = item.DeleteAfterDay, hash = item.HashOfExpired }),
            gone = page.Items.Where(item => item.IsErased).Select(item => item.Id.Value),
            page.Next,
        });
    }

    private static async Task<IResult> Found(Founding said, FoundVault found, Viewer viewer, CancellationToken stop)
    {
        Refusal.Invalid(said.Wraps is null || said.Manifest is null || said.Wraps.Any(wrap => wrap is null), "The vault is not one.");
        await found.Run(new(new(said.Id), [.. said.Wraps.Select(wrap => wrap.In(said.Id))], said.Manifest), viewer, stop);
        return Results.NoContent();
    }

    private static async Task<IResult> Change(Changing said, [FromHeader(Name = "If-Match")] string? match, ChangeVault change, Viewer viewer, CancellationToken stop)
    {
        Refusal.Invalid(!long.TryParse(match?.Trim('"'), System.Globalization.CultureInfo.InvariantCulture, out var revision), "A change says which revision it is based on.");
        Refusal.Invalid(said.Puts is null || said.Deletes is null || said.Manifest is null || said.Puts.Any(put => put?.Key is null) || said.Wraps?.Any(wrap => wrap is null) is true, "The change is not one.");
        await change.Run(
            new(
                new(said.Vault), revision, [.. said.Puts.Select(put => new ChangeVault.Put(new(put.Id), put.Key, put.Blob, put.DeleteAfter))], [.. said.Deletes.Select(id => new Id<VaultItem>(id))],
                said.Manifest, said.Wraps?.Select(wrap => wrap.In(said.Vault)).ToList(), said.Epoch, said.Link, said.IsSettled),
            viewer, stop);
        return Results.NoContent();
    }

    private static async Task<IResult> Retire(Retiring said, RetireVault retire, Viewer viewer, CancellationToken stop)
    {
        await retire.Run(new(said.Vault), viewer, stop);
        return Results.NoContent();
    }

    private static async Task<IResult> TakeAlong([FromBody] TakingAlong said, TakeNotesAlong take, Viewer viewer, CancellationToken stop)
    {
        _ = said;
        await take.Run(viewer, stop);
        return Results.NoContent();
    }
}
