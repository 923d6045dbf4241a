using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>Writes down what was decided. The form carries the id, so that sending it again changes nothing.</summary>
public sealed class TakeDecision(RapportDb db, TimeProvider clock)
{
    public sealed record Request(Id<Decision> Id, Id<AgendaPoint>? Point, string? Text, string? FailureMode, DateOnly? ReviewOn);

    public Task Run(Id<Meeting> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var hand = await MeetingInHand.Take(db, id, viewer, clock.GetUtcNow(), stop);
            if (await db.SeenBy(viewer).Decisions.AnyAsync(known => known.Id == request.Id && known.WrittenBy == viewer.PersonId, stop))
                return;

            hand.Meeting.RefuseIfNotWritable();
            if (request.Point is { } point)
                await db.SeenBy(viewer).AgendaPoints.AsNoTracking().One(known => known.Id == point && known.SeriesId == hand.Series.Id, stop);
            db.Add(new Decision(hand.Series.Id, id, request.Point, request.Text ?? "", request.FailureMode, request.ReviewOn, viewer.PersonId, hand.Now)
            {
                Id = request.Id,
            });
            await db.SaveNew(stop);
        },
        stop);
}
