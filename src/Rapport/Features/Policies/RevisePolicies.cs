using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Policies;

/// <summary>Changes what the organisation has decided: its numbers, a relationship's policy, a guide, whether an incident is on. Agreements stay as they are.</summary>
public sealed class RevisePolicies(RapportDb db, TimeProvider clock)
{
    /// <param name="Version">The organisation as it was when its numbers were shown.</param>
    public sealed record Numbers(string? Name, int? OnboardingDays, int? NewManagerDays, int? HorizonWeeks, uint Version);

    /// <param name="Version">The policy, or the guide that has these numbers, as it was when it was shown; 0 for a new guide.</param>
    public sealed record Usual(Cadence? Cadence, Cadence? Rarest, int? Minutes, int? MinutesFrom, int? MinutesTo, uint Version);

    /// <param name="Topics">One to a line, as are the documents.</param>
    public sealed record Guide(string? Name, string? Role, Usual Usual, string? Topics, string? Documents);

    public async Task Adopt(Numbers numbers, Viewer viewer, CancellationToken stop)
    {
        var organisation = await Organisation(viewer, stop);
        db.Expect(organisation, numbers.Version);
        organisation.Rename(numbers.Name ?? "");
        organisation.Adopt(Said(numbers.OnboardingDays), Said(numbers.NewManagerDays), Said(numbers.HorizonWeeks));
        await Save(AuditKind.RevisedPolicies, viewer, stop);
    }

    public async Task MarkIncident(bool isOn, Viewer viewer, CancellationToken stop)
    {
        var organisation = await Organisation(viewer, stop);
        organisation.MarkIncident(isOn ? organisation.IncidentSince ?? clock.GetUtcNow() : null);
        await Save(AuditKind.RevisedPolicies, viewer, stop);
    }

    public async Task SwitchPrivateNotes(bool isOn, Viewer viewer, CancellationToken stop)
    {
        var organisation = await Organisation(viewer, stop);
        organisation.SwitchPrivateNotesOff(isOn ? null : organisation.PrivateNotesOffSince ?? clock.GetUtcNow());
        await Save(AuditKind.SwitchedPrivateNotes, viewer, stop);
    }

    /// <summary>Whether people sign in with passkeys only. Who has none yet is led to make one, and does nothing else before.</summary>
    /// <exception cref="Refusal">Conflict: whoever demands it has to have one themselves, so that it is known to work here.</exception>
    public async Task DemandPasskeys(bool isOn, Viewer viewer, CancellationToken stop)
    {
        var (organisation, now) = (await Organisation(viewer, stop), clock.GetUtcNow());
        Refusal.Forbidden(!viewer.HasJustProved(now), "This changes how everybody gets in. Show once more who you are: sign in again, then come back.");
        Refusal.Conflict(isOn && !await db.SeenBy(viewer).Passkeys.AnyAsync(stop), "Make a passkey for your own account first: then it is certain that they work here, and you are not shut out.");
        organisation.SignInWithPasskeysOnly(isOn ? organisation.PasskeysOnlySince ?? now : null);
        await Save(AuditKind.RevisedPolicies, viewer, stop);
    }

    public async Task Revise(Relationship key, Usual usual, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var policy = await db.SeenBy(viewer).RelationshipPolicies.One(policy => policy.Key == key, stop);
        db.Expect(policy, usual.Version);
        Refusal.Invalid(usual.Cadence is null || usual.Rarest is null, "Choose how often.");
        policy.Revise(usual.Cadence.Value, usual.Rarest.Value, Said(usual.Minutes), Said(usual.MinutesFrom), Said(usual.MinutesTo));
        await Save(AuditKind.RevisedPolicies, viewer, stop);
    }

    public async Task Revise(Id<RoleGuide> id, Guide request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var guide = await db.SeenBy(viewer).Guides.One(guide => guide.Id == id, stop);
        db.Expect(guide, request.Usual.Version);
        Write(guide, request);
        await Save(AuditKind.RevisedGuides, viewer, stop);
    }

    public async Task Add(Id<RoleGuide> id, Guide request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var role = request.Role ?? "";
        Refusal.Invalid(!People.PersonRole.All.Contains(role), "Choose whose guide it is.");
        var guide = new RoleGuide($"own-{id}", request.Name ?? "", role) { Id = id };
        Write(guide, request);
        await Resent.Once(() => Made(id, viewer, stop), Words(guide), () =>
        {
            db.AddRange(guide, new AuditEvent(AuditKind.RevisedGuides, viewer.PersonId, clock.GetUtcNow()));
            return db.SaveNew(stop);
        });
    }

    private Task Save(AuditKind what, Viewer viewer, CancellationToken stop)
    {
        db.Add(new AuditEvent(what, viewer.PersonId, clock.GetUtcNow()));
        return db.SaveChangesAsync(stop);
    }

    private async Task<string?> Made(Id<RoleGuide> id, Viewer viewer, CancellationToken stop) =>
        await db.SeenBy(viewer).Guides.AsNoTracking().FirstOrDefaultAsync(guide => guide.Id == id, stop) is { } guide ? Words(guide) : null;

    private static string Words(RoleGuide guide) => string.Join('\n', [
        $"{guide.Name} {guide.Role} {guide.Cadence} {guide.Rarest} {guide.Minutes} {guide.MinutesFrom} {guide.MinutesTo}", .. guide.Topics, "", .. guide.Documents]);

    private static void Write(RoleGuide guide, Guide request) => guide.Revise(
        request.Name ?? "", request.Usual.Cadence, request.Usual.Rarest, request.Usual.Minutes,
        Said(request.Usual.MinutesFrom), Said(request.Usual.MinutesTo), Lines(request.Topics), Lines(request.Documents));

    private static string[] Lines(string? text) => (text ?? "").ReplaceLineEndings("\n").Split('\n');

    private static int Said(int? number)
    {
        Refusal.Invalid(number is null, "A number is missing.");
        return number.Value;
    }

    private async Task<Organisation> Organisation(Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        return await db.SeenBy(viewer).Organisation.One(organisation => organisation.Id == 1, stop);
    }
}
