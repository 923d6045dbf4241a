using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Reads syncs: which there are, what one shows as it comes or runs, and what past ones left.</summary>
public sealed class SyncQueries(RapportDb db, TimeProvider clock)
{
    public const int PageSize = 20;

    /// <summary>The syncs that the viewer belongs to, with the one that comes or runs.</summary>
    public Task<List<SyncLine>> Mine(Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return (from sync in seen.Syncs
                join facilitator in seen.People on sync.FacilitatorId equals facilitator.Id
                from coming in seen.SyncMeetings.Where(meeting => meeting.SyncId == sync.Id && meeting.EndedAt == null && meeting.MissedAt == null).DefaultIfEmpty()
                orderby sync.EndedAt != null, sync.Name, sync.Id
                select new SyncLine(
                    sync.Id, sync.Name, facilitator.Name, sync.EndedAt, (Id<SyncMeeting>?)coming.Id, (DateTimeOffset?)coming.StartsAt, (DateTimeOffset?)coming.StartedAt))
            .Take(100).ToListAsync(stop);
    }

    /// <exception cref="Refusal">Missing.</exception>
    public Task<Sync> One(Id<Sync> id, Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).Syncs.AsNoTracking().One(sync => sync.Id == id, stop);

    /// <summary>The meeting that comes or runs; null for a moment after one has ended.</summary>
    public Task<Id<SyncMeeting>?> Coming(Id<Sync> id, Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).SyncMeetings
        .Where(meeting => meeting.SyncId == id && meeting.EndedAt == null && meeting.MissedAt == null).Select(meeting => (Id<SyncMeeting>?)meeting.Id).FirstOrDefaultAsync(stop);

    /// <exception cref="Refusal">Missing.</exception>
    public async Task<Id<Sync>> SyncOf(Id<SyncMeeting> id, Viewer viewer, CancellationToken stop) =>
        (await db.SeenBy(viewer).SyncMeetings.Where(meeting => meeting.Id == id).Select(meeting => new { meeting.SyncId }).One(_ => true, stop)).SyncId;

    /// <summary>All that a pre-read or a running order shows, in one statement.</summary>
    /// <exception cref="Refusal">Missing.</exception>
    public async Task<SyncOrder> Order(Id<SyncMeeting> id, Viewer viewer, CancellationToken stop)
    {
        var order = (await db.Answer(viewer, questions => new VisibleSync(questions, viewer).Order(id, clock.GetUtcNow()), stop)).FirstOrDefault();
        Refusal.Missing(order is null);
        return order;
    }

    /// <summary>Past syncs, the newest first, as lines with the figures of their record.</summary>
    public Task<List<PastSync>> Past(Id<Sync> id, int skip, int take, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return (from meeting in seen.SyncMeetings
                where meeting.SyncId == id && (meeting.EndedAt != null || meeting.MissedAt != null)
                orderby meeting.PlannedStart descending
                select new PastSync(
                    meeting.Id, meeting.StartsAt, meeting.Minutes, meeting.StartedAt, meeting.EndedAt, meeting.MissedAt, meeting.NotesSentAt,
                    seen.SyncTimes.Where(time => time.MeetingId == meeting.Id && time.Colour == Rating.Red).Sum(time => (double?)(time.ToAt!.Value - time.FromAt).TotalSeconds) ?? 0,
                    seen.SyncTimes.Where(time => time.MeetingId == meeting.Id && time.Colour == Rating.Yellow).Sum(time => (double?)(time.ToAt!.Value - time.FromAt).TotalSeconds) ?? 0,
                    seen.SyncVotes.Count(vote => vote.MeetingId == meeting.Id),
                    seen.SyncVotes.Where(vote => vote.MeetingId == meeting.Id).Average(vote => (double?)vote.Mark)))
            .Skip(skip).Take(take).ToListAsync(stop);
    }

    /// <summary>The record of a past sync, and of the one before it to compare with.</summary>
    /// <exception cref="Refusal">Missing.</exception>
    public async Task<SyncNotes> Notes(Id<SyncMeeting> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var meeting = await seen.SyncMeetings.AsNoTracking().One(meeting => meeting.Id == id, stop);
        var records = await (from record in seen.SyncRecords
                             join of in seen.SyncMeetings on record.MeetingId equals of.Id
                             where of.SyncId == meeting.SyncId && of.PlannedStart <= meeting.PlannedStart
                             orderby of.PlannedStart descending
                             select new { of.Id, Record = record }).AsNoTracking().Take(2).ToListAsync(stop);
        var own = records.Find(one => one.Id == id);
        var votes = await seen.SyncVotes.Where(vote => vote.MeetingId == id).OrderBy(vote => vote.Word).Select(vote => new { vote.PersonId, vote.Mark, vote.Word }).ToListAsync(stop);
        var mine = votes.Find(vote => vote.PersonId == viewer.PersonId);
        return new(
            meeting, await One(meeting.SyncId, viewer, stop), own?.Record.Read(), records.Find(one => one.Id != id)?.Record.Read(),
            [.. votes.Select(vote => vote.Mark)], [.. votes.Select(vote => vote.Word).OfType<string>()], mine is null ? null : new(mine.Mark, mine.Word));
    }

