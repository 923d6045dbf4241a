using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// What a sync decided: what, why, on what condition, who executes it and by when. It is never edited; whoever decides
/// otherwise takes a new one in its place, and both stay to be read.
/// </summary>
public sealed class SyncDecision
{
    public const int LongestText = 1000;

    private SyncDecision() { }

    public SyncDecision(
        Id<Sync> sync, Id<SyncMeeting> meeting, string? text, string? why, string? condition, Id<Person> executor, DateOnly due, Id<SyncDecision>? supersedes, Id<Person> by,
        DateTimeOffset at)
    {
        Refusal.Invalid(due.Year is < 2000 or > 2200, "Choose a day between the years 2000 and 2200.");
        (SyncId, MeetingId, ExecutorId, Due, SupersedesId, TakenBy, TakenAt) = (sync, meeting, executor, due, supersedes, by, at);
        Text = TypedText.Line(text, LongestText, "Say what was decided.");
        (Why, Condition) = (TypedText.LineOrNull(why, LongestText), TypedText.LineOrNull(condition, LongestText));
    }

    public Id<SyncDecision> Id { get; init; } = Id<SyncDecision>.New();
    public Id<Sync> SyncId { get; private init; }
    public Id<SyncMeeting> MeetingId { get; private init; }
    public string Text { get; private init; } = "";
    public string? Why { get; private init; }

    /// <summary>"if it lasts past Friday 17:00".</summary>
    public string? Condition { get; private init; }
    public Id<Person> ExecutorId { get; private init; }
    public DateOnly Due { get; private init; }
    public Id<Person> TakenBy { get; private init; }
    public DateTimeOffset TakenAt { get; private init; }
    public Id<SyncDecision>? SupersedesId { get; private init; }
}
