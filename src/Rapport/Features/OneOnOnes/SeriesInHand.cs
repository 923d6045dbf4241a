using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Meetings;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>A running series that one of its two people is changing, held so that changes of its dates follow each other.</summary>
internal sealed class SeriesInHand
{
    private readonly RapportDb db;
    private readonly Viewer viewer;

    private SeriesInHand(RapportDb db, Viewer viewer, Series series, DateTimeOffset now, List<RhythmProposal> proposals) =>
        (this.db, this.viewer, Series, Now, Proposals) = (db, viewer, series, now, proposals);

    public Series Series { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Agreed ones and the open one.</summary>
    public List<RhythmProposal> Proposals { get; }

    public Agreements Agreements => new(Proposals, Series.EndedOn);

    /// <summary>Only within a transaction.</summary>
    /// <exception cref="Refusal">Missing; forbidden while the viewer's content is shut; conflict once the series has ended.</exception>
    public static async Task<SeriesInHand> Take(RapportDb db, Id<Series> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var series = await seen.SeriesInTurn(id).One(series => series.Id == id, stop);
        viewer.RefuseUnlessWritingIn(series, now);
        var proposals = await seen.RhythmProposals
            .Where(proposal => proposal.SeriesId == id && (proposal.Answer == RhythmAnswer.Agreed || proposal.AnsweredAt == null))
            .ToListAsync(stop);
        return new SeriesInHand(db, viewer, series, now, proposals);
    }

    /// <summary>The rows of meetings that still lie ahead or wait for an answer.</summary>
    public Task<List<Meeting>> Open(CancellationToken stop) => db.SeenBy(viewer).Meetings
        .Where(meeting => meeting.SeriesId == Series.Id && meeting.Outcome == null && meeting.StartedAt == null && !meeting.IsUnplanned && meeting.WindowTo > Now)
        .ToListAsync(stop);

    /// <summary>Brings stored meetings in line with the plan as it is now.</summary>
    public async Task Refit(IReadOnlyCollection<Meeting> open, CancellationToken stop)
    {
        var gone = StoredMeetings.Refit(Agreements.Plan, open, Now);
        if (gone.Count == 0)
            return;

        var ids = gone.ConvertAll(meeting => meeting.Id);
        db.RemoveRange(await db.SeenBy(viewer).MeetingMoves.Where(move => ids.Contains(move.MeetingId)).ToListAsync(stop));
        db.RemoveRange(gone);
    }
}
