using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>Puts the chosen points of a template on the pair's agenda, all at once and as one's own. The same form again adds nothing.</summary>
public sealed class AddFromTemplate(RapportDb db, TimeProvider clock)
{
    /// <param name="Form">Made for the form; each point's id follows from it.</param>
    /// <param name="Version">The template as it was when its points were chosen.</param>
    /// <param name="Chosen">Which of its points, counted from 0.</param>
    public sealed record Request(Guid Form, Id<AgendaTemplate> Template, uint Version, IReadOnlyCollection<int> Chosen);

    public async Task Run(Id<Series> id, Request request, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var series = await seen.Series.One(series => series.Id == id, stop);
        viewer.RefuseUnlessWritingIn(series, clock.GetUtcNow());
        var (template, version) = await new TemplateQueries(db).One(request.Template, viewer, stop);
        var offered = template.Points().Select((point, at) => (Point: point, Id: IdOf(request.Form, at))).ToList();
        Refusal.Conflict(version != request.Version, "This template has been changed meanwhile. Look at it as it is now, then choose again.");
        var chosen = offered.Where((_, at) => request.Chosen.Contains(at)).ToList();
        Refusal.Invalid(chosen.Count == 0, "Choose at least one point.");

        var ids = offered.ConvertAll(one => one.Id);
        await Resent.Once(() => Made(ids, viewer, stop), Words(chosen.Select(one => one.Id)), () => Add(series, chosen, viewer, stop));
    }

    private async Task<bool> Add(Series series, IEnumerable<(TemplatePoint Point, Id<AgendaPoint> Id)> chosen, Viewer viewer, CancellationToken stop)
    {
        var last = await db.SeenBy(viewer).AgendaPoints
            .Where(point => point.SeriesId == series.Id && point.AuthorId == viewer.PersonId && point.ClosedAt == null)
            .MaxAsync(point => (double?)point.Position, stop) ?? 0;
        foreach (var (point, id) in chosen)
        {
            db.Add(new AgendaPoint(
                series.Id, viewer.PersonId, PointKind.Point, null, point.Part ?? PointKind.Point.UsualPart(),
                point.Title, point.Details, ++last, series.MeetingsHeld, clock.GetUtcNow())
            {
                Id = id,
            });
        }

        return await db.SaveNew(stop);
    }

    private async Task<string?> Made(List<Id<AgendaPoint>> offered, Viewer viewer, CancellationToken stop)
    {
        var made = await db.SeenBy(viewer).AgendaPoints.Where(point => offered.Contains(point.Id)).Select(point => point.Id).ToListAsync(stop);
        return made.Count == 0 ? null : Words(offered.Where(made.Contains));
    }

    private static string Words(IEnumerable<Id<AgendaPoint>> points) => string.Join(' ', points);

    private static Id<AgendaPoint> IdOf(Guid form, int at)
    {
        Span<byte> bytes = stackalloc byte[20];
        form.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], at);
        return new(new Guid(SHA256.HashData(bytes).AsSpan(0, 16)));
    }
}
