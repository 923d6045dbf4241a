using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Policies;

/// <summary>All that the organisation has decided about one-on-ones.</summary>
/// <param name="Guides">In their order on pages.</param>
/// <param name="Relationships">From the most particular to the most usual.</param>
/// <param name="Versions">Of each of these rows; whoever changes one says which they saw.</param>
public sealed record PolicyBook(Organisation Organisation, List<RoleGuide> Guides, List<RelationshipPolicy> Relationships, PolicyVersions Versions)
{
    /// <summary>The guides that a person's roles suggest.</summary>
    public IEnumerable<RoleGuide> Suggested(IReadOnlyCollection<string> roles) => Guides.Where(guide => roles.Contains(guide.Role));

    /// <param name="guides">Of the series; ids that no guide has are passed over.</param>
    public PolicyAdvice Advise(SeriesKind kind, ReportFacts report, IEnumerable<Id<RoleGuide>> guides, DateOnly today) => PolicyCheck.Advise(
        new Circumstances(
            kind,
            Organisation.IncidentSince is not null,
            report.IsNewManager(today, Organisation.NewManagerDays),
            report.IsOnboarding(today, Organisation.OnboardingDays)),
        [.. Guides.Where(guide => guides.Contains(guide.Id))],
        Relationships);
}

/// <summary>The versions of the rows of a <see cref="PolicyBook"/>.</summary>
public sealed record PolicyVersions(uint Organisation, IReadOnlyDictionary<Id<RoleGuide>, uint> Guides, IReadOnlyDictionary<Relationship, uint> Relationships);

/// <summary>What a policy asks about the report of a pair.</summary>
/// <param name="StartDate">Null as well where the viewer may not know it.</param>
public sealed record ReportFacts(string[] Roles, DateOnly? StartDate, DateOnly? OnboardingEndedOn, DateOnly? ManagingSince)
{
    public bool IsNewManager(DateOnly today, int days) => ManagingSince is { } since && today < since.AddDays(days);

    public bool IsOnboarding(DateOnly today, int days) => OnboardingEnds(days) is { } end && today < end;

    /// <summary>The first day after onboarding; null where nothing is known about a start.</summary>
    public DateOnly? OnboardingEnds(int days) => StartDate is { } start ? OnboardingEndedOn ?? start.AddDays(days) : null;
}

/// <summary>What a pair's policy depends on: its guides, and who its report is.</summary>
public sealed record Following(ReportFacts Report, List<Id<RoleGuide>> Guides);

/// <summary>Reads policies.</summary>
public sealed class PolicyQueries(RapportDb db)
{
    public async Task<PolicyBook> Book(Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var rows = await (
            from organisation in seen.Organisation
            from guide in seen.Guides.DefaultIfEmpty()
            from policy in seen.RelationshipPolicies
            select new
            {
                organisation,
                guide,
                policy,
                ofOrganisation = EF.Property<uint>(organisation, "Version"),
                ofGuide = (uint?)EF.Property<uint>(guide!, "Version"),
                ofPolicy = EF.Property<uint>(policy, "Version"),
            }).AsNoTracking().ToListAsync(stop);
        var (guides, policies) = (rows.Where(row => row.guide is not null).DistinctBy(row => row.guide!.Id).ToList(), rows.DistinctBy(row => row.policy.Key).ToList());
        return new PolicyBook(
            rows[0].organisation,
            [.. guides.Select(row => row.guide!).OrderBy(guide => guide.Position).ThenBy(guide => guide.Name, StringComparer.Ordinal)],
            [.. policies.Select(row => row.policy).OrderBy(policy => policy.Key)],
            new(rows[0].ofOrganisation, guides.ToDictionary(row => row.guide!.Id, row => row.ofGuide!.Value), policies.ToDictionary(row => row.policy.Key, row => row.ofPolicy)));
    }

    /// <summary>The guides that a series follows.</summary>
    public Task<List<Id<RoleGuide>>> GuidesOf(Id<Series> id, Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).SeriesGuides.Where(link => link.SeriesId == id).Select(link => link.GuideId).ToListAsync(stop);

    /// <exception cref="Refusal">Missing.</exception>
    public async Task<Following> Following(Id<Series> series, Id<Person> report, DateOnly today, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var found = await seen.People
            .Where(person => person.Id == report)
            .Select(person => new Following(
                new ReportFacts(
                    person.Roles,
                    seen.Careers(today).Where(career => career.Id == person.Id).Select(career => career.StartDate).FirstOrDefault(),
                    person.OnboardingEndedOn,
                    person.ManagingSince),
                seen.SeriesGuides.Where(link => link.SeriesId == series).Select(link => link.GuideId).ToList()))
            .SingleOrDefaultAsync(stop);
        Refusal.Missing(found is null);
        return found;
    }

    /// <exception cref="Refusal">Missing.</exception>
    public async Task<ReportFacts> Facts(Id<Person> report, DateOnly today, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var facts = await seen.People
            .Where(person => person.Id == report)
            .Select(person => new ReportFacts(
                person.Roles,
                seen.Careers(today).Where(career => career.Id == person.Id).Select(career => career.StartDate).FirstOrDefault(),
                person.OnboardingEndedOn,
                person.ManagingSince))
            .SingleOrDefaultAsync(stop);
        Refusal.Missing(facts is null);
        return facts;
    }
}
