using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// Starts a sync: its name, when it meets, who facilitates, who belongs. Whoever founds it belongs to it only if they are named.
/// Its first pre-read opens with it.
/// </summary>
public sealed class FoundSync(RapportDb db, OpenNextSync openNext, TimeProvider clock)
{
    public const int MostPeople = 200;

    /// <param name="Attending">Who sits in the meeting; whoever facilitates or stands in does in any case.</param>
    /// <param name="Reading">Who reads what it leaves.</param>
    public sealed record Request(
        Id<Sync> Id, string? Name, RhythmOfSync Rhythm, Id<Person> Facilitator, Id<Person>? StandIn, IReadOnlyCollection<Id<Person>> Attending, IReadOnlyCollection<Id<Person>> Reading);

    public async Task Run(Request request, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var self = await seen.People.One(person => person.Id == viewer.PersonId, stop);
        Refusal.Missing(!viewer.MayStartSync(self));
        Refusal.Invalid(!await seen.People.AnyAsync(person => person.Id == request.Facilitator, stop), "Choose who facilitates.");
        var asked = $"{TypedText.Line(request.Name, Sync.LongestName)}\n{request.Facilitator}";
        await Resent.Once(() => Made(request.Id, viewer, stop), asked, () => Add(request, viewer, stop));
        // Rows of the first meeting are for those who belong, which the database learns with the next statement.
        if (await seen.Syncs.AnyAsync(sync => sync.Id == request.Id, stop))
            await openNext.Run(request.Id, viewer, stop);
    }

    private async Task<bool> Add(Request request, Viewer viewer, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var sync = new Sync(request.Name ?? "", request.Facilitator, request.StandIn, viewer.PersonId, now) { Id = request.Id };
        Id<Person>[] leading = request.StandIn is { } standIn ? [request.Facilitator, standIn] : [request.Facilitator];
        var attending = leading.Concat(request.Attending).Distinct().ToList();
        var reading = request.Reading.Except(attending).ToList();
        Refusal.Invalid(attending.Count + reading.Count > MostPeople, $"At most {MostPeople} people belong to a sync.");
        await RefuseUnlessHere([.. attending, .. reading], viewer, now, stop);

        db.AddRange(sync, new SyncRhythm(sync.Id, request.Rhythm.Rhythm(viewer.Today(now)), viewer.PersonId, now));
        db.AddRange(attending.Select(person => new SyncMember(sync.Id, person, attends: true, viewer.PersonId, now)));
        db.AddRange(reading.Select(person => new SyncMember(sync.Id, person, attends: false, viewer.PersonId, now)));
        db.AddRange(MetricColumn.Usual.Select((usual, at) => new MetricColumn(sync.Id, usual.Name, usual.Unit, at)));
        db.Add(new Audit.AuditEvent(Audit.AuditKind.FoundedSync, viewer.PersonId, now, request.Facilitator));
        return await db.SaveNew(stop);
    }

    private async Task RefuseUnlessHere(Id<Person>[] people, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var today = viewer.Today(now);
        var here = await db.SeenBy(viewer).People.CountAsync(person => people.Contains(person.Id) && (person.LeftOn == null || person.LeftOn > today), stop);
        Refusal.Invalid(here != people.Length, "One of these people is not here any more. Choose again.");
    }

    private async Task<string?> Made(Id<Sync> id, Viewer viewer, CancellationToken stop) =>
        await db.SeenBy(viewer).Syncs.Where(sync => sync.Id == id).Select(sync => sync.Name + "\n" + sync.FacilitatorId).FirstOrDefaultAsync(stop)
        ?? await db.SeenBy(viewer).SyncDates.Where(sync => sync.Id == id).Select(sync => sync.Name + "\n" + sync.FacilitatorId).FirstOrDefaultAsync(stop);
}
