using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Its owner says how a promise ended, or gives it a later day.</summary>
public sealed class AnswerAction(RapportDb db, TimeProvider clock)
{
    /// <param name="Kept">True: done. False: it will not be. Null: a later day.</param>
    public sealed record Request(bool? Kept, DateOnly? Due, string? Word);

    public Task Run(Id<SyncAction> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var action = await db.SeenBy(viewer).SyncActions.One(known => known.Id == id, stop);
            Refusal.Forbidden(action.OwnerId != viewer.PersonId || viewer.IsShut, "Only whoever promised it says how it went.");
            switch (request.Kept)
            {
                case true when action.EndedAs is ActionEnding.Kept or ActionEnding.Late:
                    return;
                case true:
                    action.Keep(request.Word, viewer.Today(now), now);
                    break;
                case false:
                    action.GiveUp(request.Word, now);
                    break;
                default:
                    Refusal.Invalid(request.Due is null, "Say by when.");
                    action.Postpone(request.Due.Value, request.Word);
                    break;
            }

            await db.SaveChangesAsync(stop);
        },
        stop);
}
