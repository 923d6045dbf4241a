using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Says yes, while the meeting is being closed, to the promise that the other person has typed for one: from here on it
/// counts as one's own words.
/// </summary>
public sealed class TakeOnPromise(RapportDb db, TimeProvider clock)
{
    /// <param name="BasedOn">The version that the owner has read: a yes is a yes to those words.</param>
    public Task Run(Id<Meeting> id, int BasedOn, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            hand.Meeting.RefuseIfNotWritable();
            var mine = viewer.IsManagerIn(hand.Series) ? SharedTextKind.ManagerPromise : SharedTextKind.ReportPromise;
            var text = await db.SeenBy(viewer).SharedTexts.One(text => text.MeetingId == id && text.Kind == mine, stop);

            text.TakeOn(BasedOn, viewer.PersonId, hand.Now);
            await db.SaveChangesAsync(stop);
        },
        stop);
}
