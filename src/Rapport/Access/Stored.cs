using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Access;

// What several statements of this folder select, column for column, and how it is read.

internal static class StoredProposal
{
    public const string Columns =
        """
        proposal.id, proposal.series_id, proposal.proposed_by, proposal.proposed_at, proposal.cadence, proposal.weekday, proposal.at, proposal.time_zone,
        proposal.minutes, proposal.from_day, proposal.reason, proposal.departs_from, proposal.answer, proposal.answered_by, proposal.answered_at
        """;

    /// <summary>The last columns of a row, which hold nothing where there is no proposal.</summary>
    public static RhythmProposal? ReadOrNull(Row row) => row.Skips() ? null : RhythmProposal.Stored(
        row.Id<RhythmProposal>(), row.Id<Series>(), row.Id<Person>(), row.Moment(), row.Choice<Cadence>(), row.Choice<DayOfWeek>(), row.Time(), row.Text(),
        row.Number(), row.Day(), row.TextOrNull(), row.TextOrNull(), row.ChoiceOrNull<RhythmAnswer>(), row.IdOrNull<Person>(), row.MomentOrNull());
}

internal static class StoredMeetingDate
{
    public static MeetingDate Read(Row row) => new(
        row.Id<Meeting>(), row.Moment(), row.Moment(), row.Number(), row.Moment(), row.Moment(),
        row.MomentOrNull(), row.MomentOrNull(), row.ChoiceOrNull<MeetingOutcome>(), row.TextOrNull(), row.Yes());
}

internal static class StoredAwayDays
{
    public static AwayDays Read(Row row) => new(row.IdOrNull<Person>(), row.TextOrNull(), row.Day(), row.Day(), row.Text());
}
