using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// A sync that somebody is changing, with the meeting that runs or comes next: nobody else changes it until the transaction
/// ends. Take it inside a transaction.
/// </summary>
public sealed class SyncInHand
{
    private readonly RapportDb db;
    private readonly Viewer viewer;

    private SyncInHand(RapportDb db, Viewer viewer, Sync sync, SyncMeeting meeting, SyncMember seat, DateTimeOffset now) =>
        (this.db, this.viewer, Sync, Meeting, Seat, Now) = (db, viewer, sync, meeting, seat, now);

    public Sync Sync { get; }

    public SyncMeeting Meeting { get; }

    /// <summary>The viewer's own.</summary>
    public SyncMember Seat { get; }

    public DateTimeOffset Now { get; }

    public Visible Seen => db.SeenBy(viewer);

    /// <exception cref="Refusal">Missing, for whoever does not belong.</exception>
    public static async Task<SyncInHand> Take(RapportDb db, Id<SyncMeeting> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var meeting = await seen.SyncMeetingInTurn(id).One(meeting => meeting.Id == id, stop);
        var sync = await seen.Syncs.One(sync => sync.Id == meeting.SyncId, stop);
        var seat = await seen.SyncMembers.One(seat => seat.SyncId == sync.Id && seat.PersonId == viewer.PersonId && seat.LeftAt == null, stop);
        return new(db, viewer, sync, meeting, seat, now);
    }

    /// <summary>Takes it by the sync: with the meeting that runs, or else the one that comes.</summary>
    public static async Task<SyncInHand> Take(RapportDb db, Id<Sync> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var coming = await db.SeenBy(viewer).SyncMeetings.Where(meeting => meeting.SyncId == id && meeting.EndedAt == null && meeting.MissedAt == null)
            .Select(meeting => (Id<SyncMeeting>?)meeting.Id).FirstOrDefaultAsync(stop);
        if (coming is null)
        {
            await db.SeenBy(viewer).Syncs.One(sync => sync.Id == id, stop);
            throw new Refusal(RefusalKind.Conflict, "The next pre-read opens in a moment. Try again then.");
        }

        return await Take(db, coming.Value, viewer, now, stop);
    }

    /// <summary>Takes it by one thing that is in it, and that with it.</summary>
    /// <param name="all">Where such things are read.</param>
    /// <exception cref="Refusal">Missing, for whoever does not belong.</exception>
    public static async Task<(SyncInHand Hand, T Thing)> Take<T>(
        RapportDb db, Id<T> id, Func<Visible, IQueryable<T>> all, Viewer viewer, DateTimeOffset now, CancellationToken stop)
        where T : class, IOfSync
    {
        var where = await all(db.SeenBy(viewer)).Where(thing => EF.Property<Id<T>>(thing, "Id") == id)
            .Select(thing => new { SyncId = EF.Property<Id<Sync>>(thing, nameof(IOfSync.SyncId)) }).One(_ => true, stop);
        var hand = await Take(db, where.SyncId, viewer, now, stop);
        // Only now: until the sync was in hand, somebody else may have changed it.
        return (hand, await all(hand.Seen).One(thing => EF.Property<Id<T>>(thing, "Id") == id, stop));
    }

    /// <summary>Takes a risk that its owner changes, whoever raised it, or whoever leads the sync.</summary>
    public static async Task<(SyncInHand Hand, Risk Risk)> TakeRisk(RapportDb db, Id<Risk> id, Viewer viewer, DateTimeOffset now, CancellationToken stop)
    {
        var (hand, risk) = await Take(db, id, seen => seen.Risks, viewer, now, stop);
        hand.RefuseUnlessAttending();
        Refusal.Forbidden(
            risk.RaisedBy != viewer.PersonId && !viewer.MayKeep(risk.OwnerId, hand.Sync, hand.Meeting), "Its owner changes it, and whoever leads the sync.");
        return (hand, risk);
    }

    public SyncInHand RefuseUnlessAttending()
    {
        Sync.RefuseIfEnded();
        Refusal.Forbidden(!Seat.Attends, "You read this sync. Whoever attends it writes.");
        return this;
    }

