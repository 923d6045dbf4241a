using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.Outbox;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Features.Vault;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Jobs;

/// <summary>
/// What a job works on: anybody's rows, changed and never shown to anyone. It enters the database as the jobs' role, and
/// only the runner opens one.
/// </summary>
public sealed class JobsDb : IAsyncDisposable
{
    private readonly RapportDb db;

    private JobsDb(RapportDb db) => this.db = db;

    public static JobsDb Open(NpgsqlDataSource jobs) => new(new RapportDb(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(jobs).Options));

    public IQueryable<Person> People => db.Set<Person>();

    public IQueryable<ReportingLine> ReportingLines => db.Set<ReportingLine>();

    public IQueryable<AwayDays> AwayDays => db.Set<AwayDays>();

    public IQueryable<Series> Series => db.Set<Series>();

    public IQueryable<RhythmProposal> RhythmProposals => db.Set<RhythmProposal>();

    public IQueryable<CarryOver> CarryOvers => db.Set<CarryOver>();

    public IQueryable<Meeting> Meetings => db.Set<Meeting>();

    public IQueryable<MeetingMove> MeetingMoves => db.Set<MeetingMove>();

    public IQueryable<Talk> Talk => db.Set<Talk>();

    public IQueryable<SharedText> SharedTexts => db.Set<SharedText>();

    public IQueryable<TextChange> TextChanges => db.Set<TextChange>();

    public IQueryable<OpenLoop> OpenLoops => db.Set<OpenLoop>();

    public IQueryable<Sync> Syncs => db.Set<Sync>();

    public IQueryable<SyncMember> SyncMembers => db.Set<SyncMember>();

    public IQueryable<SyncRhythm> SyncRhythms => db.Set<SyncRhythm>();

    public IQueryable<SyncMeeting> SyncMeetings => db.Set<SyncMeeting>();

    public IQueryable<SyncTime> SyncTimes => db.Set<SyncTime>();

    public IQueryable<MetricRow> MetricRows => db.Set<MetricRow>();

    public IQueryable<FilledRow> FilledRows => db.Set<FilledRow>();

    public IQueryable<Team> Teams => db.Set<Team>();

    public IQueryable<Risk> Risks => db.Set<Risk>();

    public IQueryable<SyncRecord> SyncRecords => db.Set<SyncRecord>();

    public IQueryable<SyncAction> SyncActions => db.Set<SyncAction>();

    public IQueryable<AccountSession> Sessions => db.Set<AccountSession>();

    public IQueryable<KnownBrowser> KnownBrowsers => db.Set<KnownBrowser>();

    public IQueryable<Invitation> Invitations => db.Set<Invitation>();

    /// <summary>Lets go of the beginning of the audit log, which can be verified from there on.</summary>
    public Task LetGoOfAuditEvents(DateTimeOffset before, CancellationToken stop) =>
        db.Database.ExecuteSqlAsync($"select let_go_of_audit_events({before})", stop);

    public IQueryable<Recovery> Recoveries => db.Set<Recovery>();

    public IQueryable<GuessBudget> GuessBudgets => db.Set<GuessBudget>();

    public IQueryable<Vault> Vaults => db.Set<Vault>();

    public IQueryable<VaultItem> VaultItems => db.Set<VaultItem>();

    public IQueryable<OutgoingMessage> OutgoingMessages => db.Set<OutgoingMessage>();

    public IQueryable<ChatChannel> ChatChannels => db.Set<ChatChannel>();

    /// <summary>One vault, held until the transaction ends, as whoever changes it holds it; nothing if it is gone.</summary>
    public Task<Vault?> VaultInTurn(Id<Vault> id, CancellationToken stop) =>
        db.Set<Vault>().FromSql($"select * from vault where id = {id.Value} for no key update").SingleOrDefaultAsync(stop);

    /// <summary>One series, held until the transaction ends, as whoever changes its dates holds it.</summary>
    public Task<Series> SeriesInTurn(Id<Series> id, CancellationToken stop) =>
        db.Set<Series>().FromSql($"select *, xmin from series where id = {id.Value} for no key update").SingleAsync(stop);

    /// <summary>One sync, held until the transaction ends, as whoever changes it holds it.</summary>
    public Task<Sync> SyncInTurn(Id<Sync> id, CancellationToken stop) =>
        db.Set<Sync>().FromSql($"select *, xmin from sync where id = {id.Value} for no key update").SingleAsync(stop);

    /// <summary>One meeting of a sync, held until the transaction ends.</summary>
    public Task<SyncMeeting> SyncMeetingInTurn(Id<SyncMeeting> id, CancellationToken stop) =>
        db.Set<SyncMeeting>().FromSql($"select *, xmin from sync_meeting where id = {id.Value} for no key update").SingleAsync(stop);

    /// <summary>What a sync shows to somebody who belongs to it; null for whoever does not.</summary>
    public async Task<SyncOrder?> SyncOrder(Id<SyncMeeting> id, Id<Person> seat, DateTimeOffset now, CancellationToken stop)
    {
        var viewer = new Viewer(seat, default, default, "", "UTC", IsAdministrator: false, IsShut: false, now);
        return (await db.Answer(viewer, questions => new VisibleSync(questions, viewer).Order(id, now), stop)).FirstOrDefault();
    }

    /// <summary>Saves within a unit of work, for what is asked of the database after it.</summary>
    public Task Save(CancellationToken stop) => db.SaveChangesAsync(stop);

    /// <summary>One unit of work: begun afresh, wholly saved or not at all.</summary>
    public async Task AsOne(Func<Task> work, CancellationToken stop)
    {
        db.ChangeTracker.Clear();
        await using IDbContextTransaction transaction = await db.Database.BeginTransactionAsync(stop);
        await work();
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    public void Add(object row) => db.Add(row);

    public void RemoveRange(IEnumerable<object> rows) => db.RemoveRange(rows);

    public ValueTask DisposeAsync() => db.DisposeAsync();
}
