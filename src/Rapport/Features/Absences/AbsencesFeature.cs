namespace Rapport.Features.Absences;

/// <summary>Days on which people are away, and public holidays: they excuse a meeting.</summary>
public static class AbsencesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<AbsenceQueries>();
        services.AddScoped<AddLeave>();
        services.AddScoped<RemoveLeave>();
        services.AddScoped<AddHoliday>();
        services.AddScoped<RemoveHoliday>();
    }
}
