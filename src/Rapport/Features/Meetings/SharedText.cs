using Rapport.Features.Agendas;
using Rapport.Features.OpenLoops;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// A text of a meeting that both people write: notes under a point, its details, the concern, the last words, a promise
/// while it is being typed. Its version counts the changes it ever took. A change is taken on the newest version alone, so
/// that nothing is overwritten unseen.
/// </summary>
public sealed class SharedText
{
    public const int Longest = 20_000;

    /// <summary>A worry and last words are a few sentences: what is longer is a note.</summary>
    public const int LongestInPassing = 2000;

    /// <summary>What <see cref="TextChange.Client"/> says of a save by a plain form.</summary>
    public const string Form = "form";

    private readonly List<TextChange> news = [];

    private SharedText() { }

    public SharedText(Id<Meeting> meeting, SharedTextKind kind, Id<AgendaPoint>? point)
    {
        Refusal.Invalid(kind.IsUnderAPoint() != (point is not null), "A note stands under a point, and nothing else does.");
        (MeetingId, Kind, PointId) = (meeting, kind, point);
    }

    public Id<SharedText> Id { get; private init; } = Id<SharedText>.New();
    public Id<Meeting> MeetingId { get; private init; }
    public SharedTextKind Kind { get; private init; }
    public Id<AgendaPoint>? PointId { get; private init; }
    public string Text { get; private set; } = "";

    /// <summary>0 before anything was saved; each change counts one up.</summary>
    public int Version { get; private set; }

    /// <summary>Who wrote which stretch, as <see cref="Meetings.Authorship"/> writes it.</summary>
    public string Authorship { get; private set; } = "";
    public Id<Person> WrittenBy { get; private set; }
    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>What it took since it was read; it is saved with the text.</summary>
    public IReadOnlyList<TextChange> News => news;

    /// <summary>The details of a point as a meeting begins to write in them: its author's words.</summary>
    public static SharedText OfDetails(Id<Meeting> meeting, Id<AgendaPoint> point, Id<Person> author, string details, DateTimeOffset at) =>
        Stored(Id<SharedText>.New(), meeting, SharedTextKind.Details, point, details, 0, Meetings.Authorship.Of(author, details.Length), author, at);

    /// <summary>One in which nobody has written yet, begun by who writes first.</summary>
    public static SharedText Begun(Id<Meeting> meeting, SharedTextKind kind, Id<AgendaPoint>? point, Id<Person> by, DateTimeOffset at) =>
        Stored(Id<SharedText>.New(), meeting, kind, point, "", 0, "", by, at);

    /// <summary>One as the database has it, for whoever reads it by a statement of their own.</summary>
    public static SharedText Stored(
        Id<SharedText> id, Id<Meeting> meeting, SharedTextKind kind, Id<AgendaPoint>? point, string text, int version, string authorship, Id<Person> writtenBy, DateTimeOffset writtenAt) => new()
        {
            Id = id, MeetingId = meeting, Kind = kind, PointId = point, Text = text, Version = version, Authorship = authorship, WrittenBy = writtenBy, WrittenAt = writtenAt,
        };

    /// <summary>What a text becomes when a form saves it. A promise is one line, everything else Markdown.</summary>
    public static string Clean(SharedTextKind kind, string? text) => kind switch
    {
        SharedTextKind.ReportPromise or SharedTextKind.ManagerPromise => TypedText.Line(text, OpenLoop.LongestPromise),
        _ => Prose.Accept(text, kind.Longest()),
    };

    /// <summary>
    /// Whether somebody saved something else since the version that the writer has seen. A retry of what is already there
    /// is not overtaken.
    /// </summary>
    public bool IsOvertaken(string text, int basedOn) => basedOn != Version && Clean(Kind, text) != Text;

    /// <summary>Saves a whole text, as a form does: it becomes the one smallest change to it.</summary>
    public void Write(string text, int basedOn, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Conflict(IsOvertaken(text, basedOn), "The other person has changed this text meanwhile.");
        Become(Clean(Kind, text), by, at);
    }

    /// <summary>The words were changed elsewhere, under rules that held there.</summary>
    public void Become(string text, Id<Person> by, DateTimeOffset at)
    {
        if (text != Text)
        {
            Change(ChangeSet.Between(Text, text), Form, by, at);
            Text = text;
        }
    }

    /// <summary>Takes what somebody typed on the newest version: all of it, or nothing.</summary>
    /// <exception cref="Refusal">It does not fit, or what came out could not be kept or shown. Nothing was changed.</exception>
    public IReadOnlyList<TextChange> Take(IReadOnlyList<ChangeSet> changes, string client, Id<Person> by, DateTimeOffset at)
    {
        var text = changes.Aggregate(Text, (text, change) => change.Apply(text));
        Refusal.Invalid(text.Length > Kind.Longest(), "This text is as long as it can be. Shorten it, and what you type is saved again.");
        TypedText.RefuseUnreadable(text);
        _ = Prose.ToHtml(text);
        foreach (var change in changes)
            Change(change, client, by, at);
        Text = text;
        return news[^changes.Count..];
    }

    /// <summary>Makes words that the other person typed one's own, as they stand.</summary>
    public void TakeOn(int basedOn, Id<Person> by, DateTimeOffset at)
    {
        Refusal.Conflict(basedOn != Version, "The other person has changed this text meanwhile. Read it again first.");
        (Version, WrittenBy, WrittenAt) = (Version + 1, by, at);
    }

    /// <summary>Keeps no history of what was written long ago.</summary>
    public void Fold() => news.Clear();

    private void Change(ChangeSet change, string client, Id<Person> by, DateTimeOffset at)
    {
        Authorship = Meetings.Authorship.After(Authorship, change, by);
        (Version, WrittenBy, WrittenAt) = (Version + 1, by, at);
        if (Kind.IsLive())
            news.Add(new TextChange(Id, Version, client, by, change, at));
    }
}

public enum SharedTextKind
{
    Note,
    Concern,
    LastWords,
    ReportPromise,
    ManagerPromise,

    /// <summary>The details of an agenda point, while the meeting runs.</summary>
    Details,
}

public static class SharedTextKinds
{
    /// <summary>Both type in it at once; a promise is one line, saved as a whole.</summary>
    public static bool IsLive(this SharedTextKind kind) => kind is not (SharedTextKind.ReportPromise or SharedTextKind.ManagerPromise);

    public static bool IsUnderAPoint(this SharedTextKind kind) => kind is SharedTextKind.Note or SharedTextKind.Details;

    /// <summary>How many characters such a text may have.</summary>
    public static int Longest(this SharedTextKind kind) => kind.IsUnderAPoint() ? SharedText.Longest : SharedText.LongestInPassing;

    /// <summary>A live kind by its exact name; null for anything else.</summary>
    public static SharedTextKind? Live(string? name) =>
        Enum.TryParse<SharedTextKind>(name, out var kind) && kind.ToString() == name && kind.IsLive() ? kind : null;
}
