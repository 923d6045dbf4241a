using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>
/// Something to talk about. It belongs to the series and is open until someone closes it; a meeting merely shows the
/// points that are open, so nothing is ever carried over and nothing is lost when a meeting moves.
/// </summary>
public sealed class AgendaPoint : IPlaced
{
    public const int LongestTitle = 300;
    public const int LongestDetails = 20_000;

    private AgendaPoint() { }

    /// <param name="meetingsHeld">How many meetings the series has held: the point's waiting counts from here.</param>
    public AgendaPoint(Id<Series> series, Id<Person> author, PointKind kind, PointSubKind? subKind, Part part, string title, string? details, double position, int meetingsHeld, DateTimeOffset at)
    {
        (SeriesId, AuthorId, Position, RaisedAfter, RaisedAt) = (series, author, position, meetingsHeld, at);
        Rewrite(kind, subKind, part, title, details);
    }

    public Id<AgendaPoint> Id { get; init; } = Id<AgendaPoint>.New();
    public Id<Series> SeriesId { get; private init; }
    public Id<Person> AuthorId { get; private init; }
    public PointKind Kind { get; private set; }
    public PointSubKind? SubKind { get; private set; }
    public Part Part { get; private set; }
    public string Title { get; private set; } = "";

    /// <summary>Markdown.</summary>
    public string Details { get; private set; } = "";

    /// <summary>Order within the author's own points.</summary>
    public double Position { get; private set; }
    public DateTimeOffset RaisedAt { get; private init; }
    public int RaisedAfter { get; private init; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public Id<Person>? ClosedBy { get; private set; }
    public PointClosing? ClosedAs { get; private set; }
    public string? ClosingWord { get; private set; }
    public Id<Meeting>? ClosedIn { get; private set; }

    public bool IsOpen => ClosedAt is null;

    /// <summary>How many meetings have passed since it was raised.</summary>
    public int Waited(int meetingsHeld) => Math.Max(0, meetingsHeld - RaisedAfter);

    public void Rewrite(PointKind kind, PointSubKind? subKind, Part part, string title, string? details)
    {
        RefuseIfClosed();
        title = TypedText.Line(title, LongestTitle, "Say in a few words what the point is.");
        Refusal.Invalid(subKind is not null && !kind.SubKinds().Contains(subKind.Value), $"\"{subKind}\" does not go with this kind of point.");
        (Kind, SubKind, Part, Title, Details) = (kind, subKind, part, title, Prose.Accept(details, LongestDetails));
    }

    /// <summary>The details as both have written them in a running meeting.</summary>
    public void Detail(string details)
    {
        RefuseIfClosed();
        Details = details;
    }

    public void PlaceAt(double position)
    {
        RefuseIfClosed();
        Position = position;
    }

    /// <summary>Ends the point. A blocker is closed only when unblocked, or with a word on why not.</summary>
    public void Close(PointClosing closing, string? word, Id<Person> by, Id<Meeting>? meeting, DateTimeOffset at)
    {
        RefuseIfClosed();
        word = TypedText.LineOrNull(word, 500);
        var stillBlocked = Kind == PointKind.Blocker && closing != PointClosing.Unblocked;
        Refusal.Invalid(stillBlocked && word is null, "A blocker is closed when it is unblocked. If it is not, say in a word why it is closed.");
        Refusal.Invalid(closing == PointClosing.Unblocked && Kind != PointKind.Blocker, "Only a blocker is unblocked.");
        (ClosedAt, ClosedBy, ClosedAs, ClosingWord, ClosedIn) = (at, by, closing, word, meeting);
    }

    /// <summary>Back on the agenda; its waiting goes on from where it was raised.</summary>
    public void Reopen() => (ClosedAt, ClosedBy, ClosedAs, ClosingWord, ClosedIn) = (null, null, null, null, null);

    private void RefuseIfClosed() => Refusal.Conflict(!IsOpen, "This point is closed.");
}

/// <summary>One third of the meeting's time.</summary>
public enum Part
{
    People,
    Product,
    Process,
}

public enum PointClosing
{
    Discussed,
    Answered,
    Unblocked,
    Dropped,
}

/// <summary>What sort of point it is, as the agenda offers it.</summary>
public enum PointKind
{
    Point,
    Win,
    Challenge,
    Blocker,
    Goal,
    Career,
    Question,
    HeadsUp,
    FeedbackGiven,
    FeedbackAsked,
}

public enum PointSubKind
{
    Technical,
    Organisational,
    Resources,
    Professional,
    Personal,
}

public static class PointKinds
{
    private static readonly PointSubKind[] Causes = [PointSubKind.Technical, PointSubKind.Organisational, PointSubKind.Resources];
    private static readonly PointSubKind[] Sides = [PointSubKind.Professional, PointSubKind.Personal];

    public static IReadOnlyList<PointSubKind> SubKinds(this PointKind kind) => kind switch
    {
        PointKind.Challenge or PointKind.Blocker => Causes,
        PointKind.Goal => Sides,
        _ => [],
    };

    public static string Word(this PointKind kind) => kind switch
    {
        PointKind.Point => "Point",
        PointKind.Career => "Career",
        PointKind.HeadsUp => "Heads-up",
        PointKind.FeedbackGiven => "Feedback",
        PointKind.FeedbackAsked => "Feedback asked",
        _ => kind.ToString(),
    };

    /// <summary>The part a point of this kind usually belongs to; its author may choose another.</summary>
    public static Part UsualPart(this PointKind kind) => kind switch
    {
        PointKind.Challenge or PointKind.Blocker or PointKind.HeadsUp => Part.Product,
        PointKind.Question => Part.Process,
        _ => Part.People,
    };
}
