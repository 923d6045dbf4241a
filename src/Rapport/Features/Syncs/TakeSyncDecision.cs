using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Writes down what a sync decided, who executes it and by when; or decides otherwise, and takes the place of an earlier one.</summary>
public sealed class TakeSyncDecision(RapportDb db, TimeProvider clock)
{
    public sealed record Request(
        Id<SyncDecision> Id, string? Text, string? Why, string? Condition, Id<Person>? Executor, DateOnly? Due, Id<SyncDecision>? Supersedes);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            hand.Meeting.RefuseUnlessRunning();
            Refusal.Invalid(request.Due is null, "Say by when it is executed.");
            var executor = request.Executor ?? viewer.PersonId;
            await hand.RefuseUnlessBelongs(executor, stop);
            await Resent.Once(
                () => hand.Seen.SyncDecisions.Where(known => known.Id == request.Id).Select(known => (string?)known.Text).FirstOrDefaultAsync(stop),
                TypedText.Line(request.Text, SyncDecision.LongestText),
                () => Add(hand, request, executor, viewer, stop));
        },
        stop);

    private async Task<bool> Add(SyncInHand hand, Request request, Id<Person> executor, Viewer viewer, CancellationToken stop)
    {
        if (request.Supersedes is { } old)
        {
            _ = await hand.Seen.SyncDecisions.One(known => known.Id == old && known.SyncId == hand.Sync.Id, stop);
            Refusal.Conflict(await hand.Seen.SyncDecisions.AnyAsync(known => known.SupersedesId == old, stop), "That decision has been superseded already. Supersede the newest one.");
        }

        db.Add(new SyncDecision(
            hand.Sync.Id, hand.Meeting.Id, request.Text, request.Why, request.Condition, executor, request.Due!.Value, request.Supersedes, viewer.PersonId, hand.Now)
        {
            Id = request.Id,
        });
        var isSaved = await db.SaveNew(stop, unless: "sync_decision_supersedes_id_key");
        return isSaved;
    }
}
