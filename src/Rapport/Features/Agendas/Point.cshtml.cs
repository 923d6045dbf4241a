using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Meetings;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>One point: its words, which its author may change, what was noted under it, and the ways to close it.</summary>
public sealed class PointModel(
    AgendaQueries queries, MeetingQueries meetingQueries, RewritePoint rewrite, ClosePoint close, ReopenPoint reopen, Viewer viewer, TimeProvider clock) : FormPage
{
    /// <summary>The words as they are being changed.</summary>
    public sealed record Words(string? Title, PointKind Kind, PointSubKind? SubKind, Part Part, string? Details, uint Version);

    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid PointId { get; set; }

    [BindProperty]
    public Words? Input { get; set; }

    [BindProperty]
    public PointClosing As { get; set; }

    [BindProperty]
    public string? Word { get; set; }

    public PointPage Shown { get; private set; } = null!;
    public AgendaPoint Point => Shown.Point;
    public List<PointNote> Notes { get; private set; } = [];

    /// <summary>The promises, decisions and points that its texts name, as they are now.</summary>
    public NamedThings Things { get; private set; } = null!;
    public string OtherName { get; private set; } = "";
    public bool IsMine => Point.AuthorId == viewer.PersonId;
    public bool MayWrite { get; private set; }

    /// <summary>Its words were changed elsewhere while these were typed.</summary>
    public bool Overtaken { get; private set; }

    public string SeriesUrl => $"/one-on-ones/{Point.SeriesId}";

    private string Here => $"/points/{PointId}";

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public async Task<IActionResult> OnPostWords(CancellationToken stop)
    {
        var answer = await Act(
            () => rewrite.Run(new(PointId), new(Input!.Kind, Input.SubKind, Input.Part, Input.Title, Input.Details, Input.Version), viewer, stop), Here, stop);
        // Both versions stand on the page now, and whoever saves again has seen the newer one.
        Overtaken = Refused is not null && Point.IsOpen && Input!.Version != Shown.Version;
        if (Overtaken)
            Input = Input! with { Version = Shown.Version };
        return answer;
    }

    public Task<IActionResult> OnPostClosing(CancellationToken stop) => Act(
        async () =>
        {
            await close.Run(new(PointId), new(As, Word), viewer, stop);
            return $"/one-on-ones/{(await queries.One(new(PointId), viewer, stop)).Series.Id}";
        },
        stop);

    public Task<IActionResult> OnPostReopening(CancellationToken stop) => Act(() => reopen.Run(new(PointId), viewer, stop), Here, stop);

    /// <summary>"Blocker, organisational. From Teo, waiting for its third meeting. People."</summary>
    public string Facts()
    {
        var kind = Point.SubKind is { } sub ? $"{Point.Kind.Word()}, {sub.ToString().ToLowerInvariant()}" : Point.Kind.Word();
        var from = IsMine ? "From you" : $"From {PersonName.Called(Shown.AuthorName)}";
        var waiting = !Point.IsOpen || Shown.Waited == 0 ? "" : Shown.Waited == 1 ? ", has waited for one meeting" : $", has waited for {Shown.Waited} meetings";
        return $"{kind}. {from}{waiting}. {(Shown.Series.HasParts ? Point.Part + "." : "")}";
    }

    public string Ending()
    {
        var by = Point.ClosedBy == viewer.PersonId ? "you" : PersonName.Called(Shown.ClosedByName ?? "");
        return $"{Point.ClosedAs} on {Local(Point.ClosedAt!.Value):ddd d MMMM yyyy}, closed by {by}.";
    }

    public DateTime Local(DateTimeOffset at) => viewer.Local(at);

    /// <summary>The endings that this kind of point can have.</summary>
    public IEnumerable<PointClosing> Closings() =>
        Point.Kind == PointKind.Blocker
            ? [PointClosing.Unblocked, PointClosing.Discussed, PointClosing.Dropped]
            : [PointClosing.Discussed, PointClosing.Answered, PointClosing.Dropped];

    protected override async Task Load(CancellationToken stop)
    {
        Shown = await queries.One(new(PointId), viewer, stop);
        Notes = await queries.Notes(new(PointId), viewer, stop);
        Things = await meetingQueries.Named(Shown.Series.Id, [Point.Details, .. Notes.Select(note => note.Text)], [], viewer, clock.GetUtcNow(), stop);
        OtherName = PersonName.Called(Shown.Series.ManagerId == viewer.PersonId ? Shown.ReportName : Shown.ManagerName);
        MayWrite = viewer.MayWriteIn(Shown.Series) && !Shown.Series.HasEnded(viewer.Today(clock.GetUtcNow()));
        Input ??= new(Point.Title, Point.Kind, Point.SubKind, Point.Part, Point.Details, Shown.Version);
    }
}
