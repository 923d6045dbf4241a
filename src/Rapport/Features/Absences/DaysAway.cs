using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>Days on which somebody is away: a leave of one person, or a public holiday of one zone or of everyone.</summary>
/// <param name="PersonId">Null for a public holiday.</param>
/// <param name="Zone">For a public holiday: whose; null is everyone's.</param>
/// <param name="Because">What the pair reads: "leave", or the holiday's name.</param>
public sealed record AwayDays(Id<Person>? PersonId, string? Zone, DateOnly FirstDay, DateOnly LastDay, string Because)
{
    public const string OnLeave = "leave";

    public bool Covers(Id<Person> person, string zone, DateOnly day) =>
        FirstDay <= day && day <= LastDay && (PersonId is { } who ? who == person : Zone is null || Zone == zone);
}

/// <summary>Someone and the zone in which their days begin.</summary>
public readonly record struct Seat(Id<Person> PersonId, string Zone);

/// <summary>Says whether a meeting is excused: one of its two people is away on that day, as that person's zone counts it.</summary>
public sealed class DaysAway(IReadOnlyCollection<AwayDays> away)
{
    public static readonly DaysAway None = new([]);

    /// <returns>Why, or null if both are there.</returns>
    public string? Excuse(DateTimeOffset at, Seat one, Seat other) => away.Count == 0 ? null : Excuse(at, one) ?? Excuse(at, other);

    private string? Excuse(DateTimeOffset at, Seat seat)
    {
        var day = WallClock.Local(at, seat.Zone).Day;
        return away.FirstOrDefault(days => days.Covers(seat.PersonId, seat.Zone, day))?.Because;
    }
}
