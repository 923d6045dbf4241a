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
            var asked = TypedText.Line(request.Text, Decision.LongestText);
            await Resent.Once(() => Made(request.Id, viewer, stop), asked, () => Add(hand, request, viewer, stop));
        },
        stop);

    private async Task<bool> Add(MeetingInHand hand, Request request, Viewer viewer, CancellationToken stop)
    {
        hand.Meeting.RefuseIfNotWritable();
        if (request.Point is { } point)
            await db.SeenBy(viewer).AgendaPoints.AsNoTracking().One(known => known.Id == point && known.SeriesId == hand.Series.Id, stop);
        db.Add(new Decision(hand.Series.Id, hand.Meeting.Id, request.Point, request.Text ?? "", request.FailureMode, request.ReviewOn, viewer.PersonId, hand.Now)
        {
            Id = request.Id,
        });
        return await db.SaveNew(stop);
    }

    private Task<string?> Made(Id<Decision> id, Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).Decisions.Where(decision => decision.Id == id).Select(decision => (string?)decision.Text).FirstOrDefaultAsync(stop);
}
