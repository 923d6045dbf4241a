using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Writes down what somebody will do, by when: an open loop of the sync. Parked, it is a topic that is talked about elsewhere,
/// and the meeting goes on without it.
/// </summary>
public sealed class MakeAction(RapportDb db, TimeProvider clock)
{
    /// <param name="Risk">The red that it is to settle.</param>
    public sealed record Request(Id<SyncAction> Id, Id<Person>? Owner, string? Promise, DateOnly? Due, Id<Risk>? Risk, bool IsParked);

    public Task Run(Id<SyncMeeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = (await SyncInHand.Take(db, id, viewer, clock.GetUtcNow(), stop)).RefuseUnlessAttending();
            hand.Meeting.RefuseIfOver();
            Refusal.Invalid(request.Due is null, "Say by when.");
            Refusal.Invalid(request.Due < viewer.Today(hand.Now), "Choose a day that lies ahead.");
            var owner = request.Owner ?? viewer.PersonId;
            await hand.RefuseUnlessBelongs(owner, stop);
            if (request.Risk is { } risk)
                await hand.Seen.Risks.One(known => known.Id == risk && known.SyncId == hand.Sync.Id, stop);
            await Resent.Once(
                () => hand.Seen.SyncActions.Where(known => known.Id == request.Id).Select(known => (string?)known.Promise).FirstOrDefaultAsync(stop),
                TypedText.Line(request.Promise, SyncAction.LongestPromise),
                () =>
                {
                    db.Add(new SyncAction(hand.Sync.Id, id, request.Risk, owner, request.Promise, request.Due.Value, request.IsParked, viewer.PersonId, hand.Now) { Id = request.Id });
                    return db.SaveNew(stop);
                });
        },
        stop);
}
