using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;
using Rapport.Access;
using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Audit;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.OpenLoops;
using Rapport.Features.Outbox;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Features.Syncs;
using Rapport.Features.Vault;
using Rapport.Integrations;
using Rapport.Integrations.Chat;
using Rapport.Kernel;

namespace Rapport.Data;

/// <summary>
/// The tables, one per entity, named as the migrations name them. It has no public sets: reading goes through
/// <c>SeenBy(viewer)</c>, so that a feature cannot read what its viewer may not.
/// </summary>
public sealed class RapportDb(DbContextOptions<RapportDb> options) : DbContext(options)
{
    /// <summary>For whom the database is asked; see <see cref="SecondLock"/>. Nobody, until <c>SeenBy</c> has said who.</summary>
    public Viewer? Viewer { get; internal set; }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        Ids<Person>(conventions);
        Ids<Team>(conventions);
        Ids<ReportingLine>(conventions);
        Ids<Leave>(conventions);
        Ids<PublicHoliday>(conventions);
        Ids<AccountSession>(conventions);
        Ids<Invitation>(conventions);
        Ids<Recovery>(conventions);
        Ids<KnownBrowser>(conventions);
        Ids<RoleGuide>(conventions);
        Ids<Series>(conventions);
        Ids<RhythmProposal>(conventions);
        Ids<CarryOver>(conventions);
        Ids<Meeting>(conventions);
        Ids<MeetingMove>(conventions);
        Ids<MeetingReopening>(conventions);
        Ids<Talk>(conventions);
        Ids<SharedText>(conventions);
        Ids<Decision>(conventions);
        Ids<AgendaPoint>(conventions);
        Ids<AgendaTemplate>(conventions);
        Ids<OpenLoop>(conventions);
        Ids<OpenLoopEvent>(conventions);
        Ids<Vault>(conventions);
        Ids<VaultWrap>(conventions);
        Ids<VaultItem>(conventions);
        Ids<OutgoingMessage>(conventions);
        Ids<ChatChannel>(conventions);
        Ids<Sync>(conventions);
        Ids<SyncMember>(conventions);
        Ids<SyncRhythm>(conventions);
        Ids<SyncMeeting>(conventions);
        Ids<MetricColumn>(conventions);
        Ids<MetricRow>(conventions);
        Ids<MetricRange>(conventions);
        Ids<Risk>(conventions);
        Ids<RiskRating>(conventions);
        Ids<Initiative>(conventions);
        Ids<StaffingUpdate>(conventions);
        Ids<Escalation>(conventions);
        Ids<OpenQuestion>(conventions);
        Ids<SyncDecision>(conventions);
        Ids<SyncAction>(conventions);
        Ids<RestrictedMatter>(conventions);
        Ids<SyncNote>(conventions);
        Ids<SyncTime>(conventions);
        conventions.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        Versioned(model.Entity<Organisation>());
        // Compared without regard to case, in queries as in the index.
        Versioned(model.Entity<Person>()).Property(person => person.Email).HasColumnType("citext");
        model.Entity<Team>().Property(team => team.Name).HasColumnType("citext");
        model.Entity<ReportingLine>();
        model.Entity<Leave>();
        model.Entity<PublicHoliday>();
        model.Entity<AwayDays>().HasNoKey().ToView("away_days");
        model.Entity<LinePlace>().HasNoKey().ToView(null);
        model.Entity<NamedThing>(thing => thing.HasNoKey().ToView(null).Ignore(it => it.Address));
        model.Entity<PublishedDecision>().HasNoKey().ToView("published_decision");
        model.Entity<KeptBelow>(kept => kept.HasNoKey().ToView(null).Ignore(it => it.Percent));
        model.Entity<AccountSession>();
        Versioned(model.Entity<Invitation>());
        Versioned(model.Entity<Recovery>());
        model.Entity<KnownBrowser>();
        model.Entity<GuessBudget>().HasKey(budget => budget.Key);
        Versioned(model.Entity<RoleGuide>());
        Versioned(model.Entity<RelationshipPolicy>()).HasKey(policy => policy.Key);
        Versioned(model.Entity<Series>());
        model.Entity<SeriesGuide>().HasKey(link => new { link.SeriesId, link.GuideId });
        Versioned(model.Entity<RhythmProposal>()).Ignore(proposal => proposal.Rhythm);
        model.Entity<CarryOver>();
        Versioned(model.Entity<Meeting>());
        model.Entity<MeetingMove>();
        model.Entity<MeetingReopening>();
        model.Entity<Talk>();
        Versioned(model.Entity<SharedText>(), "RowVersion").Ignore(text => text.News);
        model.Entity<TextChange>().HasKey(change => new { change.TextId, change.Version });
        Versioned(model.Entity<Decision>());
        Versioned(model.Entity<AgendaPoint>());
        Versioned(model.Entity<AgendaTemplate>());
        Versioned(model.Entity<OpenLoop>()).Ignore(loop => loop.News);
        model.Entity<OpenLoopEvent>();
        model.Entity<Vault>();
        model.Entity<VaultWrap>().HasKey(wrap => new { wrap.VaultId, wrap.Id });
        model.Entity<VaultItem>(item => item.HasKey(it => new { it.VaultId, it.Id }));
        MapOutbox(model);
        model.Entity<AuditHead>().HasNoKey().ToView("audit_head");
        // Number and hash are given by the database when all of the transaction is in.
        model.Entity<AuditEvent>().Property(item => item.Number).Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        model.Entity<AuditEvent>().Property(item => item.Hash).Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        MapSyncs(model);
        MapAccounts(model);
        ReferByType(model);
        NameAsTheMigrationsDo(model);
    }

    /// <summary>Saves what was changed. A loop's history, and a live text's, is saved with it, in the same transaction, whoever changed it.</summary>
    /// <exception cref="Refusal">Conflict: somebody else changed the same row since it was read.</exception>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var known = ChangeTracker.Entries<OpenLoopEvent>().Select(entry => entry.Entity).ToHashSet();
        AddRange(ChangeTracker.Entries<OpenLoop>().SelectMany(entry => entry.Entity.News).Where(item => !known.Contains(item)).ToList());
        var changes = ChangeTracker.Entries<TextChange>().Select(entry => entry.Entity).ToHashSet();
        AddRange(ChangeTracker.Entries<SharedText>().SelectMany(entry => entry.Entity.News).Where(change => !changes.Contains(change)).ToList());
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new Refusal(RefusalKind.Conflict, "This was changed meanwhile. Look at it as it is now, then try again.");
        }
    }

    /// <summary>Saves something new that carries an id of its maker's.</summary>
    /// <param name="unless">A unique index besides the key that says: it is there already.</param>
    /// <returns>False if it was there already: the same request came twice, at the same moment.</returns>
    public async Task<bool> SaveNew(CancellationToken stop, string? unless = null)
    {
        try
        {
            await SaveChangesAsync(stop);
            return true;
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } name }
            && (name.EndsWith("_pkey", StringComparison.Ordinal) || name == unless))
        {
            ChangeTracker.Clear();
            return false;
        }
    }

    /// <summary>The writer saw this version of the row; if it is a different one by now, saving is a conflict.</summary>
    public void Expect(object entity, uint version) => Entry(entity).Property("Version").OriginalValue = version;

    private static EntityTypeBuilder<T> Versioned<T>(
        EntityTypeBuilder<T> entity, string property = "Version")
        where T : class
    {
        entity.Property<uint>(property).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
        return entity;
    }

    private static void MapSyncs(ModelBuilder model)
    {
        Versioned(model.Entity<Sync>());
        model.Entity<SyncMember>();
        model.Entity<SyncRhythm>().Ignore(rhythm => rhythm.Rhythm);
        Versioned(model.Entity<SyncMeeting>());
        model.Entity<MetricColumn>();
        model.Entity<MetricRow>();
        model.Entity<MetricRange>().Ignore(range => range.Range);
        model.Entity<MetricFigure>().HasKey(figure => new { figure.MeetingId, figure.RowId, figure.ColumnId });
        model.Entity<FilledRow>().HasKey(row => new { row.MeetingId, row.RowId });
        Versioned(model.Entity<Risk>());
        model.Entity<RiskRating>();
        model.Entity<RedAcceptance>().HasKey(acceptance => new { acceptance.MeetingId, acceptance.RiskId });
        Versioned(model.Entity<Initiative>());
        Versioned(model.Entity<StaffingUpdate>());
        Versioned(model.Entity<Escalation>());
        model.Entity<EscalationReading>().HasKey(reading => new { reading.EscalationId, reading.PersonId });
        Versioned(model.Entity<OpenQuestion>());
        model.Entity<SyncDecision>();
        Versioned(model.Entity<SyncAction>());
        model.Entity<RestrictedMatter>();
        model.Entity<Triage>().HasKey(triage => new { triage.MeetingId, triage.Item });
        Versioned(model.Entity<SyncNote>(), "RowVersion");
        model.Entity<SyncTime>();
        model.Entity<Attendance>().HasKey(attendance => new { attendance.MeetingId, attendance.PersonId });
        model.Entity<SyncVote>().HasKey(vote => new { vote.MeetingId, vote.PersonId });
        model.Entity<SyncRecord>(record => record.HasKey(it => it.MeetingId)).Entity<SyncRecord>().Property(record => record.Content).HasColumnType("jsonb");
    }

    private static void MapAccounts(ModelBuilder model)
    {
        model.Entity<Account>(account =>
        {
            account.Ignore(it => it.AccessFailedCount).Ignore(it => it.EmailConfirmed).Ignore(it => it.LockoutEnabled)
                .Ignore(it => it.LockoutEnd).Ignore(it => it.PhoneNumber).Ignore(it => it.PhoneNumberConfirmed)
                .Ignore(it => it.TwoFactorEnabled);
            account.Property(it => it.ConcurrencyStamp).IsRequired().IsConcurrencyToken();
            account.Property(it => it.SecurityStamp).IsRequired();
            account.Property(it => it.Email).IsRequired().HasColumnType("citext");
            account.Property(it => it.NormalizedEmail).IsRequired();
            account.Property(it => it.UserName).IsRequired();
            account.Property(it => it.NormalizedUserName).IsRequired();
        });
        model.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("account_passkey").HasKey(it => it.CredentialId);
            passkey.OwnsOne(it => it.Data).ToJson("data");
            passkey.HasOne<Account>().WithMany().HasForeignKey(it => it.UserId);
        });
        model.Entity<AccountSession>().HasOne<Account>().WithMany().HasForeignKey(it => it.AccountId);
        model.Entity<KnownBrowser>().HasOne<Account>().WithMany().HasForeignKey(it => it.AccountId);
    }

    private static void MapOutbox(ModelBuilder model)
    {
        model.Entity<OutboxSettings>(settings => settings.Ignore(it => it.HasMailServer).Ignore(it => it.IsOnThisMachine).Property(it => it.Id).ValueGeneratedNever());
        model.Entity<OutgoingSecret>().HasKey(secret => secret.Key);
        model.Entity<ChatChannel>().Ignore(channel => channel.SecretKey);
        // What a message says is saved with it, and read by nobody who reads the message.
        model.Entity<OutgoingContent>().HasKey(content => content.MessageId);
        model.Entity<OutgoingMessage>().HasOne(message => message.Content).WithOne().HasForeignKey<OutgoingContent>(content => content.MessageId);
    }

    /// <summary>An <see cref="Id{T}"/> refers to a row of T: told to the model, so that new rows are written in an order that holds.</summary>
    private static void ReferByType(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes().ToList())
        {
            foreach (var property in entity.GetProperties().ToList())
            {
                var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>) && type.GenericTypeArguments[0] is { } target && target != entity.ClrType && !property.IsForeignKey())
                    model.Entity(entity.ClrType).HasOne(target).WithMany().HasForeignKey(property.Name).OnDelete(DeleteBehavior.ClientNoAction);
            }
        }
    }

    private static void NameAsTheMigrationsDo(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            if (entity.IsMappedToJson())
                continue;
            if (entity.FindPrimaryKey() is not null && entity.ClrType != typeof(IdentityUserPasskey<Guid>))
                entity.SetTableName(SnakeCase(entity.ClrType.Name));
            foreach (var property in entity.GetProperties().Where(property => property.GetColumnName() != "xmin"))
                property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((letter, at) => char.IsUpper(letter) && at > 0 ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));

    private static void Ids<T>(ModelConfigurationBuilder conventions) => conventions.Properties<Id<T>>().HaveConversion<IdConverter<T>>();

    private sealed class IdConverter<T>() : ValueConverter<Id<T>, Guid>(id => id.Value, value => new Id<T>(value));
}
