using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Kernel;
using TextWriter = Rapport.Features.Meetings.TextWriter;

namespace Rapport.Tests.Meetings;

/// <summary>Many pushes are one batch, and what becomes of the others when one of them breaks it.</summary>
public sealed class TextWriterTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Unwritable = "tab-unwritable";

    private Cast _cast = null!;
    private Id<Meeting> _meeting;
    private Id<AgendaPoint> _point;
    private Id<AccountSession> _hanna;
    private Id<AccountSession> _teo;

    public async ValueTask InitializeAsync()
    {
        (_cast, _meeting, _point) = await RunningMeeting.In(host);
        _hanna = (await _cast.SignIn(_cast.Hanna, host.Clock.GetUtcNow())).Id;
        _teo = (await _cast.SignIn(_cast.Teo, host.Clock.GetUtcNow())).Id;
        await Do(
            $"""
            create function refuse_one() returns trigger language plpgsql as $$ begin raise exception 'This row cannot be written.'; end $$;
            create trigger refuse_one before insert on text_change for each row when (new.client = '{Unwritable}') execute function refuse_one()
            """);
    }

    public async ValueTask DisposeAsync() => await Do("drop trigger refuse_one on text_change; drop function refuse_one()");

    [Fact]
    public async Task When_the_database_fails_over_one_push_of_a_batch_the_others_are_kept_once_and_that_one_is_answered_with_an_error()
    {
        var first = Push(_hanna, SharedTextKind.LastWords, null, 0, "tab-1", "First");
        Assert.NotNull((await first).Version);

        Task<PushAnswer>[] good;
        Task<PushAnswer> bad;
        await using (var holder = await host.Database.Owner.OpenConnectionAsync())
        await using (var holding = await holder.BeginTransactionAsync())
        {
            // While a batch waits for this text, the next one gathers.
            await Execute(holder, "select from shared_text where kind = 'LastWords' for update");
            var waits = Push(_teo, SharedTextKind.LastWords, null, 1, "tab-2", "Second ");
            await UntilSomebodyWaits();
            good = [waits, Push(_hanna, SharedTextKind.Note, _point, 0, "tab-1", "Note"), Push(_hanna, SharedTextKind.Details, _point, 0, "tab-1", "Details")];
            bad = Push(_teo, SharedTextKind.Concern, null, 0, Unwritable, "Concern");
            await holding.CommitAsync();
        }

        Assert.All(await Task.WhenAll(good), answer => Assert.Equal("taken", answer.Outcome));
        Assert.Equal(TextWriter.NotSaved, (await Assert.ThrowsAsync<IOException>(() => bad)).Message);
        Assert.Equal(["Details: Details 1", "LastWords: Second First 2", "Note: Note 1"], (await Stored()).Where(text => !text.StartsWith("Concern:", StringComparison.Ordinal)));
        Assert.DoesNotContain(await Stored(), text => text.Contains("Concern: Concern", StringComparison.Ordinal));
        Assert.Equal(4, await Changes());

        // It is taken as soon as it can be written.
        Assert.Equal("taken", (await Push(_teo, SharedTextKind.Concern, null, 0, "tab-2", "Concern")).Outcome);
        Assert.Equal(5, await Changes());
    }

    [Fact]
    public async Task A_push_that_cannot_be_written_stops_nothing_that_comes_after_it()
    {
        for (var time = 0; time < 3; time++)
            await Assert.ThrowsAsync<IOException>(() => Push(_teo, SharedTextKind.Concern, null, 0, Unwritable, "Concern"));

        Assert.Equal("taken", (await Push(_teo, SharedTextKind.Concern, null, 0, "tab-2", "Concern")).Outcome);
        Assert.Equal(1, await Changes());
    }

    private async Task<PushAnswer> Push(Id<AccountSession> who, SharedTextKind kind, Id<AgendaPoint>? point, int version, string client, string words)
    {
        using var change = System.Text.Json.JsonDocument.Parse(version == 0 ? $"""[[0,"{words}"]]""" : $"""[[0,"{words}"],5]""");
        return await host.Services.GetRequiredService<TextWriter>().Push(new(who, new(_meeting, kind, point), version, client, [ChangeSet.Read(change.RootElement)]), connection: null);
    }

    private async Task UntilSomebodyWaits()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(LiveLine.Patience));
        await using var asked = host.Database.Owner.CreateCommand("select count(*) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()) or (not granted and locktype = 'transactionid')");
        while (await asked.ExecuteScalarAsync(patience.Token) is 0L)
            await Task.Yield();
    }

    private async Task<List<string>> Stored()
    {
        await using var db = _cast.Db();
        var texts = await db.Set<SharedText>().AsNoTracking().ToListAsync();
        return [.. texts.Select(text => $"{text.Kind}: {text.Text} {text.Version}").Order(StringComparer.Ordinal)];
    }

    private async Task<int> Changes()
    {
        await using var db = _cast.Db();
        return await db.Set<TextChange>().CountAsync();
    }

    private async Task Do(string statements)
    {
        await using var command = host.Database.Owner.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Execute(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
