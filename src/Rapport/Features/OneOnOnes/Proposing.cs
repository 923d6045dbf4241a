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
}
