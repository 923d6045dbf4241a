using Rapport.Features.Agendas;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// A stretch of talking about one point, counted to one part. The quiet timer is the sum of them. A page that was left open
/// is no talk: see <see cref="Meeting.CountsUntil"/>.
/// </summary>
public sealed class Talk
{
    private Talk() { }

    public Talk(Id<Meeting> meeting, Id<AgendaPoint>? point, Part part, DateTimeOffset from) =>
        (MeetingId, PointId, Part, FromAt) = (meeting, point, part, from);

    public Id<Talk> Id { get; private init; } = Id<Talk>.New();
    public Id<Meeting> MeetingId { get; private init; }
    public Id<AgendaPoint>? PointId { get; private init; }
    public Part Part { get; private init; }
    public DateTimeOffset FromAt { get; private init; }
    public DateTimeOffset? ToAt { get; private set; }

    public void End(DateTimeOffset at, Meeting meeting) => ToAt ??= meeting.CountsUntil(FromAt, at);
}
