using System.Globalization;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Who works here, in which team, and who reports to whom, from when to when.</summary>
public static class PeopleFeature
{
    private static readonly string[][] Sample =
    [
        ["Ana Petrović", "ana@example.com", "", "Engineering", "CTO", "M5", "2019-04-01", "Europe/Belgrade"],
        ["Kofi Mensah", "kofi@example.com", "ana@example.com", "Platform", "Engineering manager", "M2", "2021-09-13", "Africa/Accra"],
        ["美咲 田中", "misaki@example.com", "kofi@example.com", "Platform", "Engineer", "E4", "2024-03-18", "Asia/Tokyo"],
    ];

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
        services.AddScoped<ExportPeople>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/people.csv", Export).RequireAuthorization(AccessFeature.Administrators).WantFreshProof();
        app.MapGet("/people/import/sample.csv", () => Table([PeopleFile.ColumnNames, .. Sample], "people-sample.csv"))
            .RequireAuthorization(AccessFeature.Administrators);
    }

    private static async Task<IResult> Export(ExportPeople export, Viewer viewer, CancellationToken stop) =>
        Table([PeopleFile.ColumnNames, .. await export.Run(viewer, stop)], "people.csv");

    private static IResult Table(IEnumerable<IEnumerable<string>> rows, string name) => Results.File(Csv.File(rows), "text/csv; charset=utf-8", name);
}
