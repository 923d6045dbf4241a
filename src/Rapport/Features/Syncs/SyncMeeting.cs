using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>
/// One dated meeting of a sync. Its pre-read is open from the end of the one before; it runs section by section, led by one
/// person whom all present follow; it ends once, and from then on two hours count until its notes are out.
/// </summary>
public sealed class SyncMeeting
{
    /// <summary>How long before its start the pre-read is due.</summary>
    public static readonly TimeSpan PreReadAhead = TimeSpan.FromHours(24);

    /// <summary>Within which the notes are out.</summary>
    public static readonly TimeSpan NotesWithin = TimeSpan.FromHours(2);

    /// <summary>After which the notes go by themselves.</summary>
    public static readonly TimeSpan NotesByThemselves = TimeSpan.FromMinutes(105);

    /// <summary>After which somebody who leads and is not seen counts as gone.</summary>
    public static readonly TimeSpan Absence = TimeSpan.FromSeconds(20);

    /// <summary>How long before its time a sync may begin.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromHours(1);

    private SyncMeeting() { }

    public SyncMeeting(Id<Sync> sync, Slot slot, DateTimeOffset openedAt)
    {
        (SyncId, PlannedStart, StartsAt, Minutes, OpenedAt) = (sync, slot.PlannedStart, slot.PlannedStart, slot.Minutes, openedAt);
        (WindowFrom, WindowTo) = (slot.WindowFrom, slot.WindowTo);
    }

    public Id<SyncMeeting> Id { get; private init; } = Id<SyncMeeting>.New();
    public Id<Sync> SyncId { get; private init; }
    public DateTimeOffset PlannedStart { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }

