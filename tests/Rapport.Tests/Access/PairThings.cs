using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Kernel;

namespace Rapport.Tests.Access;

/// <summary>One series with one of everything in it.</summary>
internal sealed record PairThings(
    Series Series, RhythmProposal Proposal, Meeting Meeting, MeetingMove Move, MeetingReopening Reopening, Talk Talk, SharedText Text,
    AgendaPoint Point, OpenLoop Loop, Decision Decision)
{
    public bool IsRunning => Series.EndedOn is null;

    public static async Task<PairThings> In(RapportDb db, Member manager, Member report, DateTimeOffset at, DateOnly? ended)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var series = new Series(SeriesKind.Direct, manager.Id, report.Id, manager.Id, at);
        if (ended is { } end)
            series.End(end, SeriesEnding.ManagerChanged);
        var proposal = new RhythmProposal(series.Id, manager.Id, new(Cadence.Weekly, DayOfWeek.Thursday, new(10, 0), "Europe/Berlin", 30, day), null, null, at);
        proposal.Agree(report.Id, day, at);
        var slot = new SlotPlan([proposal.Rhythm], null).Next(at)!;
        var meeting = new Meeting(series.Id, slot);
        meeting.SayWhetherMet(isManager: true, met: true, at);
        meeting.SayWhetherMet(isManager: false, met: true, at);
        var move = new MeetingMove(meeting.Id, manager.Id, at, slot.PlannedStart, slot.PlannedStart.AddHours(1), "A clash");
        var point = new AgendaPoint(series.Id, report.Id, PointKind.Point, null, Part.People, "Only I can release", "Two weekends of three", 1, 0, at);
        var text = new SharedText(meeting.Id, SharedTextKind.Note, point.Id);
        text.Write("Find a second person", 0, manager.Id, at);
        var loop = new OpenLoop(series.Id, manager.Id, manager.Id, "Ask for a second person", day.AddDays(7), point.Id, meeting.Id, at);
        var decision = new Decision(series.Id, meeting.Id, point.Id, "Two people release", null, null, manager.Id, at);
        var things = new PairThings(
            series, proposal, meeting, move, new(meeting.Id, report.Id, at), new(meeting.Id, point.Id, Part.People, at), text, point, loop, decision);
        db.Add(series);
        await db.SaveChangesAsync();
        db.AddRange(proposal, meeting, move, point, things.Reopening, things.Talk, text, loop, decision);
        await db.SaveChangesAsync();
        return things;
    }
}
