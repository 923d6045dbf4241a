using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Features.Audit;
using Rapport.Features.Backup;
using Rapport.Features.Demo;
using Rapport.Features.Meetings;
using Rapport.Features.Outbox;
using Rapport.Hosting;
using Rapport.Integrations;
using Rapport.Integrations.Chat;

namespace Rapport.Tests.Backup;

/// <summary>An archive gives back all of an installation, or nothing.</summary>
public sealed class BackupTests(BackupTests.Backed backed, Cluster cluster) : IClassFixture<BackupTests.Backed>
{
    [Fact]
    public async Task What_was_backed_up_is_restored_row_for_row_but_for_sessions_and_what_was_typed_letter_by_letter()
    {
        await using var copy = await Copy();
        await new Restore(backed.Archive, backed.Key).Run(copy.Database.Ways, CancellationToken.None);

        foreach (var table in await Strings(backed.Database, "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"))
        {
            var rows = await Strings(copy.Database, $"select t::text from {table} t order by 1");
            if (table is "account_session" or "signing_key" or "text_change" or "outgoing_message" or "outgoing_content")
                Assert.Empty(rows);
            else if (table is "audit_event")
                Assert.Equal(await Strings(backed.Database, "select t::text from audit_event t where kind <> 'BackedUp'"), rows);
            else if (table is not ("schema_migration" or "audit_chain"))
                Assert.Equal(await Strings(backed.Database, $"select t::text from {table} t order by 1"), rows);
        }

        // That the archive was made came into the log after it; what is restored is whole in itself.
        Assert.Equal((1, 1), ((await VerifyAudit.Run(copy.Database.Ways, "", CancellationToken.None)).First, (await VerifyAudit.Run(copy.Database.Ways, "", CancellationToken.None)).Entries));
        Assert.Equal(2, (await VerifyAudit.Run(backed.Database.Ways, "", CancellationToken.None)).Entries);
        Assert.NotEmpty(await Strings(backed.Database, "select change from text_change"));
        Assert.NotEmpty(await Strings(backed.Database, "select content from signing_key"));
        // What was on its way when the backup was made has arrived by now, or somebody knows that it has not.
        Assert.NotEmpty(await Strings(backed.Database, "select text from outgoing_content"));
        Assert.NotEmpty(await Strings(copy.Database, "select name from chat_channel"));
        Assert.NotEmpty(await Strings(copy.Database, "select key from outgoing_secret"));
        Assert.NotEmpty(await Strings(copy.Database, "select promise from open_loop"));
    }

