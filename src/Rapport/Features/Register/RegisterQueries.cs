using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Kernel;

namespace Rapport.Features.Register;

/// <summary>Reads the register: risks, debts and failed controls of all syncs that the viewer belongs to.</summary>
public sealed class RegisterQueries(RapportDb db, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>What is asked for of the register.</summary>
    /// <param name="Words">Each of them stands somewhere in what the entry says.</param>
    public sealed record Filter(Rating? Rating, RiskKind? Kind, bool Closed, bool Mine, string? Words);

    /// <summary>Red first, what was red once before the rest, then by age.</summary>
    public async Task<(List<RegisterRow> Rows, int Total)> List(Filter filter, int skip, int take, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var found = Matching(seen.Risks, filter, viewer);
        var total = await found.CountAsync(stop);
        var rows = await (from risk in found
                          join owner in seen.People on risk.OwnerId equals owner.Id
                          join sync in seen.Syncs on risk.SyncId equals sync.Id
                          orderby risk.ClosedAt != null, risk.Rating == Rating.Red ? 0 : risk.Rating == Rating.Yellow ? 1 : 2, risk.RedSince == null, risk.RedSince, risk.RaisedAt, risk.Id
                          select new RegisterRow(
                              risk.Id, risk.Kind, risk.Summary, risk.FailureMode, risk.Mitigation, owner.Id, owner.Name, sync.Id, sync.Name, risk.TargetOn, risk.Rating, risk.RedSince, risk.RaisedAt,
                              risk.ClosedAt, risk.ClosedBecause))
            .Skip(skip).Take(take).ToListAsync(stop);
        return (rows, total);
    }

    /// <exception cref="Refusal">Missing.</exception>
    public async Task<RiskPage> Page(Id<Risk> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var risk = await seen.Risks.AsNoTracking().Where(risk => risk.Id == id).Select(risk => new { Risk = risk, Version = EF.Property<uint>(risk, "Version") }).One(_ => true, stop);
        var sync = await seen.Syncs.AsNoTracking().One(sync => sync.Id == risk.Risk.SyncId, stop);
        var members = await (from member in seen.SyncMembers
                             where member.SyncId == sync.Id
                             join person in seen.People on member.PersonId equals person.Id
                             orderby person.Name
                             select new RiskMember(person.Id, person.Name, member.Attends, member.LeftAt == null)).ToListAsync(stop);
        var ratings = await seen.RiskRatings.AsNoTracking().Where(rating => rating.RiskId == id).OrderByDescending(rating => rating.RatedAt).Take(200).ToListAsync(stop);
        var actions = await seen.SyncActions.AsNoTracking().Where(action => action.RiskId == id).OrderByDescending(action => action.MadeAt).Take(200).ToListAsync(stop);
        var coming = await seen.SyncMeetings.AsNoTracking().FirstOrDefaultAsync(meeting => meeting.SyncId == sync.Id && meeting.EndedAt == null && meeting.MissedAt == null, stop);
        var meetings = await seen.SyncMeetings.CountAsync(meeting => meeting.SyncId == sync.Id && meeting.EndedAt != null && meeting.EndedAt >= risk.Risk.RedSince, stop);
        return new(risk.Risk, risk.Version, sync, coming, members, ratings, actions, risk.Risk.RedSince is null ? null : meetings);
    }

    private IQueryable<Risk> Matching(IQueryable<Risk> risks, Filter filter, Viewer viewer)
    {
        // What was closed stays among the open ones for a day, so that nobody looks for it in vain.
        var justNow = clock.GetUtcNow().AddDays(-1);
        risks = filter.Closed ? risks.Where(risk => risk.ClosedAt != null) : risks.Where(risk => risk.ClosedAt == null || risk.ClosedAt > justNow);
        if (filter.Rating is { } rating)
            risks = risks.Where(risk => risk.Rating == rating);
        if (filter.Kind is { } kind)
            risks = risks.Where(risk => risk.Kind == kind);
        if (filter.Mine)
            risks = risks.Where(risk => risk.OwnerId == viewer.PersonId);
        foreach (var pattern in SearchWords.Patterns(filter.Words))
        {
            risks = risks.Where(risk => EF.Functions.ILike(
                EF.Functions.Unaccent(risk.Summary + " " + (risk.FailureMode ?? "") + " " + (risk.Mitigation ?? "") + " " + (risk.ClosedBecause ?? "")), EF.Functions.Unaccent(pattern), SearchWords.Escape));
        }

        return risks;
    }
}

public sealed record RegisterRow(
    Id<Risk> Id, RiskKind Kind, string Summary, string? FailureMode, string? Mitigation, Id<Person> OwnerId, string Owner, Id<Sync> SyncId, string Sync, DateOnly? TargetOn, Rating Rating,
    DateTimeOffset? RedSince, DateTimeOffset RaisedAt, DateTimeOffset? ClosedAt, string? ClosedBecause);

public sealed record RiskMember(Id<Person> Id, string Name, bool Attends, bool Belongs);

/// <param name="Meetings">How many syncs it has been through since it first was red; null for what never was.</param>
public sealed record RiskPage(
    Risk Risk, uint Version, Sync Sync, SyncMeeting? Coming, IReadOnlyList<RiskMember> Members, IReadOnlyList<RiskRating> Ratings, IReadOnlyList<SyncAction> Actions, int? Meetings)
{
    public string NameOf(Id<Person> person) => Members.FirstOrDefault(member => member.Id == person)?.Name ?? "Somebody";
}
