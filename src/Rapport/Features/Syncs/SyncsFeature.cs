using System.Text;
using Rapport.Access;
using Rapport.Features.Accounts;

namespace Rapport.Features.Syncs;

/// <summary>The engineering leadership sync: its pre-read, its running order, what it decides and what it leaves.</summary>
public static class SyncsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<SyncQueries>();
        services.AddScoped<OpenNextSync>();
        services.AddScoped<FoundSync>();
        services.AddScoped<ReviseSync>();
        services.AddScoped<DisbandSync>();
        services.AddScoped<SeatMember>();
        services.AddScoped<RemoveMember>();
        services.AddScoped<SetSyncRhythm>();
        services.AddScoped<MoveSync>();
        services.AddScoped<KeepRow>();
        services.AddScoped<RetireMetric>();
        services.AddScoped<KeepColumn>();
        services.AddScoped<SetRange>();
        services.AddScoped<FillRow>();
        services.AddScoped<RaiseRisk>();
        services.AddScoped<ReviseRisk>();
        services.AddScoped<RateRisk>();
        services.AddScoped<CloseRisk>();
        services.AddScoped<ReopenRisk>();
        services.AddScoped<AcceptRed>();
        services.AddScoped<KeepInitiative>();
        services.AddScoped<ReportInitiative>();
        services.AddScoped<KeepStaffing>();
        services.AddScoped<RaiseEscalation>();
        services.AddScoped<AnswerEscalation>();
        services.AddScoped<CloseEscalation>();
        services.AddScoped<AskQuestion>();
        services.AddScoped<SettleQuestion>();
        services.AddScoped<MarkItem>();
        services.AddScoped<StartSync>();
        services.AddScoped<TurnTo>();
        services.AddScoped<Lead>();
        services.AddScoped<MakeAction>();
        services.AddScoped<AnswerAction>();
        services.AddScoped<TakeSyncDecision>();
        services.AddScoped<WriteSyncNote>();
        services.AddScoped<NoteMatter>();
        services.AddScoped<EndSync>();
        services.AddScoped<SendNotes>();
        services.AddScoped<ReachSync>();
        services.AddScoped<RateSync>();
        services.AddScoped<ExportSync>();
        services.AddScoped<BePresent>();
    }

    public static void Map(WebApplication app)
    {
        app.MapGet("/leadership-sync/meetings/{id:guid}.md", async (Guid id, ExportSync export, Viewer viewer, CancellationToken stop) =>
        {
            var (name, text) = await export.Run(new(id), viewer, stop);
            return Results.File(Encoding.UTF8.GetBytes(text), "text/markdown; charset=utf-8", name);
        }).WantFreshProof();
    }
}
