namespace Rapport.Features.People;

/// <summary>Who works here, in which team, and who reports to whom, from when to when.</summary>
public static class PeopleFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<PersonQueries>();
        services.AddScoped<AddPerson>();
        services.AddScoped<RevisePerson>();
        services.AddScoped<RenameTeam>();
        services.AddScoped<ChangeManager>();
        services.AddScoped<RecordLeaving>();
        services.AddScoped<TakeBackLeaving>();
        services.AddScoped<ImportPeople>();
    }
}
