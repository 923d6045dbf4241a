using Rapport.Features.Agendas;

namespace Rapport.Features.OneOnOnes;

/// <summary>What pairs that are new to each other start with, offered as points and added only when one of them wants.</summary>
/// <param name="Hint">What the point is good for, in a line.</param>
public sealed record FirstPoint(string Title, string Hint, PointKind Kind);

/// <summary>The card of a pair that has not met yet.</summary>
public static class FirstMeetingCard
{
    public static readonly IReadOnlyList<FirstPoint> Points =
    [
        new("How each of us likes to work", "When to interrupt and when not, and how you want to hear bad news.", PointKind.Point),
        new("What we expect of each other in the first 90 days", "Two sentences each are plenty. Dates can come later.", PointKind.Point),
        new("Who can read what", "What the two of you write on this page is for the two of you. Say it once aloud, so that both believe it.", PointKind.Point),
    ];
}
