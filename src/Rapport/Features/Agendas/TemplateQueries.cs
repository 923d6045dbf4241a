using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>Reads the organisation's templates.</summary>
public sealed class TemplateQueries(RapportDb db)
{
    /// <summary>All of them, by name.</summary>
    public Task<List<AgendaTemplate>> All(Viewer viewer, CancellationToken stop) =>
        db.SeenBy(viewer).AgendaTemplates.AsNoTracking().OrderBy(template => template.Name).ThenBy(template => template.Id).ToListAsync(stop);

    /// <exception cref="Refusal">Missing.</exception>
    public async Task<(AgendaTemplate Template, uint Version)> One(Id<AgendaTemplate> id, Viewer viewer, CancellationToken stop)
    {
        var found = await db.SeenBy(viewer).AgendaTemplates.AsNoTracking().Where(template => template.Id == id)
            .Select(template => new { template, Version = EF.Property<uint>(template, "Version") }).SingleOrDefaultAsync(stop);
        Refusal.Missing(found is null);
        return (found.template, found.Version);
    }
}
