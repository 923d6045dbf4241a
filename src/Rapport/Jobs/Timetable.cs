using Rapport.Features.Accounts;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Outbox;
using Rapport.Features.Syncs;
using Rapport.Features.Vault;

namespace Rapport.Jobs;

/// <summary>Work that comes back by itself. It may run at any moment, twice, late, or on another node, with the same result.</summary>
/// <param name="Name">In the log, and what nodes agree by that one of them runs it at a time.</param>
public sealed record Recurring(string Name, TimeSpan Every, Func<JobsDb, TimeProvider, CancellationToken, Task> Run);

/// <summary>Everything recurring, one line each.</summary>
public static class Timetable
{
    public static readonly IReadOnlyList<Recurring> All =
    [
        new("settle meetings", TimeSpan.FromMinutes(5), (db, clock, stop) => new SettleMeetings(db, clock).Run(stop)),
        new("settle syncs", TimeSpan.FromMinutes(1), (db, clock, stop) => new SettleSyncs(db, clock).Run(stop)),
        new("tell of syncs", TimeSpan.FromMinutes(1), (db, clock, stop) => new TellOfSyncs(db, clock).Run(stop)),
        new("fold texts", TimeSpan.FromMinutes(5), (db, clock, stop) => new FoldTexts(db, clock).Run(stop)),
        new("let messages go", TimeSpan.FromMinutes(30), (db, clock, stop) => new LetMessagesGo(db, clock).Run(stop)),
        new("forget vaults", TimeSpan.FromHours(6), (db, clock, stop) => new ForgetVaults(db, clock).Run(stop)),
        new("forget old traces", TimeSpan.FromHours(6), (db, clock, stop) => new ForgetOldTraces(db, clock).Run(stop)),
    ];
}
