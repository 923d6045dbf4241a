using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// A promise, a decision or a point that a text names by its address, as in <c>[Ask legal](/open-loops/…)</c>. The text keeps
/// the name alone; whose it is, until when and how it ended are the thing's own and are asked anew whenever the text is read.
/// </summary>
public sealed record NamedThing
{
    public required SaidKind Kind { get; init; }
    public required Guid Id { get; init; }
    public required Id<Series> SeriesId { get; init; }

    /// <summary>Of a decision: where it stands.</summary>
    public Id<Meeting>? MeetingId { get; init; }
    public required string Words { get; init; }

    /// <summary>Of a promise: whose.</summary>
    public Id<Person>? OwnerId { get; init; }
    public string? OwnerName { get; init; }
    public string? OwnerZone { get; init; }

    /// <summary>Until when it is promised, or when to look at a decision again.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>A promise that nobody has to agree to any more.</summary>
    public bool IsAccepted { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How a promise or a point ended; null while it is open.</summary>
    public string? EndedAs { get; init; }

    public string Address => Kind switch
    {
        SaidKind.Loop => $"/open-loops/{Id}",
        SaidKind.Point => $"/points/{Id}",
        _ => $"/meetings/{MeetingId}#decision-{Id}",
    };

    public static NamedThing Of(LoopRow loop) => new()
    {
        Kind = SaidKind.Loop, Id = loop.Id.Value, SeriesId = loop.SeriesId, Words = loop.Promise, OwnerId = loop.OwnerId, OwnerName = loop.OwnerName,
        OwnerZone = loop.OwnerZone, Day = loop.Due, IsAccepted = loop.IsAccepted, EndedAt = loop.EndedAt, EndedAs = loop.EndedAs?.ToString(),
    };

    public static NamedThing Of(DecisionRow decision, Meeting meeting) => new()
    {
        Kind = SaidKind.Decision, Id = decision.Id.Value, SeriesId = meeting.SeriesId, MeetingId = meeting.Id, Words = decision.Text, Day = decision.ReviewOn,
    };

    public static NamedThing Of(MeetingPoint point, Id<Series> series) => new()
    {
        Kind = SaidKind.Point, Id = point.Id.Value, SeriesId = series, Words = point.Title, EndedAt = point.ClosedAt, EndedAs = point.ClosedAs?.ToString(),
    };

    /// <summary>How its ring looks; only a promise has one.</summary>
    public LoopLook? Look(DateTimeOffset now) => Kind != SaidKind.Loop ? null : Ending switch
    {
        LoopEnding.Kept or LoopEnding.Late => LoopLook.Kept,
        not null => LoopLook.Dropped,
        null when !IsAccepted => LoopLook.Proposed,
        null => DaysLate(now) > 0 ? LoopLook.Late : LoopLook.Open,
    };

    /// <summary>"Teo, until Fri 20 March", "you, 3 days late", "waits for Teo’s yes, until …", "Teo, kept", "look again on Thu 30 April", "discussed".</summary>
    /// <param name="reader">Who is called "you"; nobody in a file.</param>
    /// <param name="write">A day, as the reader is told it.</param>
    public string Facts(Id<Person>? reader, DateTimeOffset now, Func<DateOnly, string> write) => Kind switch
    {
        SaidKind.Loop => Promised(reader, now, write),
        SaidKind.Decision => Day is { } again ? $"look again on {write(again)}" : "",
        _ => EndedAs is null ? "on the agenda" : EndedAs.ToLowerInvariant(),
    };

    private LoopEnding? Ending => EndedAs is null ? null : Enum.Parse<LoopEnding>(EndedAs);

    private int DaysLate(DateTimeOffset now) => Math.Max(0, WallClock.Local(now, OwnerZone!).Day.DayNumber - Day!.Value.DayNumber);

    private string Promised(Id<Person>? reader, DateTimeOffset now, Func<DateOnly, string> write)
    {
        var isMine = OwnerId == reader;
        var owner = isMine ? "you" : reader is null ? OwnerName! : PersonName.Called(OwnerName!);
        var day = Day!.Value;
        return Look(now) switch
        {
            LoopLook.Proposed => $"waits for {(isMine ? "your" : $"{owner}’s")} yes, until {write(day)}",
            LoopLook.Late => $"{owner}, {NearDate.Late(day, WallClock.Local(now, OwnerZone!).Day)}",
            LoopLook.Open => $"{owner}, until {write(day)}",
            _ => $"{owner}, {LoopWords.Ending(Ending, day, EndedAt, OwnerZone!, OwnerName!)}",
        };
    }
}
