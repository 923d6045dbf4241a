using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Audit;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// Somebody leaves the organisation, or has left. All their series end with them and stay readable for the others as they
/// were; their open promises end as left once the day has come. Whoever reported to them gets a new manager in the same
/// act, or has none until one is named.
/// </summary>
public sealed class RecordLeaving(RapportDb db, TimeProvider clock)
{
    /// <param name="ReportsTo">
    /// Who takes over all reports; null leaves them without a manager. If it is one of them, the leaver's own manager
    /// becomes theirs.
    /// </param>
    public sealed record Request(DateOnly LastDay, Id<Person>? ReportsTo);

    public Task Run(Id<Person> id, Request request, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var today = viewer.Today(now);
            Refusal.Invalid(request.LastDay > today.AddYears(2), "Choose a day within the next two years.");
            var leftOn = request.LastDay.AddDays(1);
            var reorganisation = await Reorganisation.Begin(db, now, leftOn, viewer, stop);
            var person = await db.SeenBy(viewer).People.One(person => person.Id == id, stop);
            await LastAdministrator.Keep(db, id, viewer, stop);

            person.Leave(leftOn);
            await EndSeries(person, leftOn, today, stop);
            HandOver(reorganisation, id, leftOn, request.ReportsTo);
            await WithdrawInvitations(id, viewer, now, stop);
            db.Add(new AuditEvent(AuditKind.RecordedLeaving, viewer.PersonId, now, id));
            await reorganisation.Save(stop);
            if (person.HasLeft(WallClock.Local(now, person.TimeZone).Day))
                await db.Upkeep().EndLoopsOf(id, now, stop);
        },
        stop);

    private async Task EndSeries(Person person, DateOnly leftOn, DateOnly today, CancellationToken stop)
    {
        foreach (var series in await db.Upkeep().SeriesGoingOn([person.Id], leftOn > today ? leftOn : today).ToListAsync(stop))
            Reorganisation.End(series, leftOn, SeriesEnding.Left);
    }

    private static void HandOver(Reorganisation reorganisation, Id<Person> leaver, DateOnly leftOn, Id<Person>? heir)
    {
        Refusal.Invalid(heir == leaver, "Choose somebody who stays.");
        var structure = reorganisation.Structure;
        var above = structure.ManagerOf(leaver, leftOn);
        structure.Leave(leaver, leftOn);
        foreach (var line in structure.LinesTo(leaver, leftOn).ToList())
        {
            if (line.ValidFrom > leftOn && structure.LineOf(line.ReportId, line.ValidFrom.AddDays(-1)) is { } before)
                reorganisation.Continue(before);
            else if (heir is null || line.ValidFrom > leftOn)
                ReportingStructure.End(line, leftOn);
            else
                reorganisation.Change(line.ReportId, line.ReportId == heir ? above : heir);
        }
    }

    private async Task WithdrawInvitations(Id<Person> leaver, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        foreach (var invitation in await db.SeenBy(viewer).Invitations
            .Where(invitation => invitation.PersonId == leaver && invitation.UsedAt == null).ToListAsync(stop))
            invitation.Withdraw(now);
    }
}