    /// <summary>Where the viewer meets others besides one sync: their running one-on-ones, and the other syncs that they attend.</summary>
    public async Task<(List<(Id<Series> Id, string Name)> Pairs, List<(Id<Sync> Id, string Name)> Syncs)> WhereOneMeets(Id<Sync> besides, Viewer viewer, CancellationToken stop)
    {
        var (seen, me, today) = (db.SeenBy(viewer), viewer.PersonId, viewer.Today(clock.GetUtcNow()));
        var pairs = await (from series in seen.Series
                           where series.EndedOn == null || series.EndedOn > today
                           join other in seen.People on series.ManagerId == me ? series.ReportId : series.ManagerId equals other.Id
                           orderby other.Name, series.Id
                           select new { series.Id, other.Name }).Take(200).ToListAsync(stop);
        var syncs = await (from sync in seen.Syncs
                           where sync.Id != besides && sync.EndedAt == null
                           where seen.SyncMembers.Any(member => member.SyncId == sync.Id && member.PersonId == me && member.LeftAt == null && member.Attends)
                           orderby sync.Name, sync.Id
                           select new { sync.Id, sync.Name }).Take(100).ToListAsync(stop);
        return ([.. pairs.Select(pair => (pair.Id, pair.Name))], [.. syncs.Select(sync => (sync.Id, sync.Name))]);
    }

    /// <summary>What the viewer took on in syncs and has not ended, by date.</summary>
    public async Task<List<PressingInSync>> OwnActions(Viewer viewer, CancellationToken stop) => viewer.IsInSync
        ? await db.Answer(viewer, questions => new VisibleSync(questions, viewer).OwnActions(), stop)
        : [];

    /// <summary>One action of a sync, whosever it is.</summary>
    /// <exception cref="Refusal">Missing.</exception>
    public async Task<ActionOfSync> Action(Id<SyncAction> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var found = await (from action in seen.SyncActions
                           where action.Id == id
                           join sync in seen.Syncs on action.SyncId equals sync.Id
                           join owner in seen.People on action.OwnerId equals owner.Id
                           select new ActionOfSync(
                               action, sync.Name, owner.Name, seen.Risks.Where(risk => risk.Id == action.RiskId).Select(risk => risk.Summary).FirstOrDefault()))
            .AsNoTracking().FirstOrDefaultAsync(stop);
        Refusal.Missing(found is null);
        return found;
    }

    /// <summary>Everybody who is here, to choose from.</summary>
    public Task<List<NamedPerson>> People(Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        return seen.People.Where(person => person.LeftOn == null || person.LeftOn > today).OrderBy(person => EF.Functions.Unaccent(person.Name)).ThenBy(person => person.Id)
            .Select(person => new NamedPerson(person.Id, person.Name, person.Title)).ToListAsync(stop);
    }

    /// <summary>Those of them who lead: they are proposed when a sync is founded.</summary>
    public Task<List<Id<Person>>> Leaders(Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        return seen.ReportingLines(today).Select(line => line.ManagerId).Distinct().ToListAsync(stop);
    }

    /// <summary>The chat channels that an administrator has connected.</summary>
    public Task<List<ChannelName>> Channels(Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).ChannelNames.OrderBy(channel => channel.Name).Take(200).ToListAsync(stop);

    public Task<List<Team>> Teams(Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).Teams.AsNoTracking().OrderBy(team => team.Name).ToListAsync(stop);

    /// <summary>The rhythm in force, and what follows it.</summary>
    public async Task<Rhythm?> Rhythm(Id<Sync> id, Viewer viewer, CancellationToken stop) => (await db.SeenBy(viewer).SyncRhythms.AsNoTracking()
        .Where(rhythm => rhythm.SyncId == id).OrderByDescending(rhythm => rhythm.SetAt).FirstOrDefaultAsync(stop))?.Rhythm;

    /// <summary>Whether the viewer may start one.</summary>
    public async Task<bool> MayStart(Viewer viewer, CancellationToken stop) =>
        viewer.MayStartSync(await db.SeenBy(viewer).People.AsNoTracking().One(person => person.Id == viewer.PersonId, stop));

