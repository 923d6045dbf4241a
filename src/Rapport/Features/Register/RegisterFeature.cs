using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Kernel;

namespace Rapport.Features.Register;

/// <summary>Risks, technical debt and failed controls, as the syncs track them.</summary>
public static class RegisterFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<RegisterQueries>();
        services.AddScoped<ExportRegister>();
    }

    public static void Map(WebApplication app) => app.MapGet("/register.csv", async (ExportRegister export, Viewer viewer, CancellationToken stop) =>
        Results.File(Csv.File(await export.Run(viewer, stop)), "text/csv; charset=utf-8", "register.csv")).WantFreshProof();
}