    public SyncInHand RefuseUnlessLeading()
    {
        Sync.RefuseIfEnded();
        Refusal.Forbidden(!viewer.MayLead(Sync, Meeting), Meeting.IsRunning ? "Somebody else leads this sync just now." : "Whoever facilitates this sync does that, or stands in.");
        return this;
    }

    public SyncInHand RefuseUnlessFacilitating()
    {
        Sync.RefuseIfEnded();
        Refusal.Forbidden(!viewer.MayFacilitate(Sync), "Whoever facilitates this sync does that, or stands in.");
        return this;
    }

    /// <summary>Somebody of the sync, as an owner or as asked: whoever does not belong could not even see it.</summary>
    public async Task RefuseUnlessBelongs(Id<Person> person, CancellationToken stop)
    {
        var belongs = await Seen.SyncMembers.AnyAsync(member => member.SyncId == Sync.Id && member.PersonId == person && member.LeftAt == null, stop);
        Refusal.Invalid(!belongs, "Choose somebody who belongs to this sync.");
    }

    /// <summary>How an item of this sync is rated; null for what has no colour, and for a figure, which is off its range or is not here.</summary>
    /// <exception cref="Refusal">Missing, for what is no item of this sync.</exception>
    public async Task<Rating?> Colour(SyncItem item, CancellationToken stop)
    {
        switch (item.Kind)
        {
            case SyncItemKind.Risk:
                return (await Seen.Risks.AsNoTracking().One(risk => risk.Id == new Id<Risk>(item.Id) && risk.SyncId == Sync.Id, stop)).Rating;
            case SyncItemKind.Initiative:
                return (await Seen.Initiatives.AsNoTracking().One(known => known.Id == new Id<Initiative>(item.Id) && known.SyncId == Sync.Id, stop)).Rating;
            default:
                Refusal.Missing(!await Exists(item, stop));
                return null;
        }
    }

    private Task<bool> Exists(SyncItem item, CancellationToken stop) => item.Kind switch
    {
        SyncItemKind.Figure => Seen.MetricFigures.AnyAsync(
            figure => figure.MeetingId == Meeting.Id && figure.RowId == new Id<MetricRow>(item.Id) && figure.ColumnId == new Id<MetricColumn>(item.Column!.Value), stop),
        SyncItemKind.Staffing => Seen.StaffingUpdates.AnyAsync(known => known.Id == new Id<StaffingUpdate>(item.Id) && known.SyncId == Sync.Id, stop),
        SyncItemKind.Decision => Seen.SyncDecisions.AnyAsync(known => known.Id == new Id<SyncDecision>(item.Id) && known.SyncId == Sync.Id, stop),
        SyncItemKind.Escalation => Seen.Escalations.AnyAsync(known => known.Id == new Id<Escalation>(item.Id) && known.SyncId == Sync.Id, stop),
        SyncItemKind.Question => Seen.OpenQuestions.AnyAsync(known => known.Id == new Id<OpenQuestion>(item.Id) && known.SyncId == Sync.Id, stop),
        _ => Seen.SyncActions.AnyAsync(known => known.Id == new Id<SyncAction>(item.Id) && known.SyncId == Sync.Id, stop),
    };

    /// <summary>Turns the running order to a section, or to one item of it, and counts the time from now.</summary>
    public async Task TurnTo(SyncSection section, SyncItem? item, Rating? colour, CancellationToken stop)
    {
        Refusal.Conflict(colour == Rating.Green, "Green takes no airtime. Rate it anew if it needs some.");
        Meeting.TurnTo(section, item);
        await EndTime(stop);
        db.Add(new SyncTime(Meeting.Id, section, item, colour, Now));
    }

    public async Task EndTime(CancellationToken stop)
    {
        if (await Seen.SyncTimes.FirstOrDefaultAsync(time => time.MeetingId == Meeting.Id && time.ToAt == null, stop) is { } running)
        {
            running.End(Now);
            await db.SaveChangesAsync(stop);
        }
    }
}

/// <summary>Something that belongs to one sync.</summary>
public interface IOfSync
{
    Id<Sync> SyncId { get; }
}
