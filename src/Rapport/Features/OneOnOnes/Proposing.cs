using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>Makes a proposal out of what somebody typed, held against the policy that is in force for the pair.</summary>
internal static class Proposing
{
    public static async Task<RhythmProposal> Propose(
        this RapportDb db, Series series, RhythmRequest request, IReadOnlyCollection<Id<RoleGuide>> guides, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var today = viewer.Today(now);
        var rhythm = request.Rhythm(today);
        var policies = new PolicyQueries(db);
        var book = await policies.Book(viewer, stop);
        var facts = await policies.Facts(series.ReportId, today, viewer, stop);
        var departure = book.Advise(series.Kind, facts, guides, today).Departure(rhythm.Cadence, rhythm.Minutes);
        return new RhythmProposal(series.Id, viewer.PersonId, rhythm, request.Reason, departure, now) { Id = request.Id };
    }

    /// <summary>Proposes in a running series, once for each form that was sent.</summary>
    /// <param name="first">What has to happen to a proposal that waits, for this one to take its place.</param>
    public static Task ProposeOnce(this RapportDb db, SeriesInHand hand, RhythmRequest request, Viewer viewer, Action first, CancellationToken stop) => Resent.Once(
        async () => await db.SeenBy(viewer).RhythmProposals.AsNoTracking().FirstOrDefaultAsync(proposal => proposal.Id == request.Id, stop) is { } made
            ? Words(made.SeriesId, made.Rhythm, made.Reason)
            : null,
        Words(hand.Series.Id, request.Rhythm(viewer.Today(hand.Now)), TypedText.LineOrNull(request.Reason, RhythmProposal.LongestReason)),
        async () =>
        {
            first();
            db.Add(await db.Propose(hand.Series, request, await new PolicyQueries(db).GuidesOf(hand.Series.Id, viewer, stop), viewer, hand.Now, stop));
            return await db.SaveNew(stop);
        });

    // Without its first day, which a late yes puts off.
    private static string Words(Id<Series> series, Rhythm rhythm, string? reason) => $"{series} {rhythm.Sentence} {rhythm.Zone}\n{reason}";
}
