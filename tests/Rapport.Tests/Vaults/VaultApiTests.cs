using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.Policies;
using Rapport.Features.Vault;
using Rapport.Jobs;
using Rapport.Kernel;

namespace Rapport.Tests.Vaults;

/// <summary>What the server does with bytes that it cannot read: it keeps them for their owner, in order, and gives them to nobody else.</summary>
public class VaultApiTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private readonly Guid vault = Guid.NewGuid();
    private Cast cast = null!;
    private HttpClient teo = null!;

    [Fact]
    public async Task What_a_browser_keeps_comes_back_as_it_was_in_the_order_of_its_changes()
    {
        Assert.Equal(HttpStatusCode.NoContent, await Found(teo));
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal(HttpStatusCode.NoContent, await Change(teo, 1, [Put(one, 2), Put(two, 2, size: 1024)]));
        Assert.Equal(HttpStatusCode.NoContent, await Change(teo, 2, [Put(one, 3, fill: 7)], deletes: [two]));

        var state = await teo.GetFromJsonAsync<JsonElement>("/vault");
        Assert.Equal((cast.Teo.Id.ToString(), 3, 1), (state.GetProperty("person").GetString(), state.GetProperty("vault").GetProperty("revision").GetInt32(), state.GetProperty("vault").GetProperty("epoch").GetInt32()));
        var list = await teo.GetFromJsonAsync<JsonElement>($"/vault/items?vault={vault}&since=2");
        var item = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal((one.ToString(), 3), (item.GetProperty("id").GetString(), item.GetProperty("revision").GetInt32()));
        Assert.Equal(Note(3, 256, 7), item.GetProperty("blob").GetBytesFromBase64());
        Assert.Equal(two.ToString(), Assert.Single(list.GetProperty("gone").EnumerateArray()).GetString());
        Assert.Equal(JsonValueKind.Null, list.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_change_on_an_older_revision_is_refused_and_changes_nothing()
    {
        await Found(teo);
        var one = Guid.NewGuid();
        await Change(teo, 1, [Put(one, 2)]);
        Assert.Equal(HttpStatusCode.Conflict, await Change(teo, 1, [Put(one, 2, fill: 9)], deletes: []));
        Assert.Equal(HttpStatusCode.Conflict, await Found(teo));
        await using var db = cast.Db();
        Assert.Equal(2, await db.Set<Vault>().Select(it => it.Revision).SingleAsync());
        Assert.Equal(Note(2, 256, 0), await db.Set<VaultItem>().Select(it => it.Blob!).SingleAsync());
    }

    [Fact]
    public async Task Of_twenty_changes_at_once_one_is_taken()
    {
        await Found(teo);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Change(teo, 1, [Put(Guid.NewGuid(), 2)])));
        Assert.Equal((1, 19), (answers.Count(one => one == HttpStatusCode.NoContent), answers.Count(one => one == HttpStatusCode.Conflict)));
    }

    [Fact]
    public async Task Nobody_else_gets_to_it_by_any_door()
    {
        await Found(teo);
        await Change(teo, 1, [Put(Guid.NewGuid(), 2)]);
        foreach (var who in new[] { cast.Hanna, cast.Robin, cast.Ruth, cast.Omar })
        {
            using var browser = await cast.Browser(host, who);
            var state = await browser.GetFromJsonAsync<JsonElement>($"/vault?id={vault}");
            Assert.Equal((JsonValueKind.Null, 0), (state.GetProperty("vault").ValueKind, state.GetProperty("retired").GetArrayLength()));
            Assert.Equal(0, (await browser.GetFromJsonAsync<JsonElement>($"/vault/items?vault={vault}&since=0")).GetProperty("items").GetArrayLength());
            Assert.Equal(HttpStatusCode.NotFound, await Change(browser, 2, [Put(Guid.NewGuid(), 3)]));
            Assert.Equal(HttpStatusCode.NotFound, await Retire(browser));
        }
    }

    [Fact]
    public async Task Whoever_came_back_by_a_restored_sign_in_neither_reads_nor_throws_away()
    {
        await cast.Pair(cast.Hanna, cast.Teo);
        await Found(teo);
        await using (var db = cast.Db())
        {
            var link = new Invitation(InvitationKind.Recovery, cast.Teo.Id, [1, 2, 3], cast.Robin.Id, host.Clock.GetUtcNow());
            var recovery = new Recovery(cast.Teo.Id, link.Id, cast.Robin.Id, host.Clock.GetUtcNow());
            recovery.Use(host.Clock.GetUtcNow());
            db.AddRange(link, recovery);
            await db.SaveChangesAsync();
        }

        Assert.Equal(JsonValueKind.Null, (await teo.GetFromJsonAsync<JsonElement>("/vault")).GetProperty("vault").ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, await Retire(teo));
        Assert.Equal(HttpStatusCode.NotFound, await Change(teo, 1, []));
        Assert.Equal(HttpStatusCode.Forbidden, await Found(teo, Guid.NewGuid()));
    }

    [Fact]
    public async Task What_does_not_look_like_the_vaults_own_bytes_is_refused()
    {
        await Found(teo);
        var id = Guid.NewGuid();
        object[] wrong =
        [
            new { id, key = Key(2), blob = Note(2, 300, 0) },
            new { id, key = Key(2), blob = Note(3, 256, 0) },
            new { id, key = Key(1), blob = Note(2, 256, 0) },
            new { id, key = Key(2), blob = "hello"u8.ToArray() },
            new { id, key = Key(2), blob = (byte[]?)null },
            new { id = Guid.CreateVersion7(), key = Key(2), blob = Note(2, 256, 0) },
            new { id, key = (byte[]?)null, blob = Note(2, 256, 0) },
        ];
        foreach (var put in wrong)
            Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 1, [put]));
        Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 1, [.. Enumerable.Range(0, 201).Select(_ => Put(Guid.NewGuid(), 2))]));
        Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 1, [], wraps: []));
        Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 1, [], wraps: [Wrap("passphrase", memory: 19 * 1024)]));
        Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 1, [], wraps: [Wrap("escrow")]));
    }

    [Fact]
    public async Task The_ways_in_change_only_for_whoever_has_just_shown_who_they_are()
    {
        await Found(teo);
        host.Clock.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.Forbidden, await Change(teo, 1, [], wraps: [Wrap("recovery")]));
        Assert.Equal(HttpStatusCode.Forbidden, await Retire(teo));
        Assert.Equal(HttpStatusCode.NoContent, await Change(teo, 1, [Put(Guid.NewGuid(), 2)]));
        using var fresh = await cast.Browser(host, cast.Teo);
        Assert.Equal(HttpStatusCode.NoContent, await Change(fresh, 2, [], wraps: [Wrap("recovery")]));
    }

    [Fact]
    public async Task New_keys_come_with_new_ways_in_and_end_only_when_every_note_has_followed()
    {
        await Found(teo);
        var id = Guid.NewGuid();
        await Change(teo, 1, [Put(id, 2)]);
        var link = Bytes('L', 3, 32, 5, epoch: 2);
        Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 2, [], epoch: 2, link: link));
        Assert.Equal(HttpStatusCode.NoContent, await Change(teo, 2, [], wraps: [Wrap("recovery", epoch: 2)], epoch: 2, link: link));
        Assert.Equal(HttpStatusCode.Conflict, await Change(teo, 3, [], isSettled: true));
        Assert.Equal(HttpStatusCode.NoContent, await Change(teo, 3, [new { id, key = Key(4, epoch: 2) }]));
        Assert.Equal(HttpStatusCode.NoContent, await Change(teo, 4, [], isSettled: true));
        Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 5, [Put(Guid.NewGuid(), 6)]));
    }

    [Fact]
    public async Task Switched_off_nothing_is_written_and_everything_can_be_erased()
    {
        await Found(teo);
        var id = Guid.NewGuid();
        await Change(teo, 1, [Put(id, 2)]);
        await using (var db = cast.Db())
            await new RevisePolicies(db, host.Clock).SwitchPrivateNotes(false, cast.Robin.Viewer, default);
        try
        {
            Assert.False((await teo.GetFromJsonAsync<JsonElement>("/vault")).GetProperty("isOn").GetBoolean());
            Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 2, [Put(id, 3)]));
            Assert.Equal(HttpStatusCode.NoContent, await Change(teo, 2, [], deletes: [id]));
            using var hanna = await cast.Browser(host, cast.Hanna);
            Assert.Equal(HttpStatusCode.BadRequest, await Found(hanna, Guid.NewGuid()));
        }
        finally
        {
            await using var db = cast.Db();
            await new RevisePolicies(db, host.Clock).SwitchPrivateNotes(true, cast.Robin.Viewer, default);
        }
    }

    [Fact]
    public async Task A_vault_that_was_given_up_makes_room_and_its_bytes_stay_for_thirty_days()
    {
        await Found(teo);
        await Change(teo, 1, [Put(Guid.NewGuid(), 2)]);
        Assert.Equal(HttpStatusCode.NoContent, await Retire(teo));
        Assert.Equal(HttpStatusCode.Conflict, await Change(teo, 2, [Put(Guid.NewGuid(), 3)]));
        Assert.Equal(HttpStatusCode.NoContent, await Found(teo, Guid.NewGuid()));
        var kept = (await teo.GetFromJsonAsync<JsonElement>("/vault")).GetProperty("retired")[0];
        Assert.Equal((vault.ToString(), "2026-04-18"), (kept.GetProperty("id").GetString(), kept.GetProperty("until").GetString()));

        await Forget(TimeSpan.FromDays(30));
        Assert.Equal(2, await cast.Db().Set<Vault>().CountAsync());
        await Forget(TimeSpan.FromDays(31));
        Assert.Equal((1, 0), (await cast.Db().Set<Vault>().CountAsync(), await cast.Db().Set<VaultItem>().CountAsync()));
    }

    [Fact]
    public async Task What_was_erased_long_ago_is_no_longer_listed()
    {
        await Found(teo);
        var id = Guid.NewGuid();
        await Change(teo, 1, [Put(id, 2)]);
        await Change(teo, 2, [], deletes: [id]);
        await Forget(TimeSpan.FromDays(91));
        Assert.Equal(3, (await teo.GetFromJsonAsync<JsonElement>("/vault")).GetProperty("vault").GetProperty("foldedAt").GetInt32());
        Assert.Equal(0, (await teo.GetFromJsonAsync<JsonElement>($"/vault/items?vault={vault}&since=0")).GetProperty("gone").GetArrayLength());
    }

    [Fact]
    public async Task When_the_day_of_a_note_is_over_its_bytes_go_and_a_hash_tells_its_author_which_one_it_was()
    {
        await Found(teo);
        var (id, other) = (Guid.NewGuid(), Guid.NewGuid());
        await Change(teo, 1, [Put(id, 2, deleteAfter: "2026-04-01"), Put(other, 2, deleteAfter: "9999-12-31")]);
        await Forget(TimeSpan.FromDays(13));
        Assert.Equal(2, (await Items()).GetProperty("items").GetArrayLength());

        await Forget(TimeSpan.FromDays(14));
        var items = await Items();
        Assert.Equal((other, 0), (Assert.Single(items.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid(), items.GetProperty("gone").GetArrayLength()));
        var expired = Assert.Single(items.GetProperty("expired").EnumerateArray());
        Assert.Equal(
            (id, "2026-04-01", Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData([.. Key(2), .. Note(2, 256, 0)]))),
            (expired.GetProperty("id").GetGuid(), expired.GetProperty("deleteAfter").GetString(), expired.GetProperty("hash").GetString()));
        await using (var db = cast.Db())
        {
            var item = await db.Set<VaultItem>().SingleAsync(item => item.Id == new Id<VaultItem>(id));
            Assert.Equal((null, null, 2), (item.Blob, item.WrappedKey, item.Revision));
        }

        // Until a browser of its author has noticed, however long that takes.
        await Forget(TimeSpan.FromDays(400));
        Assert.Equal(1, (await Items()).GetProperty("expired").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, await Change(teo, 2, [new { id, key = Key(3), blob = (byte[]?)null }]));
        Assert.Equal(HttpStatusCode.NoContent, await Change(teo, 2, [], deletes: [id]));
        items = await Items();
        Assert.Equal((0, id), (items.GetProperty("expired").GetArrayLength(), Assert.Single(items.GetProperty("gone").EnumerateArray()).GetGuid()));
    }

    [Fact]
    public async Task A_long_list_comes_in_pages_that_end_where_a_change_does()
    {
        await Found(teo);
        for (var revision = 2; revision < 14; revision++)
            Assert.Equal(HttpStatusCode.NoContent, await Change(teo, revision - 1, [.. Enumerable.Range(0, 180).Select(_ => Put(Guid.NewGuid(), revision))]));
        var (seen, since, pages) = (0, (long?)0, 0);
        for (; since is not null; pages++)
        {
            var page = await teo.GetFromJsonAsync<JsonElement>($"/vault/items?vault={vault}&since={since}");
            seen += page.GetProperty("items").GetArrayLength();
            since = page.GetProperty("next").ValueKind == JsonValueKind.Null ? null : page.GetProperty("next").GetInt64();
        }

        Assert.Equal((2160, 2), (seen, pages));
    }

    [Fact]
    public async Task The_server_holds_no_column_that_could_say_whom_a_note_is_about_or_when_it_was_written()
    {
        var columns = new List<string>();
        await using var command = host.Database.Owner.CreateCommand("select table_name || '.' || column_name || ' ' || data_type from information_schema.columns where table_name like 'vault%' and table_schema = 'public'");
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            columns.Add(rows.GetString(0));
        Assert.DoesNotContain(columns, column => column.Contains("time", StringComparison.Ordinal) || column.Contains("series", StringComparison.Ordinal) || column.EndsWith(" text", StringComparison.Ordinal) && !column.Contains("kind", StringComparison.Ordinal) && !column.Contains("credential", StringComparison.Ordinal));
        Assert.Equal(
            ["blob", "day_updated", "delete_after_day", "epoch", "hash_of_expired", "id", "revision", "size_class", "vault_id", "wrapped_key"],
            columns.Where(column => column.StartsWith("vault_item.", StringComparison.Ordinal)).Select(column => column.Split('.', ' ')[1]).Order(StringComparer.Ordinal));
    }

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        cast = await Cast.In(host);
        teo = await cast.Browser(host, cast.Teo);
    }

    public ValueTask DisposeAsync()
    {
        teo.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Forget(TimeSpan later)
    {
        await using var db = JobsDb.Open(host.Database.Jobs);
        await new ForgetVaults(db, new Fakes.FixedClock(new DateTimeOffset(2026, 3, 19, 9, 0, 0, TimeSpan.Zero) + later)).Run(default);
    }

    private Task<HttpStatusCode> Found(HttpClient browser, Guid? id = null) =>
        Send(browser, "/vault/foundings", new { id = id ?? vault, wraps = new[] { Wrap("passphrase", memory: 65536), Wrap("recovery") }, manifest = new byte[32] });

    private Task<HttpStatusCode> Change(HttpClient browser, long revision, object[] puts, Guid[]? deletes = null, object[]? wraps = null, int? epoch = null, byte[]? link = null, bool isSettled = false) =>
        Send(browser, "/vault/changes", new { vault, puts, deletes = deletes ?? [], manifest = new byte[32], wraps, epoch, link, isSettled }, $"\"{revision}\"");

    private Task<HttpStatusCode> Retire(HttpClient browser) => Send(browser, "/vault/retirements", new { vault });

    private static async Task<HttpStatusCode> Send(HttpClient browser, string address, object body, string? match = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Accept.ParseAdd("application/json");
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        using var answer = await browser.SendAsync(request);
        return answer.StatusCode;
    }

    private Task<JsonElement> Items() => teo.GetFromJsonAsync<JsonElement>($"/vault/items?vault={vault}&since=0");

    private static object Put(Guid id, int revision, int size = 256, byte fill = 0, string? deleteAfter = null) => new { id, key = Key(revision), blob = Note(revision, size, fill), deleteAfter };

    private static byte[] Key(int revision, int epoch = 1) => Bytes('K', revision, 32, 1, epoch);

    private static byte[] Note(int revision, int size, byte fill) => Bytes('N', revision, size, fill);

    private static byte[] Bytes(char letter, int revision, int plain, byte fill, int epoch = 1)
    {
        var bytes = new byte[plain + 42];
        Array.Fill(bytes, fill);
        (bytes[0], bytes[1]) = (1, (byte)letter);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), (uint)epoch);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(6), (ulong)revision);
        return bytes;
    }

    private static object Wrap(string kind, int memory = 0, int epoch = 1) => new
    {
        id = Guid.NewGuid(), kind, epoch, memory, passes = memory > 0 ? 3 : 0, lanes = memory > 0 ? 1 : 0, salt = new byte[16], credential = "", blob = new byte[60], commit = new byte[32],
    };
}
