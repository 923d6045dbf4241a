using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Npgsql;
using Rapport.Data;
using Rapport.Features.Accounts;
using Rapport.Tests;
using Rapport.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests.Blind;

/// <summary>
/// The server is blind to private notes: a browser does with them all that one does, with marks in them that stand nowhere else;
/// then all that the real program and its database hold, wrote, sent or heard is searched. What somebody wrote for both people
/// is found in every one of those places, so that finding nothing means something. 100 notes always, 1,000 with RAPPORT_PROVE=1.
/// </summary>
public sealed class BlindServerTests(Browser browser) : IAsyncLifetime
{
    private const string Password = "seven quiet lanterns by the lake";
    private const float Long = 60_000;
    private static readonly int Notes = Proof.IsWanted ? 1000 : 100;

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("rapport-");
    private readonly string _text = Mark("Tq");
    private readonly string _tag = Mark("wz").ToLowerInvariant();
    private readonly string _shared = Mark("Ks");
    private readonly string _said = Mark("lg").ToLowerInvariant();
    private readonly List<string> _secrets = [];
    private ServerProcess _server = null!;
    private Recorder _recorder = null!;
    private Cast _cast = null!;
    private string _pair = null!;

    private string Data => At("data");

    private string Key => At($"{_said}.key");

