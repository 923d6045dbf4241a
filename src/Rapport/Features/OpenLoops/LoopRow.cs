using Rapport.Access;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.OpenLoops;

/// <summary>A promise as lists show it.</summary>
/// <param name="OtherId">To whom it was promised.</param>
/// <param name="ProposedAt">When it was typed; where <paramref name="MeetingId"/> is given, that was in this meeting.</param>
public sealed record LoopRow(
    Id<OpenLoop> Id, Id<Series> SeriesId, bool IsManagers,
    Id<Person> OwnerId, string OwnerName, string OwnerZone, Id<Person> OtherId, string OtherName,
    string Promise, DateOnly Due, DateOnly FirstDue, int Postponements,
    Id<Person> ProposedBy, DateTimeOffset ProposedAt, bool IsAccepted, Id<Meeting>? MeetingId,
    DateTimeOffset? EndedAt, LoopEnding? EndedAs, string? Word)
{
    public bool IsOpen => EndedAt is null;

    public bool IsProposed => IsOpen && !IsAccepted;

    /// <summary>Days past its date as its owner counts days; 0 while there is time, and once it has ended.</summary>
    public int DaysLate(DateTimeOffset now) =>
        IsOpen ? Math.Max(0, WallClock.Local(now, OwnerZone).Day.DayNumber - Due.DayNumber) : 0;

    public bool IsMine(Viewer viewer) => OwnerId == viewer.PersonId;
}

/// <summary>One page of a list, and whether there is another.</summary>
public sealed record LoopPage(IReadOnlyList<LoopRow> Rows, int Number, bool HasMore)
{
    public static readonly LoopPage Empty = new([], 1, false);
}

/// <summary>One line of a promise's history.</summary>
/// <param name="By">Null: nobody's doing, as when the owner left.</param>
public sealed record LoopEventRow(LoopHappening What, string? By, DateTimeOffset At, DateOnly? FromDue, DateOnly? ToDue, string? Word);

/// <summary>
/// How many promises were kept by their day, out of all that were due in the last half year: ended ones, and those that
/// are open past their day. A day that was moved counts as moved; declined ones and those of people who left do not count.
/// </summary>
public sealed record FollowThrough(Id<Person> Person, int Kept, int Due);
