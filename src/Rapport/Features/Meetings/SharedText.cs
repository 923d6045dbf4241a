using Rapport.Features.Agendas;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// A text of a meeting that both people write: notes under a point, the concern, the last words, a promise while it is
/// being typed. Each save names the version it was based on; a save on an older one is refused, so that nothing is
/// overwritten unseen.
/// </summary>
public sealed class SharedText
{
    public const int Longest = 20_000;

    private SharedText() { }

    public SharedText(Id<Meeting> meeting, SharedTextKind kind, Id<AgendaPoint>? point)
    {
        Refusal.Invalid((kind == SharedTextKind.Note) != (point is not null), "A note stands under a point, and nothing else does.");
        (MeetingId, Kind, PointId) = (meeting, kind, point);
    }

    public Id<SharedText> Id { get; private init; } = Id<SharedText>.New();
    public Id<Meeting> MeetingId { get; private init; }
    public SharedTextKind Kind { get; private init; }
    public Id<AgendaPoint>? PointId { get; private init; }
    public string Text { get; private set; } = "";

    /// <summary>0 before anything was saved; each save counts one up.</summary>
    public int Version { get; private set; }
    public Id<Person> WrittenBy { get; private set; }
    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>What a text becomes when it is saved. Notes are Markdown, promises one line.</summary>
    public static string Clean(SharedTextKind kind, string? text) => kind switch
    {
        SharedTextKind.Note => Prose.Accept(text, Longest),
        SharedTextKind.ReportPromise or SharedTextKind.ManagerPromise => TypedText.Line(text, OpenLoop.LongestPromise),
        _ => TypedText.Lines(text, 2_000),
    };

    /// <summary>
    /// Whether somebody saved something else since the version that the writer has seen. A retry of what is already there
    /// is not overtaken.
    /// </summary>
    public bool IsOvertaken(string text, int basedOn) => basedOn != Version && Clean(Kind, text) != Text;

    public void Write(string text, int basedOn, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Conflict(IsOvertaken(text, basedOn), "The other person has changed this text meanwhile.");
        text = Clean(Kind, text);
        if (text != Text)
            (Text, Version, WrittenBy, WrittenAt) = (text, Version + 1, by, at);
    }

    /// <summary>Makes words that the other person typed one's own, as they stand.</summary>
    public void TakeOn(int basedOn, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Conflict(basedOn != Version, "The other person has changed this text meanwhile. Read it again first.");
        (Version, WrittenBy, WrittenAt) = (Version + 1, by, at);
    }
}

public enum SharedTextKind
{
    Note,
    Concern,
    LastWords,
    ReportPromise,
    ManagerPromise,
}
