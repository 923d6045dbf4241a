using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// When a sync meets, from one day on, as whoever facilitates has set it. A later one takes the place of the earlier ones, as
/// agreements of a pair do: <see cref="SlotPlan"/> counts the dates of both.
/// </summary>
public sealed class SyncRhythm
{
    private SyncRhythm() { }

    public SyncRhythm(Id<Sync> sync, Rhythm rhythm, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Invalid(rhythm.Minutes < 15, "A sync takes at least 15 minutes.");
        (SyncId, SetBy, SetAt) = (sync, by, at);
        (Cadence, Weekday, At, TimeZone, Minutes, FromDay) = (rhythm.Cadence, rhythm.Weekday, rhythm.At, rhythm.Zone, rhythm.Minutes, rhythm.From);
    }

    public Id<SyncRhythm> Id { get; private init; } = Id<SyncRhythm>.New();
    public Id<Sync> SyncId { get; private init; }
    public Cadence Cadence { get; private init; }
    public DayOfWeek Weekday { get; private init; }
    public TimeOnly At { get; private init; }
    public string TimeZone { get; private init; } = "";
    public int Minutes { get; private init; }
    public DateOnly FromDay { get; private init; }
    public Id<Person> SetBy { get; private init; }
    public DateTimeOffset SetAt { get; private init; }

    public Rhythm Rhythm => new(Cadence, Weekday, At, TimeZone, Minutes, FromDay);

    /// <summary>Every date that the rhythms of one sync make, whichever order they come in.</summary>
    public static SlotPlan Plan(IEnumerable<SyncRhythm> rhythms) => new([.. rhythms.OrderBy(one => one.SetAt).ThenBy(one => one.Id).Select(one => one.Rhythm)], null);
}
