using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Somebody stays after all: as long as the day lies ahead, everything that was to end on it goes on.</summary>
public sealed class TakeBackLeaving(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<Person> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            var now = clock.GetUtcNow();
            var person = await db.SeenBy(viewer).People.One(person => person.Id == id, stop);
            Refusal.Conflict(person.LeftOn is null, "There is nothing to take back: nobody has said that this person leaves.");
            var leftOn = person.LeftOn.Value;
            var reorganisation = await Reorganisation.Begin(db, now, leftOn, viewer, stop);

            person.Stay(WallClock.Local(now, person.TimeZone).Day);
            reorganisation.Structure.Stay(id);
            foreach (var line in reorganisation.Structure.LinesEndedOn(id, leftOn))
                reorganisation.Continue(line);
            await reorganisation.Save(stop);

            foreach (var series in await db.Upkeep().SeriesEndingOn(id, leftOn).ToListAsync(stop))
            {
                if (series.EndedBecause == SeriesEnding.Left)
                    await reorganisation.GoOn(series, stop);
            }

            db.Add(new AuditEvent(AuditKind.TookBackLeaving, viewer.PersonId, now, id));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