    public async ValueTask InitializeAsync()
    {
        _place.UnixFileMode |= UnixFileMode.OtherExecute;
        Directory.CreateDirectory(At("temporary"));
        _server = new ServerProcess(ServerProcess.FreePort(), ["--data", Data, "--key-file", Key], environment: "Development", temporary: At("temporary"));
        await _server.Ready(seconds: 90);
        _recorder = await Recorder.Before(_server.Port);
        await using var source = NpgsqlDataSource.Create(Databases.Embedded(Path.Combine(Data, "socket")).Jobs);
        RapportDb Db() => new(new DbContextOptionsBuilder<RapportDb>().UseNpgsql(source).Options);
        _cast = await Cast.In(Db, DateTimeOffset.UtcNow);
        _pair = $"/one-on-ones/{(await _cast.Pair(_cast.Hanna, _cast.Teo)).Id}";
        await _cast.Pair(_cast.Hanna, _cast.Priya);
        await using var db = Db();
        _cast.Hanna.Account.PasswordHash = new PasswordHasher<Account>().HashPassword(_cast.Hanna.Account, Password);
        db.Update(_cast.Hanna.Account);
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _recorder.DisposeAsync();
        await _server.DisposeAsync();
        _place.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_that_the_server_holds_writes_sends_or_hears_has_a_word_of_a_private_note_or_what_opens_it()
    {
        var clock = Stopwatch.StartNew();
        await using var hanna = await Enter();
        await EverythingOneDoesWithPrivateNotes(hanna);
        await OneWritesForBoth(hanna);

        // The passphrase's neighbouring words are enough: no two are anywhere together by chance.
        string[] marks = [_text, _tag, .. new[] { _cast.Teo, _cast.Priya }.Select(member => $"\"about\":\"{member.Id}\""), .. _secrets];
        var sieve = new Sieve([.. marks, _shared, _said]);
        var media = new List<Medium>();
        var family = Media.Family(_server.Id);
        Assert.True(family.Count > 5, "The database's processes are missing.");
        media.Add(Media.Memory("memory of the server", [family[0]], sieve));
        media.Add(Media.Memory("memory of the database", family.Skip(1), sieve));
        await Run("backup", At("archive"), "--data", Data, "--key-file", Key);
        Assert.Equal(0, await _server.Stop("TERM"));
        await LeaveATrace(At("temporary"));
        var wal = Path.Combine(Data, "cluster", "pg_wal");
        media.Add(Media.Files("database", sieve, Media.Below(Data).Where(file => !file.StartsWith(wal, StringComparison.Ordinal))));
        media.Add(Media.Files("write-ahead log", sieve, Media.Below(wal)));
        media.Add(Media.Files("temporary files", sieve, Media.Below(At("temporary"))));
        media.Add(Of("log", Encoding.UTF8.GetBytes(_server.Output + _server.Errors), sieve));
        media.Add(Of("traffic", _recorder.Record, sieve));
        await Run("restore", At("archive"), "--data", At("restored"), "--key", Key, "--key-file", At("other.key"));
        media.Add(Media.Files("restored backup", sieve, Media.Below(At("restored"))));
        Assert.All(media, medium => Assert.True(medium.Found.Any(found => !marks.Contains(found.Mark)), $"The control was not found in the {medium.Name}, of {medium.Bytes:N0} bytes."));

        // Sealed, it shows not even what both read.
        var known = media.Sum(medium => medium.Found.Count(found => !marks.Contains(found.Mark)));
        media.Add(Media.Files("backup as it is", sieve, [At("archive")]));
        Assert.Empty(media[^1].Found);
        Assert.All(media, medium => Assert.True(
            !medium.Found.Any(found => marks.Contains(found.Mark)), $"{medium.Name}: {string.Join('\n', medium.Found.Where(found => marks.Contains(found.Mark)).Take(5))}"));
        Proof.Add(Figures(media, known, family.Count, clock.Elapsed));
    }

    private async Task EverythingOneDoesWithPrivateNotes(Window hanna)
    {
        var page = hanna.Page;
        var first = await VaultTests.SetUp(hanna);
        await Write(hanna);

        // Rewritten, which brings each to the top, found, erased.
        for (var time = 0; time < 3; time++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).Nth(time).ClickAsync();
            await page.GetByLabel("Note", new() { Exact = true }).FillAsync($"{_text} rewritten {time} #{_tag}r");
            await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
            await Expect(page.GetByLabel("Note", new() { Exact = true })).ToHaveCountAsync(0);
        }

        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync($"{_text} rewritten");
        await Expect(page.Locator(".note-text")).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync("");
        await page.GetByLabel("Tag", new() { Exact = true }).SelectOptionAsync($"{_tag}3");
        await Expect(page.Locator(".note-text").First).ToContainTextAsync($"#{_tag}3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase it for good" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Erase it for good" })).ToHaveCountAsync(0);

        // Taken along, and moved under new keys.
        await hanna.Go("/private-notes/keys");
        Assert.Contains($"{_text} rewritten 1", await VaultTests.Download(hanna, "Markdown"), StringComparison.Ordinal);
        Assert.Contains($"\"about\":\"{_cast.Teo.Id}\"", (await VaultTests.Download(hanna, "JSON")).Replace("\": \"", "\":\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(_text, await VaultTests.Download(hanna, "Encrypted copy"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change all keys" }).ClickAsync();
        await VaultTests.Prove(hanna, first.Passphrase);
        var second = await VaultTests.KeepSecrets(hanna, "Change all keys");
        await Expect(page.GetByText("Everything is under new keys.")).ToBeVisibleAsync(new() { Timeout = Long });

        // Locked and opened, with each of the new secrets.
        foreach (var secret in new[] { second.Passphrase, second.Code })
        {
            await hanna.Go("/private-notes");
            await page.GetByRole(AriaRole.Button, new() { Name = "Lock", Exact = true }).ClickAsync();
            await VaultTests.Open(hanna, secret);
            await Expect(page.Locator(".note-text").First).ToContainTextAsync(_text, new() { Timeout = Long });
        }

        foreach (var (passphrase, code) in new[] { first, second })
        {
            var words = passphrase.Split(' ');
            _secrets.AddRange([$"{words[0]} {words[1]}", $"{words[2]} {words[3]}", $"{words[4]} {words[5]}", code[..14], code[..14].Replace("-", "", StringComparison.Ordinal), code[^14..]]);
        }
    }

    private async Task Write(Window hanna)
    {
        var page = hanna.Page;
        var note = page.GetByLabel("New note");
        var about = page.GetByLabel("About").First;
        for (var number = 0; number < Notes; number++)
        {
            if (number % 25 == 0)
                await about.SelectOptionAsync((number / 25 % 2 == 0 ? _cast.Teo : _cast.Priya).Id.ToString());
            // Now and then a long one; shorter ones are of the smallest size.
            var more = number % 10 == 9 ? string.Concat(Enumerable.Repeat($"{_text} goes on. ", 60)) : "";
            await note.FillAsync($"{_text}{number} looks **tired** since August. {more}#{_tag}{number % 10}");
            await note.PressAsync("Control+Enter");
            await Expect(note).ToHaveValueAsync("", new() { Timeout = Long });
        }

        await Expect(page.GetByText($"{Notes} notes", new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>A private note and a draft beside the page of a pair, and then the control: a point that both read.</summary>
    private async Task OneWritesForBoth(Window hanna)
    {
        var page = hanna.Page;
        await hanna.Go(_pair);
        var note = page.GetByLabel("Private note", new() { Exact = true });
        await note.FillAsync($"{_text} beside the page #{_tag}p");
        await note.PressAsync("Control+Enter");
        await Expect(note).ToHaveValueAsync("", new() { Timeout = Long });
        await page.GetByLabel("A draft of a point").CheckAsync();
        await note.FillAsync($"{_text} as a draft");
        await note.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your draft" })).ToBeVisibleAsync(new() { Timeout = Long });

        await page.GetByLabel("New point").FillAsync($"{_shared} is for both of us");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add point" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"{_shared} is for both of us" })).ToBeVisibleAsync(new() { Timeout = Long });
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your draft" })).ToBeVisibleAsync(new() { Timeout = Long });
    }

    private async Task<Window> Enter()
    {
        var window = await browser.Open(_recorder.Address);
        await window.Go("/sign-in");
        await window.Page.GetByLabel("E-mail").FillAsync(_cast.Hanna.Person.Email!);
        await window.Page.GetByLabel("Password").FillAsync(Password);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await window.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        return window;
    }

    /// <summary>Nothing that anybody writes comes here by design, so that this search is shown to read it, something is put there, packed.</summary>
    private async Task LeaveATrace(string folder)
    {
        await using var packed = new GZipStream(File.Create(Path.Combine(folder, "trace")), CompressionLevel.Optimal);
        await packed.WriteAsync(Encoding.Unicode.GetBytes($"{new string('.', 5000)}{_said}"));
    }

    private static Medium Of(string name, byte[] bytes, Sieve sieve) => new(name, bytes.Length, sieve.Search(bytes));

    private static async Task Run(params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (said, trouble) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();
        Assert.True(program.ExitCode == 0, await said + await trouble);
    }

    private string Figures(List<Medium> media, int known, int processes, TimeSpan took)
    {
        var sizes = string.Join(", ", media.Select(medium => string.Create(CultureInfo.InvariantCulture, $"{medium.Name} {medium.Bytes / 1048576d:0.0} MB")));
        return string.Create(CultureInfo.InvariantCulture,
            $"the server is blind: {Notes:N0} private notes, 0 marks found; {sizes}; {processes} processes and {_recorder.Requests:N0} requests; the control found in each of {media.Count - 1} places, {known:N0} times, and not in the backup as it is; {took.TotalSeconds:0} s");
    }

    private string At(string name) => Path.Combine(_place.FullName, name);

    /// <summary>Letters that stand together nowhere else: without vowels they are no part of a word.</summary>
    private static string Mark(string begins) => begins + new string(Random.Shared.GetItems("bcdfghjkmnpqrstvxz".AsSpan(), 9));
}