    /// <summary>For administrators: the syncs that exist.</summary>
    public Task<List<SyncDates>> Existing(Viewer viewer, CancellationToken stop) => db.SeenBy(viewer).SyncDates.OrderBy(sync => sync.Name).Take(200).ToListAsync(stop);

    /// <summary>What syncs decided, the newest first.</summary>
    /// <param name="words">Each of them stands in what was decided, why or on what condition.</param>
    public Task<List<DecisionOfSync>> Decisions(string? words, int skip, int take, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var found = seen.SyncDecisions;
        foreach (var pattern in SearchWords.Patterns(words))
        {
            found = found.Where(decision => EF.Functions.ILike(EF.Functions.Unaccent(decision.Text + " " + decision.Why + " " + decision.Condition), EF.Functions.Unaccent(pattern), SearchWords.Escape));
        }

        return (from decision in found
                join sync in seen.Syncs on decision.SyncId equals sync.Id
                join executor in seen.People on decision.ExecutorId equals executor.Id
                orderby decision.TakenAt descending, decision.Id
                select new DecisionOfSync(
                    decision.Id, decision.MeetingId, sync.Id, sync.Name, decision.Text, decision.Why, decision.Condition, executor.Name, decision.Due, decision.TakenAt,
                    seen.SyncDecisions.Where(newer => newer.SupersedesId == decision.Id).Select(newer => (Id<SyncDecision>?)newer.Id).FirstOrDefault(),
                    seen.SyncDecisions.Where(old => old.Id == decision.SupersedesId).Select(old => old.Text).FirstOrDefault()))
            .Skip(skip).Take(take).ToListAsync(stop);
    }
}

/// <summary>A sync in a line.</summary>
public sealed record SyncLine(
    Id<Sync> Id, string Name, string Facilitator, DateTimeOffset? EndedAt, Id<SyncMeeting>? ComingId, DateTimeOffset? StartsAt, DateTimeOffset? StartedAt);

/// <summary>An action with the names that go with it.</summary>
/// <param name="Risk">The red that it is to settle.</param>
public sealed record ActionOfSync(SyncAction Action, string Sync, string Owner, string? Risk);

/// <summary>Actions as a list of their owner's shows them.</summary>
/// <param name="From">The page that shows them, to come back to.</param>
public sealed record OwnActions(IReadOnlyList<PressingInSync> Shown, DateOnly Today, string From);

/// <summary>Something of a sync that presses today: a meeting that runs or comes, an escalation that waits for the viewer's answer, or an action of theirs.</summary>
/// <param name="Id">Of what it is.</param>
/// <param name="Words">What is asked or was taken on; of a meeting, the teams whose rows the viewer has not filled yet.</param>
/// <param name="At">When a meeting begins.</param>
/// <param name="Day">By when.</param>
public sealed record PressingInSync(PressingKind Kind, Guid Id, Id<Sync> SyncId, string Sync, string? Words, DateTimeOffset? At, DateOnly? Day);

public enum PressingKind
{
    Running,
    Coming,
    Escalation,
    Action,
}

/// <summary>A past sync in a line.</summary>
/// <param name="RedSeconds">Spent on what was red.</param>
/// <param name="Votes">How many said what it was worth.</param>
public sealed record PastSync(
    Id<SyncMeeting> Id, DateTimeOffset StartsAt, int Minutes, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, DateTimeOffset? MissedAt, DateTimeOffset? NotesSentAt,
    double RedSeconds, double YellowSeconds, int Votes, double? Mark)
{
    public double Seconds => StartedAt is { } from && EndedAt is { } to ? (to - from).TotalSeconds : 0;
}

/// <summary>What a past sync left.</summary>
/// <param name="Record">Null: it was missed.</param>
/// <param name="Before">Of the one before; null for the first.</param>
/// <param name="Words">What people said of its worth, in no order of theirs.</param>
public sealed record SyncNotes(
    SyncMeeting Meeting, Sync Sync, RecordedSync? Record, RecordedSync? Before, IReadOnlyList<int> Marks, IReadOnlyList<string> Words, OrderVote? Mine);

/// <param name="SupersededBy">What was decided in its place later.</param>
/// <param name="Supersedes">What it took the place of.</param>
public sealed record DecisionOfSync(
    Id<SyncDecision> Id, Id<SyncMeeting> MeetingId, Id<Sync> SyncId, string Sync, string Text, string? Why, string? Condition, string Executor, DateOnly Due, DateTimeOffset TakenAt,
    Id<SyncDecision>? SupersededBy, string? Supersedes);
