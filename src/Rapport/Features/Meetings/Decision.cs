using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// What two people decided, how they would notice that it was wrong, and when they look again. It belongs to the pair;
/// its text alone goes into the organisation's log once both have agreed to publish it.
/// </summary>
public sealed class Decision
{
    public const int LongestText = 1000;

    private Decision() { }

    public Decision(Id<Series> series, Id<Meeting>? meeting, Id<AgendaPoint>? point, string text, string? failureMode, DateOnly? reviewOn, Id<Person> by, DateTimeOffset at)
    {
        (SeriesId, MeetingId, PointId, WrittenBy, TakenAt) = (series, meeting, point, by, at);
        Revise(text, failureMode, reviewOn);
    }

    public Id<Decision> Id { get; init; } = Id<Decision>.New();
    public Id<Series> SeriesId { get; private init; }
    public Id<Meeting>? MeetingId { get; private init; }
    public Id<AgendaPoint>? PointId { get; private init; }
    public string Text { get; private set; } = "";
    public string? FailureMode { get; private set; }
    public DateOnly? ReviewOn { get; private set; }
    public DateTimeOffset TakenAt { get; private init; }
    public Id<Person> WrittenBy { get; private init; }
    public DateTimeOffset? ManagerPublishesAt { get; private set; }
    public DateTimeOffset? ReportPublishesAt { get; private set; }
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>Only while the meeting it came from is open: afterwards it is part of a record.</summary>
    public void Revise(string text, string? failureMode, DateOnly? reviewOn)
    {
        text = TypedText.Line(text, LongestText, "Say what was decided.");
        Refusal.Conflict(PublishedAt is not null, "This decision is published. Take a new one instead of changing it.");
        if (text != Text)
            (ManagerPublishesAt, ReportPublishesAt) = (null, null);
        (Text, FailureMode, ReviewOn) = (text, TypedText.LineOrNull(failureMode, 1000), reviewOn);
    }

    /// <summary>One yes; the second makes it public within the organisation, and that stays.</summary>
    public void AgreeToPublish(bool isManager, DateTimeOffset at)
    {
        if (isManager)
            ManagerPublishesAt ??= at;
        else
            ReportPublishesAt ??= at;
        if (ManagerPublishesAt is not null && ReportPublishesAt is not null)
            PublishedAt ??= at;
    }

    public void TakeBackYes(bool isManager)
    {
        Refusal.Conflict(PublishedAt is not null, "Both of you have published this decision already.");
        if (isManager)
            ManagerPublishesAt = null;
        else
            ReportPublishesAt = null;
    }
}