    [Fact]
    public void An_archive_shows_nothing_of_what_is_in_it_and_is_for_its_owner_only()
    {
        var bytes = File.ReadAllBytes(backed.Archive);
        Assert.Equal(-1, bytes.AsSpan().IndexOf("halden"u8));
        Assert.Equal(-1, bytes.AsSpan().IndexOf("open_loop"u8));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backed.Archive));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(64)]
    [InlineData(70_000)]
    [InlineData(140_000)]
    [InlineData(-17)]
    [InlineData(-1)]
    public async Task A_single_changed_bit_is_refused_before_anything_is_touched(int at)
    {
        var bytes = await File.ReadAllBytesAsync(backed.Archive);
        bytes[at < 0 ? bytes.Length + at : at] ^= 4;

        await Refused(bytes, backed.Key);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(64 + 30)]
    [InlineData(64 + 65_552)]
    [InlineData(64 + (2 * 65_552) + 5)]
    [InlineData(-1)]
    public async Task An_archive_that_ends_too_early_is_refused(int length)
    {
        var bytes = await File.ReadAllBytesAsync(backed.Archive);

        await Refused(bytes[..(length < 0 ? bytes.Length + length : length)], backed.Key);
    }

    [Fact]
    public async Task Something_behind_the_end_or_two_parts_exchanged_are_refused()
    {
        var bytes = await File.ReadAllBytesAsync(backed.Archive);
        await Refused([.. bytes, 0], backed.Key);

        var (first, second) = (bytes[64..(64 + 65_552)], bytes[(64 + 65_552)..(64 + (2 * 65_552))]);
        await Refused([.. bytes[..64], .. second, .. first, .. bytes[(64 + (2 * 65_552))..]], backed.Key);
    }

    [Fact]
    public async Task Another_key_opens_nothing_and_is_named()
    {
        var other = backed.NewKey();
        var refused = await Refused(await File.ReadAllBytesAsync(backed.Archive), other);

        Assert.Contains(other.Path, refused, StringComparison.Ordinal);
        Assert.Contains("--key", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_with_people_is_not_replaced()
    {
        await using var used = await Copy();
        await Strings(used.Database, "insert into person (id, name, email, time_zone, created_at) values (gen_random_uuid(), 'Ana', 'ana@example.org', 'UTC', now()) returning name");

        var refused = await Assert.ThrowsAsync<StartRefused>(() => new Restore(backed.Archive, backed.Key).Run(used.Database.Ways, CancellationToken.None));

        Assert.Contains("People use this installation", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["Ana"], await Strings(used.Database, "select name from person"));
    }

    [Fact]
    public async Task A_newer_schema_is_left_to_a_newer_program()
    {
        var contents = new SnapshotContents(Migrator.Newest + 1, DateTimeOffset.UnixEpoch, [], new Dictionary<string, long>());

        var refused = await Assert.ThrowsAsync<StartRefused>(() => SnapshotTarget.Prepare(backed.Database.Ways, contents, CancellationToken.None));

        Assert.Contains("newer Rapport", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_that_fails_on_the_way_leaves_nothing()
    {
        await using var copy = await Copy();
        await Strings(copy.Database, "alter table decision add constraint none check (false)");

        var refused = await Assert.ThrowsAsync<StartRefused>(() => new Restore(backed.Archive, backed.Key).Run(copy.Database.Ways, CancellationToken.None));

        Assert.Contains("does not fit", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Strings(copy.Database, "select name from person"));
        Assert.NotEmpty(await Strings(copy.Database, "select name from role_guide"));
    }

    [Fact]
    public async Task While_people_write_no_half_of_a_change_is_in_it()
    {
        await using var busy = await Copy();
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            // The two tables are read at different moments of a backup, the first one late and the second one early.
            for (var number = 0; !enough.IsCancellationRequested; number++)
                await Strings(busy.Database, $"with one as (insert into team (id, name) values (gen_random_uuid(), '{number}')) insert into guess_budget (key, tokens, refilled_at) values ('{number}', 1, now())");
        });

        var counts = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            var archive = backed.Path("busy" + round);
            await new BackUp(busy.Database.Ways, backed.Key, TimeProvider.System).Run(archive, CancellationToken.None);
            await using var copy = await Copy();
            await new Restore(archive, backed.Key).Run(copy.Database.Ways, CancellationToken.None);
            var teams = await Strings(copy.Database, "select name::text from team order by 1");
            Assert.Equal(teams, await Strings(copy.Database, "select key from guess_budget order by 1"));
            counts.Add(teams.Count);
        }

        await enough.CancelAsync();
        await writing;
        Assert.True(counts[0] < counts[2], "Nothing was written meanwhile.");
    }

    [Fact]
    public async Task A_file_that_exists_is_not_overwritten_and_a_place_out_of_reach_is_said()
    {
        var refused = await Assert.ThrowsAsync<StartRefused>(() => new BackUp(backed.Database.Ways, backed.Key, TimeProvider.System).Run(backed.Archive, CancellationToken.None));
        Assert.Contains("exists already", refused.Message, StringComparison.Ordinal);

        refused = await Assert.ThrowsAsync<StartRefused>(() => new BackUp(backed.Database.Ways, backed.Key, TimeProvider.System).Run("/dev/null/archive", CancellationToken.None));
        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
    }

    private async Task<string> Refused(byte[] bytes, KeyFile key)
    {
        var path = backed.Path("changed");
        await File.WriteAllBytesAsync(path, bytes);
        var refused = await Assert.ThrowsAsync<StartRefused>(() => new Restore(path, key).Check(CancellationToken.None));
        return refused.Message;
    }

    private async Task<Scratch> Copy()
    {
        var database = new Database(cluster);
        await database.InitializeAsync();
        return new Scratch(database);
    }

    private static async Task<List<string>> Strings(Database database, string query)
    {
        await using var command = database.Owner.CreateCommand(query);
        await using var rows = await command.ExecuteReaderAsync();
        var read = new List<string>();
        while (await rows.ReadAsync())
            read.Add(rows.GetString(0));
        return read;
    }

    private sealed record Scratch(Database Database) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }

    /// <summary>The demo organisation, with one session, and an archive of it.</summary>
    public sealed class Backed(Cluster cluster) : IAsyncLifetime
    {
        private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");

        public Database Database { get; } = new(cluster);

        public KeyFile Key { get; private set; } = null!;

        public string Archive => Path("archive");

        public string Path(string name) => System.IO.Path.Combine(_place.FullName, name);

        public KeyFile NewKey()
        {
            var path = Path(Guid.NewGuid().ToString());
            File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return KeyFile.At(path);
        }

        public async ValueTask InitializeAsync()
        {
            await Database.InitializeAsync();
            Key = NewKey();
            await using (var db = Database.Db())
            {
                var passwords = new Passwords(new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })));
                await new DemoOrganisation(Database.Jobs, passwords, TimeProvider.System).Found(CancellationToken.None);
                db.Add(new AccountSession(await db.AtTheDoor().Accounts.Select(account => account.Id).FirstAsync(), "Firefox on Linux", "this machine", DateTimeOffset.UtcNow));
                var text = await db.Set<SharedText>().FirstAsync(text => text.Kind == SharedTextKind.Note);
                db.Add(new AuditEvent(AuditKind.RevisedPolicies, null, DateTimeOffset.UtcNow));
                var webhook = WebhookAddress.Of("https://hooks.example.com/services/x", []);
                var channel = new ChatChannel(ChatKind.Slack, "eng-leads", webhook, DateTimeOffset.UtcNow);
                db.AddRange(channel, new OutgoingSecret(channel.SecretKey, Host.Secrets.Seal(webhook.Full, channel.SecretKey)));
                db.Add(OutgoingChat.To(channel.Id, channel.Name, Message.About("Decisions"), new(MessageKind.SyncDecisions, "sync/1", DateTimeOffset.UtcNow)));
                text.Become(text.Text + " More", text.WrittenBy, DateTimeOffset.UtcNow);
                await db.SaveChangesAsync();
            }

            await using (var sign = Database.App.CreateCommand("insert into signing_key (name, sealed_with, content) values ('key', 'a key file', '<sealed />')"))
                await sign.ExecuteNonQueryAsync();
            await new BackUp(Database.Ways, Key, TimeProvider.System).Run(Archive, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await Database.DisposeAsync();
            _place.Delete(recursive: true);
        }
    }
}
