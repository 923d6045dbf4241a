using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>Writes, rewrites and removes a template. Points that were added from it stay as they are.</summary>
public sealed class KeepTemplate(RapportDb db, TimeProvider clock)
{
    public sealed record Request(string? Name, string? Text);

    /// <param name="id">The form's: sent twice, it makes one template.</param>
    public Task Add(Id<AgendaTemplate> id, Request request, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var template = new AgendaTemplate(request.Name ?? "", request.Text) { Id = id };
        return Resent.Once(() => Made(id, viewer, stop), Words(template), () =>
        {
            db.AddRange(template, Entry(viewer));
            return db.SaveNew(stop);
        });
    }

    /// <param name="version">The template as it was when it was opened.</param>
    public async Task Revise(Id<AgendaTemplate> id, Request request, uint version, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var template = await db.SeenBy(viewer).AgendaTemplates.One(template => template.Id == id, stop);
        db.Expect(template, version);
        template.Revise(request.Name ?? "", request.Text);
        db.Add(Entry(viewer));
        await db.SaveChangesAsync(stop);
    }

    public async Task Remove(Id<AgendaTemplate> id, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        if (await db.SeenBy(viewer).AgendaTemplates.FirstOrDefaultAsync(template => template.Id == id, stop) is not { } template)
            return;

        db.Remove(template);
        db.Add(Entry(viewer));
        await db.SaveChangesAsync(stop);
    }

    private AuditEvent Entry(Viewer viewer) => new(AuditKind.RevisedTemplates, viewer.PersonId, clock.GetUtcNow());

    private async Task<string?> Made(Id<AgendaTemplate> id, Viewer viewer, CancellationToken stop) =>
        await db.SeenBy(viewer).AgendaTemplates.AsNoTracking().FirstOrDefaultAsync(template => template.Id == id, stop) is { } template ? Words(template) : null;

    private static string Words(AgendaTemplate template) => $"{template.Name}\n{template.Text}";
}
