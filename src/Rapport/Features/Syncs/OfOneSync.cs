using System.Text.Json;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>How whoever facilitates wants one item treated in one sync.</summary>
public sealed class Triage
{
    private Triage() { }

    public Triage(Id<SyncMeeting> meeting, SyncItem item, Treatment treatment, Id<Person> by, DateTimeOffset at)
    {
        (MeetingId, Item) = (meeting, item.ToString());
        Mark(treatment, by, at);
    }

    public Id<SyncMeeting> MeetingId { get; private init; }
    public string Item { get; private init; } = "";
    public Treatment Treatment { get; private set; }
    public Id<Person> MarkedBy { get; private set; }
    public DateTimeOffset MarkedAt { get; private set; }

    public void Mark(Treatment treatment, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Invalid(!Enum.IsDefined(treatment), "Choose whether to discuss it or to acknowledge it.");
        (Treatment, MarkedBy, MarkedAt) = (treatment, by, at);
    }
}

/// <summary>What was said about one item in one sync. Whoever saves over somebody else's words sees both first.</summary>
public sealed class SyncNote
{
    public const int Longest = 4000;

    private SyncNote() { }

    public SyncNote(Id<SyncMeeting> meeting, SyncItem item) => (MeetingId, Item) = (meeting, item.ToString());

    public Id<SyncNote> Id { get; private init; } = Id<SyncNote>.New();
    public Id<SyncMeeting> MeetingId { get; private init; }
    public string Item { get; private init; } = "";
    public string Text { get; private set; } = "";
    public int Version { get; private set; }
    public Id<Person> WrittenBy { get; private set; }
    public DateTimeOffset WrittenAt { get; private set; }

    /// <returns>Whether it was saved; not if somebody else wrote since the version that it is based on.</returns>
    public bool Write(string? text, int basedOn, Id<Person> by, DateTimeOffset at)
    {
        var typed = Prose.Accept(text, Longest);
        if (typed == Text)
            return true;
        if (basedOn != Version)
            return false;
        (Text, WrittenBy, WrittenAt) = (typed, by, at);
        Version++;
        return true;
    }
}

/// <summary>A stretch of a sync: which section, which item and of what colour it was talked about as, from when to when.</summary>
public sealed class SyncTime
{
    private SyncTime() { }

    public SyncTime(Id<SyncMeeting> meeting, SyncSection section, SyncItem? item, Rating? colour, DateTimeOffset from)
    {
        Refusal.Conflict(colour == Rating.Green, "Green takes no airtime. Rate it anew if it needs some.");
        (MeetingId, Section, Item, Colour, FromAt) = (meeting, section, item?.ToString(), colour, from);
    }

    public Id<SyncTime> Id { get; private init; } = Id<SyncTime>.New();
    public Id<SyncMeeting> MeetingId { get; private init; }
    public SyncSection Section { get; private init; }
    public string? Item { get; private init; }
    public Rating? Colour { get; private init; }
    public DateTimeOffset FromAt { get; private init; }
    public DateTimeOffset? ToAt { get; private set; }

    public void End(DateTimeOffset at) => ToAt ??= at < FromAt ? FromAt : at;
}

/// <summary>Somebody was there.</summary>
public sealed class Attendance
{
    private Attendance() { }

    public Attendance(Id<SyncMeeting> meeting, Id<Person> person, DateTimeOffset at) => (MeetingId, PersonId, CameAt) = (meeting, person, at);

    public Id<SyncMeeting> MeetingId { get; private init; }
    public Id<Person> PersonId { get; private init; }
    public DateTimeOffset CameAt { get; private init; }
}

/// <summary>What a sync was worth to somebody who was there, from 1 to 10. It is shown without names.</summary>
public sealed class SyncVote
{
    private SyncVote() { }

    public SyncVote(Id<SyncMeeting> meeting, Id<Person> person, int mark, string? word, DateTimeOffset at)
    {
        (MeetingId, PersonId) = (meeting, person);
        Say(mark, word, at);
    }

    public Id<SyncMeeting> MeetingId { get; private init; }
    public Id<Person> PersonId { get; private init; }
    public int Mark { get; private set; }
    public string? Word { get; private set; }
    public DateTimeOffset At { get; private set; }

    public void Say(int mark, string? word, DateTimeOffset at)
    {
        Refusal.Invalid(mark is < 1 or > 10, "Choose a number from 1 to 10.");
        (Mark, Word, At) = (mark, TypedText.LineOrNull(word, 300), at);
    }
}

/// <summary>What a sync showed when it ended: the content of its notes, which stays as it is.</summary>
public sealed class SyncRecord
{
    private SyncRecord() { }

    public SyncRecord(Id<SyncMeeting> meeting, RecordedSync content, DateTimeOffset at) => (MeetingId, Content, MadeAt) = (meeting, JsonSerializer.Serialize(content), at);

    public Id<SyncMeeting> MeetingId { get; private init; }

    /// <summary>A <see cref="RecordedSync"/>, as JSON.</summary>
    public string Content { get; private init; } = "";
    public DateTimeOffset MadeAt { get; private init; }

    public RecordedSync Read() => JsonSerializer.Deserialize<RecordedSync>(Content)!;
}