    /// <summary>Planned length.</summary>
    public int Minutes { get; private set; }
    public DateTimeOffset WindowFrom { get; private set; }
    public DateTimeOffset WindowTo { get; private set; }
    public DateTimeOffset OpenedAt { get; private init; }
    public string? MovedBecause { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public Id<Person>? StartedBy { get; private set; }

    /// <summary>Whom all follow while it runs.</summary>
    public Id<Person>? LeaderId { get; private set; }
    public DateTimeOffset? LeaderSeenAt { get; private set; }
    public Id<Person>? AsksToLead { get; private set; }
    public SyncSection? Section { get; private set; }

    /// <summary>What of the section is being talked about, as <see cref="SyncItem"/> names it; nothing in particular otherwise.</summary>
    public string? Item { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public Id<Person>? EndedBy { get; private set; }

    /// <summary>Its window passed and nobody had begun it.</summary>
    public DateTimeOffset? MissedAt { get; private set; }
    public DateTimeOffset? NotesSentAt { get; private set; }

    /// <summary>Nobody: they went by themselves.</summary>
    public Id<Person>? NotesSentBy { get; private set; }

    public bool IsComing => StartedAt is null && MissedAt is null;
    public bool IsRunning => StartedAt is not null && EndedAt is null;
    public bool IsOver => EndedAt is not null;
    public DateTimeOffset PreReadDueAt => StartsAt - PreReadAhead;
    public DateTimeOffset? NotesDueAt => EndedAt + NotesWithin;

    /// <summary>How long it took, or has taken so far.</summary>
    public TimeSpan Length(DateTimeOffset now) => StartedAt is { } started ? (EndedAt ?? now) - started : TimeSpan.Zero;

    public bool LeaderIsAway(DateTimeOffset now) => IsRunning && now - (LeaderSeenAt ?? StartedAt!.Value) > Absence;

    public void Move(DateTimeOffset to, string? reason, DateTimeOffset now)
    {
        Refusal.Conflict(!IsComing, "This sync has begun already.");
        Refusal.Invalid(to <= now, "Choose a time that lies ahead.");
        Refusal.Invalid(to < WindowFrom || to >= WindowTo, "A sync moves within its own window, before the next one is due.");
        MovedBecause = TypedText.Line(reason, 300, "Say why it moves; everybody who attends reads it.");
        StartsAt = to;
    }

    /// <summary>The rhythm changed: this one takes the date that another would have had.</summary>
    public void Replan(SyncMeeting other)
    {
        Refusal.Conflict(!IsComing, "This sync has begun already.");
        (PlannedStart, StartsAt, Minutes, WindowFrom, WindowTo, MovedBecause) = (other.PlannedStart, other.StartsAt, other.Minutes, other.WindowFrom, other.WindowTo, null);
    }

    /// <summary>Begins the sync with its first section; whoever comes second simply joins.</summary>
    public void Start(Id<Person> by, DateTimeOffset now)
    {
        Refusal.Conflict(MissedAt is not null || IsOver, "This sync is past.");
        if (IsRunning)
            return;
        Refusal.Conflict(now < StartsAt - Early, "A sync begins at most an hour before its time. Move it if you want to hold it earlier.");
        (StartedAt, StartedBy, LeaderId, LeaderSeenAt, Section) = (now, by, by, now, SyncSection.Metrics);
    }

    /// <param name="item">What of the section is talked about; nothing: the section as a whole.</param>
    public void TurnTo(SyncSection section, SyncItem? item)
    {
        RefuseUnlessRunning();
        (Section, Item) = (section, item?.ToString());
    }

    public void SeeLeader(DateTimeOffset now) => LeaderSeenAt = now;

    public void AskToLead(Id<Person> who)
    {
        RefuseUnlessRunning();
        AsksToLead = who == LeaderId ? null : who;
    }

    public void HandOver(Id<Person> to, DateTimeOffset now)
    {
        RefuseUnlessRunning();
        (LeaderId, LeaderSeenAt, AsksToLead) = (to, now, null);
    }

    public void End(Id<Person> by, DateTimeOffset now)
    {
        RefuseUnlessRunning();
        (EndedAt, EndedBy, Section, Item, AsksToLead) = (now, by, null, null, null);
    }

    public void Miss(DateTimeOffset now)
    {
        Refusal.Conflict(!IsComing, "Only a sync that nobody began is missed.");
        MissedAt = now;
    }

    /// <returns>Whether they were still to be sent.</returns>
    public bool SendNotes(Id<Person>? by, DateTimeOffset now)
    {
        Refusal.Conflict(!IsOver, "End the sync first. Its notes are what it showed then.");
        if (NotesSentAt is not null)
            return false;
        (NotesSentAt, NotesSentBy) = (now, by);
        return true;
    }

    public void RefuseUnlessRunning() => Refusal.Conflict(!IsRunning, IsOver ? "This sync has ended. Its notes stay as they are." : "This sync has not begun.");

    public void RefuseIfOver() => Refusal.Conflict(IsOver || MissedAt is not null, "This sync is past. Its notes stay as they are; the next pre-read is open.");
}

/// <summary>The parts of a sync, in their order.</summary>
public enum SyncSection
{
    Metrics,
    Flagged,
    Staffing,
    Risks,
    Initiatives,
    Decisions,
    Escalations,
    Questions,
    Actions,
}

public static class SyncSections
{
    // Of sixty minutes.
    private static readonly int[] Shares = [5, 10, 6, 12, 8, 6, 5, 4, 4];

    public static readonly IReadOnlyList<SyncSection> All = Enum.GetValues<SyncSection>();

    public static string Title(this SyncSection section) => section switch
    {
        SyncSection.Flagged => "What was flagged",
        SyncSection.Questions => "Open questions",
        SyncSection.Actions => "Action items",
        _ => section.ToString(),
    };

    public static SyncSection? After(this SyncSection section) => section == SyncSection.Actions ? null : section + 1;

    /// <summary>The minutes of a section in a sync of so many minutes.</summary>
    public static int Minutes(this SyncSection section, int ofSync) => Math.Max(1, (int)Math.Round(Shares[(int)section] * ofSync / 60.0));
}
