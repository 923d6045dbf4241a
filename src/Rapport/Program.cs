using Microsoft.Extensions.DependencyInjection.Extensions;
using Rapport.Access;
using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.Administration;
using Rapport.Features.Agendas;
using Rapport.Features.Audit;
using Rapport.Features.Backup;
using Rapport.Features.Demo;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.Outbox;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Features.Register;
using Rapport.Features.Shared;
using Rapport.Features.Syncs;
using Rapport.Features.Today;
using Rapport.Features.Trust;
using Rapport.Features.Vault;
using Rapport.Hosting;

return await Start.Run(args, Build, [.. BackupFeature.Commands, .. AuditFeature.Commands]);

/// <summary>Everything that Rapport is made of. A feature may use those above it.</summary>
public partial class Program
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddHosting();
        SharedFeature.Add(builder.Services);
        AccessFeature.Add(builder.Services);
        AuditFeature.Add(builder.Services);
        AccountsFeature.Add(builder.Services);
        PeopleFeature.Add(builder.Services);
        AgendasFeature.Add(builder.Services);
        OpenLoopsFeature.Add(builder.Services);
        MeetingsFeature.Add(builder.Services);
        PoliciesFeature.Add(builder.Services);
        AbsencesFeature.Add(builder.Services);
        OutboxFeature.Add(builder.Services);
        OneOnOnesFeature.Add(builder.Services);
        SyncsFeature.Add(builder.Services);
        RegisterFeature.Add(builder.Services);
        VaultFeature.Add(builder.Services);
        AdministrationFeature.Add(builder.Services);
        TrustFeature.Add(builder.Services);
        TodayFeature.Add(builder.Services);
        DemoFeature.Add(builder.Services);
        builder.Services.AddRazorPages(pages => pages.RootDirectory = "/Features");

        var app = builder.Build();
        app.UseHosting();
        SharedFeature.Use(app);
        AccessFeature.Use(app);
        VaultFeature.Use(app);
        SharedFeature.Map(app);
        AccountsFeature.Map(app);
        TodayFeature.Map(app);
        MeetingsFeature.Map(app);
        SyncsFeature.Map(app);
        RegisterFeature.Map(app);
        PeopleFeature.Map(app);
        VaultFeature.Map(app);
        app.MapRazorPages();
        return app;
    }
}
