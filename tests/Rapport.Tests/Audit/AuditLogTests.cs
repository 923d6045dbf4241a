using System.Net;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.Administration;
using Rapport.Features.Agendas;
using Rapport.Features.Audit;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Hosting;
using Rapport.Jobs;
using Rapport.Kernel;
using Rapport.Tests.Access;

namespace Rapport.Tests.Audit;

public class AuditLogTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private Cast _cast = null!;

    private DateTimeOffset Now => host.Clock.GetUtcNow();

    [Fact]
    public async Task Every_act_of_administration_is_in_the_log_with_who_it_was_and_about_whom()
    {
        var robin = _cast.Robin.Viewer with { ProvedAt = Now };
        var team = new Team("Payments");
        await using (var db = _cast.Db())
        {
            db.Add(team);
            await db.SaveChangesAsync();
        }

        await Act(db => new InvitePerson(db, host.Clock).Run(new InvitePerson.Request("Noor Amiri", "noor@example.org", InvitePerson.Relation.ReportsToMe), robin, default));
        await Act(db => new RestoreSignIn(db, host.Clock).Run(_cast.Teo.Id, robin, default));
        await Act(db => new ChangeAdministration(db, host.Clock).Grant(_cast.Hanna.Id, robin, default));
        await Act(db => new ChangeAdministration(db, host.Clock).Withdraw(_cast.Hanna.Id, robin, default));
        await Act(db => new ChangeAdministration(db, host.Clock).Disable(_cast.Priya.Id, robin, default));
        await Act(db => new ChangeAdministration(db, host.Clock).Enable(_cast.Priya.Id, robin, default));
        await Act(db => new ChangeManager(db, host.Clock).Run(_cast.Omar.Id, new(_cast.Ruth.Id, robin.Today(Now)), robin, default));
        await Act(db => new RecordLeaving(db, host.Clock).Run(_cast.Omar.Id, new(robin.Today(Now).AddDays(30), null), robin, default));
        await Act(db => new TakeBackLeaving(db, host.Clock).Run(_cast.Omar.Id, robin, default));
        await Act(db => new RenameTeam(db, host.Clock).Run(team.Id, "Payment", robin, default));
        await Act(db => new RevisePolicies(db, host.Clock).MarkIncident(true, robin, default));
        await Act(db => new RevisePolicies(db, host.Clock).SwitchPrivateNotes(false, robin, default));
        await Act(db => new RevisePolicies(db, host.Clock).SwitchPrivateNotes(true, robin, default));
        await Act(db => new AddHoliday(db, host.Clock).Run(new(Id<PublicHoliday>.New(), robin.Today(Now).AddDays(9), "A holiday", null), robin, default));
        await Act(db => new KeepTemplate(db, host.Clock).Add(Id<AgendaTemplate>.New(), new("Before a launch", "- What could stop it?"), robin, default));
        await Act(db => new ExportPeople(db, new PersonQueries(db, host.Clock), host.Clock).Run(robin, default));

        Assert.Equal(
            [
                "AddedPerson Noor Amiri", "ChangedManager Noor Amiri", "Invited Noor Amiri", "RestoredSignIn Teo Marković", "MadeAdministrator Hanna Weiß", "UnmadeAdministrator Hanna Weiß",
                "DisabledAccount Priya Raman", "EnabledAccount Priya Raman", "ChangedManager Omar Haddad", "RecordedLeaving Omar Haddad", "TookBackLeaving Omar Haddad",
                "RenamedTeam", "RevisedPolicies", "SwitchedPrivateNotes", "SwitchedPrivateNotes", "RevisedHolidays", "RevisedTemplates", "ExportedPeople",
            ],
            (await Entries()).Where(entry => entry.Kind != AuditKind.ChangedManager || entry.About != "Robin Park").Select(entry => $"{entry.Kind} {entry.About}".TrimEnd()));
        Assert.All(await Entries(), entry => Assert.Equal("Robin Park", entry.Actor));
    }

    [Fact]
    public async Task What_is_refused_or_did_not_happen_leaves_no_entry()
    {
        await Assert.ThrowsAsync<Refusal>(() => Act(db => new ChangeAdministration(db, host.Clock).Grant(_cast.Teo.Id, _cast.Hanna.Viewer with { ProvedAt = Now }, default)));
        await Assert.ThrowsAsync<Refusal>(() => Act(db => new ChangeManager(db, host.Clock).Run(_cast.Ruth.Id, new(_cast.Teo.Id, _cast.Robin.Viewer.Today(Now)), _cast.Robin.Viewer, default)));

        Assert.Empty(await Entries());
    }

    [Fact]
    public async Task Both_of_a_pair_see_that_a_record_was_reopened_and_an_administrator_not_whose()
    {
        await using (var db = _cast.Db())
            await PairThings.In(db, _cast.Hanna, _cast.Teo, Now.AddDays(-30), null);
        await Reopened();

        foreach (var (who, actor, other) in new[] { (_cast.Hanna, "You", "Teo Marković"), (_cast.Teo, "Hanna Weiß", "Hanna Weiß") })
        {
            using var browser = await _cast.Browser(host, who);
            Assert.Contains($"{actor} reopened the record of a meeting Your one-on-one with {other}", Forms.Text(await browser.GetStringAsync("/account/log")), StringComparison.Ordinal);
        }

        using var robin = await _cast.Browser(host, _cast.Robin);
        var log = Forms.Text(await robin.GetStringAsync("/administration/log"));
        Assert.Contains("Hanna Weiß reopened the record of a meeting", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Teo", log, StringComparison.Ordinal);
        using var ruth = await _cast.Browser(host, _cast.Ruth);
        Assert.DoesNotContain("reopened", await ruth.GetStringAsync("/account/log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_two_of_a_series_that_the_chart_does_not_show_see_that_an_administrator_found_it_once_a_day()
    {
        await _cast.Pair(_cast.Ruth, _cast.Teo, SeriesKind.SkipLevel);
        await _cast.Pair(_cast.Hanna, _cast.Priya);
        using var robin = await _cast.Browser(host, _cast.Robin);
        await robin.GetStringAsync("/administration/series");
        await robin.GetStringAsync("/administration/series");

        foreach (var (who, other) in new[] { (_cast.Ruth, "Teo Marković"), (_cast.Teo, "Ruth Adeyemi") })
        {
            using var browser = await _cast.Browser(host, who);
            var log = Forms.Text(await browser.GetStringAsync("/account/log"));
            Assert.Equal(2, log.Split($"Robin Park saw in the list of series that a one-on-one exists Your one-on-one with {other}").Length);
        }

        using var priya = await _cast.Browser(host, _cast.Priya);
        Assert.DoesNotContain("list of series", await priya.GetStringAsync("/account/log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_whom_a_history_was_opened_is_between_the_two()
    {
        PairThings former;
        await using (var db = _cast.Db())
            former = await PairThings.In(db, _cast.Omar, _cast.Teo, Now.AddDays(-300), DateOnly.FromDateTime(Now.AddDays(-100).UtcDateTime));
        await Act(db => new CarryOverHistory(db, host.Clock).Run(former.Series.Id, _cast.Teo.Viewer, default));

        await Shows(_cast.Teo, "/account/log", "You opened a former one-on-one to Hanna Weiß");
        await Shows(_cast.Hanna, "/account/log", "Teo Marković opened a former one-on-one to you");
        await Shows(_cast.Robin, "/administration/log", "Teo Marković opened a former one-on-one to somebody");
        using var omar = await _cast.Browser(host, _cast.Omar);
        Assert.DoesNotContain("opened", Forms.Text(await omar.GetStringAsync("/account/log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coming_and_going_is_in_ones_own_log()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        using (var somebody = host.Browser())
        {
            using var refused = await somebody.Submit("/sign-in", "Sign in", ("Email", "robin@example.org"), ("Password", "not the one at all"));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            using var unknown = await somebody.Submit("/sign-in", "Sign in", ("Email", "nobody@example.org"), ("Password", "not the one at all"));
            Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        }

        await Shows(_cast.Robin, "/account/log", "Somebody could not sign in as you");
        await Shows(_cast.Robin, "/administration/log?kind=SignIns", "Somebody could not sign in: nobody has that address");
        using (var out_ = await robin.Submit("/account", "Sign out"))
            Assert.Equal(HttpStatusCode.Redirect, out_.StatusCode);
        await Shows(_cast.Robin, "/account/log", "You signed out");
    }

    [Fact]
    public async Task Hundreds_of_entries_come_in_pages_and_are_found_by_name_and_kind_within_six_statements()
    {
        await using (var db = _cast.Db())
        {
            db.AddRange(Enumerable.Range(0, 120).Select(at => new AuditEvent(at % 2 == 0 ? AuditKind.SignedIn : AuditKind.RevisedGuides, at < 60 ? _cast.Hanna.Id : _cast.Priya.Id, Now.AddMinutes(-at))));
            await db.SaveChangesAsync();
        }

        using var robin = await _cast.Browser(host, _cast.Robin);
        using var counter = new StatementCounter(host.Database);
        var first = await robin.GetStringAsync("/administration/log?kind=Administration&q=weiss");
        Assert.InRange(counter.Count, 1, 6);
        Assert.Equal(30, Forms.Text(first).Split("Hanna Weiß changed a guide").Length - 1);
        Assert.DoesNotContain("signed in", Forms.Text(first), StringComparison.Ordinal);
        Assert.DoesNotContain("Priya", first, StringComparison.Ordinal);

        var everything = await robin.GetStringAsync("/administration/log");
        var older = Forms.Text(await robin.GetStringAsync("/administration/log?before=71"));
        Assert.Contains("before=71", everything, StringComparison.Ordinal);
        Assert.Equal(50, older.Split(" changed a guide").Length + older.Split(" signed in").Length - 2);
    }

    [Fact]
    public async Task Each_entry_follows_from_the_one_before_it_however_many_are_written_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var at = 0; at < 10; at++)
                await Act(db => Write(db, 2));
        }));

        var verdict = await VerifyAudit.Run(host.Database.Ways, "", default);
        Assert.Equal((1, 160, 160), (verdict.First, verdict.Last, verdict.Entries));
        await Shows(_cast.Teo, "/account/log", string.Join(' ', verdict.Head.Chunk(4).Select(digits => new string(digits))));
    }

    [Theory]
    [InlineData("update audit_event set kind = 'SignedOut' where number = 3", "entry 3 does not follow")]
    [InlineData("update audit_event set at = at + interval '1 microsecond' where number = 3", "entry 3 does not follow")]
    [InlineData("update audit_event set actor_id = null where number = 3", "entry 3 does not follow")]
    [InlineData("update audit_event set about_id = (select id from person where name like 'Teo%') where number = 5", "entry 5 does not follow")]
    [InlineData("update audit_event set hash = sha256('') where number = 4", "entry 4 does not follow")]
    [InlineData("delete from audit_event where number = 2", "entry 2 is missing")]
    [InlineData("delete from audit_event where number = 1", "entry 1 is missing")]
    [InlineData("delete from audit_event where number = 5", "it ends with entry 4, but 5 were written")]
    [InlineData("delete from audit_event", "it ends with entry 0, but 5 were written")]
    [InlineData("update audit_event set number = case number when 2 then -2 when 3 then -3 else number end; update audit_event set number = 5 + number where number < 0", "entry 2 does not follow")]
    [InlineData("insert into audit_event (id, number, at, kind, hash) values (gen_random_uuid(), 6, now(), 'SignedIn', sha256(''))", "entry 6 does not follow")]
    [InlineData("delete from audit_chain", "where it stands was removed")]
    [InlineData("update audit_chain set let_go = 2", "entry 3 is missing")]
    public async Task Whoever_touches_the_log_is_found_out(string touch, string words)
    {
        await Act(db => Write(db, 5));
        await Sql("begin; " + touch + "; commit");

        var refused = await Assert.ThrowsAsync<StartRefused>(() => VerifyAudit.Run(host.Database.Ways, "", default));
        if (!touch.StartsWith("update audit_chain", StringComparison.Ordinal))
            Assert.StartsWith(words, refused.Message, StringComparison.Ordinal);
        await Sql("insert into audit_chain default values on conflict do nothing");
    }

    [Fact]
    public async Task A_log_that_was_written_anew_does_not_lead_to_a_head_that_somebody_noted()
    {
        await Act(db => Write(db, 3));
        var noted = (await VerifyAudit.Run(host.Database.Ways, "", default)).Head;
        await Act(db => Write(db, 2));
        Assert.Equal(3, (await VerifyAudit.Run(host.Database.Ways, noted, default)).Noted);
        Assert.Equal(3, (await VerifyAudit.Run(host.Database.Ways, noted[..4] + " " + noted[4..12].ToUpperInvariant(), default)).Noted);
        Assert.Contains("at least the first 8", (await Assert.ThrowsAsync<StartRefused>(() => VerifyAudit.Run(host.Database.Ways, "abc", default))).Message, StringComparison.Ordinal);

        // By somebody who owns the database and knows how the chain is reckoned.
        await Sql("update audit_event set kind = 'SignedOut', hash = null, number = -number; update audit_chain set number = default, hash = default");
        await Sql(
            """
            do $$ declare entry audit_event; chain audit_chain; begin
              for entry in select * from audit_event order by number desc loop
                select * into chain from audit_chain;
                entry.number := -entry.number;
                entry.hash := audit_hash(chain.hash, entry);
                update audit_event set number = entry.number, hash = entry.hash where id = entry.id;
                update audit_chain set number = entry.number, hash = entry.hash;
              end loop;
            end $$
            """);
        Assert.Equal(5, (await VerifyAudit.Run(host.Database.Ways, "", default)).Entries);
        Assert.Contains("does not lead to the head", (await Assert.ThrowsAsync<StartRefused>(() => VerifyAudit.Run(host.Database.Ways, noted, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_entries_are_let_go_from_the_beginning_and_the_rest_still_holds()
    {
        await using (var db = _cast.Db())
        {
            foreach (var days in new[] { 500, 450, 0 })
            {
                db.Add(new AuditEvent(AuditKind.SignedIn, _cast.Teo.Id, Now.AddDays(-days)));
                await db.SaveChangesAsync();
            }
        }

        await using (var jobs = JobsDb.Open(host.Database.Jobs))
            await new ForgetOldTraces(jobs, host.Clock).Run(default);

        var verdict = await VerifyAudit.Run(host.Database.Ways, "", default);
        Assert.Equal((3, 3, 1), (verdict.First, verdict.Last, verdict.Entries));

        await using (var jobs = JobsDb.Open(host.Database.Jobs))
            await jobs.LetGoOfAuditEvents(Now.AddDays(1), default);
        await Act(db => Write(db, 1));
        verdict = await VerifyAudit.Run(host.Database.Ways, "", default);
        Assert.Equal((4, 4, 1), (verdict.First, verdict.Last, verdict.Entries));
    }

    [Theory]
    [InlineData("update audit_event set kind = 'SignedOut'")]
    [InlineData("delete from audit_event")]
    [InlineData("update audit_chain set number = 0")]
    [InlineData("select * from audit_chain")]
    [InlineData("insert into audit_event (id, number, at, kind, hash) values (gen_random_uuid(), 7, now(), 'SignedIn', '')")]
    [InlineData("select let_go_of_audit_events(now())")]
    public async Task The_application_itself_can_only_add(string statement)
    {
        await using var command = host.Database.App.CreateCommand(statement);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
    }

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        _cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => new(host.Database.Empty());

    private async Task Act(Func<RapportDb, Task> act)
    {
        await using var db = host.Database.Locked();
        await act(db);
    }

    private async Task Write(RapportDb db, int entries)
    {
        db.AddRange(Enumerable.Range(0, entries).Select(_ => new AuditEvent(AuditKind.SignedIn, _cast.Hanna.Id, Now)));
        await db.SaveChangesAsync();
    }

    private async Task Reopened()
    {
        await using var db = _cast.Db();
        var series = await db.Set<Series>().SingleAsync();
        db.Add(new AuditEvent(AuditKind.ReopenedMeeting, _cast.Hanna.Id, Now, series: series.Id));
        await db.SaveChangesAsync();
    }

    private async Task Shows(Member who, string address, string words)
    {
        using var browser = await _cast.Browser(host, who);
        Assert.Contains(words, Forms.Text(await browser.GetStringAsync(address)), StringComparison.Ordinal);
    }

    private async Task<List<(AuditKind Kind, string? Actor, string? About)>> Entries()
    {
        await using var db = _cast.Db();
        var names = await db.Set<Person>().ToDictionaryAsync(person => person.Id, person => person.Name);
        return [.. (await db.Set<AuditEvent>().OrderBy(item => item.Number).ToListAsync()).Select(item => (
            item.Kind, item.ActorId is { } actor ? names[actor] : null, item.AboutId is { } about ? names[about] : null))];
    }

    private async Task Sql(string statement)
    {
        await using var command = host.Database.Owner.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
