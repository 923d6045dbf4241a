using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.People;
using Rapport.Kernel;
using Rapport.Tests;
using Rapport.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Rapport.BrowserTests.Hostile;

/// <summary>
/// Whatever somebody types stays text. Every hostile text is typed into every field of every form and of every address, in a
/// real browser; every page is opened afterwards, and nothing runs, leaves, asks elsewhere, or becomes an element.
/// </summary>
public sealed class HostileTextsTests(Browser browser, HostileServer server) : IClassFixture<HostileServer>, IAsyncLifetime
{
    private const float Long = 30_000;
    private const string InASync = "tried in SyncHostileTests";

    /// <summary>Fields of text that no form of a page lets anybody type in, with where they are tried instead.</summary>
    private static readonly Dictionary<string, string> NotTyped = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Password"] = "no page shows it",
        ["Credential"] = "the browser says it",
        ["passkey"] = "an id",
        ["theme"] = "one of three words",
        ["back"] = "one word",
        ["Carried"] = "an import, which is tried",
        ["Seen"] = "a fingerprint",
        ["ReturnUrl"] = "tried in addresses",
        ["From"] = "tried in addresses",
        ["Slot"] = "tried in addresses",
        ["Input.Role"] = "one of a list",
        ["Input.Zone"] = "one of a list",
        ["Zone"] = "one of a list",
        ["Report.Skipped"] = "one of a list",
        ["Manager.Skipped"] = "one of a list",
        ["Q"] = "tried in addresses",
        ["Team"] = "tried in addresses",
        ["line"] = "tried in the meeting",
        ["Words"] = "tried in addresses",
        ["mailingList"] = "an address",
        ["Input.Webhook"] = "an address",
        ["webhook"] = "an address",
        ["Input.Password"] = "no page shows it",
        ["why"] = InASync,
        ["condition"] = InASync,
        ["low"] = InASync,
        ["high"] = InASync,
        ["summary"] = InASync,
        ["mitigation"] = InASync,
        ["because"] = InASync,
        ["quarter"] = InASync,
        ["target"] = InASync,
        ["actual"] = InASync,
        ["blockers"] = InASync,
        ["changed"] = InASync,
        ["role"] = InASync,
        ["backfillOf"] = InASync,
        ["needed"] = InASync,
        ["answer"] = InASync,
        ["question"] = InASync,
        ["reason"] = InASync,
        ["unit"] = InASync,
        ["promise"] = InASync,
    };

    /// <summary>Where Markdown is kept, which pages render, and what nobody typed.</summary>
    private static readonly HashSet<string> NotShownAsTyped = new(StringComparer.Ordinal)
    {
        "agenda_point.details", "agenda_template.text", "shared_text.text", "text_change.change",
    };

    private HostileScene scene = null!;

    [Fact]
    public void They_are_many_and_each_fits_into_a_field()
    {
        Assert.True(HostileTexts.All.Count >= 120);
        Assert.Equal(HostileTexts.All.Count, HostileTexts.All.Distinct(StringComparer.Ordinal).Count());
        Assert.All(HostileTexts.All, text => TypedText.RefuseUnreadable(text));
        Assert.All(HostileTexts.All, text => Assert.True(text.Length <= Person.LongestName, text));
    }

    [Theory]
    [InlineData("unescaped", "policy: script-src")]
    [InlineData("unescaped", "policy: img-src")]
    [InlineData("unescaped", "id=pwned")]
    [InlineData("unescaped=bare", "pwned(20)")]
    [InlineData("unescaped=bare", "/125")]
    [InlineData("unescaped=bare", "onerror=")]
    public async Task A_page_that_forgot_to_write_text_as_text_would_be_noticed(string how, string noticed)
    {
        var person = new Person("<img src=x onerror=pwned(20)><img src=//pwned.example/125><b id=pwned>", $"{Guid.NewGuid()}@example.org", "UTC", DateTimeOffset.UtcNow);
        await using (var db = server.Cast.Db())
        {
            db.Add(person);
            await db.SaveChangesAsync();
        }

        await using var window = await server.Open(browser, server.Cast.Robin);
        var wire = await Tripwire.On(window, server.Address);
        await wire.Visit($"/people/{person.Id}");
        Assert.Empty(wire.Fired);
        await wire.Visit($"/people/{person.Id}?{how}");
        Assert.Contains(wire.Fired, fired => fired.Contains(noticed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Typed_everywhere_they_are_shown_as_they_were_typed_and_nothing_happens()
    {
        var told = new List<JsonElement>();
        foreach (var who in scene.Actors)
            told.Add(await Type(who, [.. told.SelectMany(one => Strings(one, "keys"))]));
        Assert.Empty(told.SelectMany(one => Strings(one, "wrong")).Distinct());
        AssertNoFieldWasForgotten([.. told.SelectMany(one => Strings(one, "fields"))]);

        await scene.AddWhatHasNoForm();
        var (read, opened) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var who in scene.Actors)
            read.AddRange(await Visit(who, opened));
        await AssertShownAsTyped(string.Join('\n', read));
    }

    [Fact]
    public async Task Imported_from_a_table_they_are_names_and_teams_and_problems()
    {
        await using var window = await server.Open(browser, server.Cast.Robin);
        var wire = await Tripwire.On(window, server.Address);
        var (names, teams) = (HostileTexts.Gathered(Person.LongestName), HostileTexts.Gathered(Team.LongestName));
        foreach (var isFit in new[] { false, true })
        {
            var rows = names.Select((name, at) => (string[])[name, isFit ? $"{Guid.NewGuid()}@example.org" : teams[at], isFit ? "" : name, teams[at], name, "", "", "UTC"]);
            await wire.Visit("/people/import");
            await window.Page.GetByLabel("Table of people").SetInputFilesAsync(new FilePayload
            {
                Name = "\"><img src=x onerror=pwned(1)>.csv", MimeType = "text/csv", Buffer = Csv.File([PeopleFile.ColumnNames, .. rows]),
            });
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Look at it first" }).ClickAsync();
            await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = isFit ? "New" : "To be mended first", Exact = true })).ToBeVisibleAsync(new() { Timeout = Long });
            await wire.Look("a table looked at");
        }

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Import all" }).ClickAsync();
        await Expect(window.Page.GetByText("Done: ")).ToBeVisibleAsync(new() { Timeout = Long });
        await wire.Look("a table imported");
        await wire.Visit("/people");
        await wire.Visit("/people/teams");
        Assert.Empty(wire.Fired);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Asked_for_in_addresses_they_are_words_that_nothing_has()
    {
        await using var window = await server.Open(browser, server.Cast.Robin);
        var wire = await Tripwire.On(window, server.Address);
        foreach (var (address, field) in scene.Asked(server.Parts))
        {
            foreach (var text in HostileTexts.Gathered(field == "Q" ? 200 : 1500))
                await wire.Visit($"{address}?{field}={Uri.EscapeDataString(text)}");
        }

        Assert.Empty(wire.Fired);
    }

    [Fact]
    public async Task Written_into_a_running_meeting_they_are_text_before_both()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        await using var teo = await server.Open(browser, server.Cast.Teo);
        var (hers, his) = (await Tripwire.On(hanna, server.Address), await Tripwire.On(teo, server.Address));
        foreach (var wire in new[] { hers, his })
            await wire.Visit($"/meetings/{scene.Meeting}");

        foreach (var text in HostileTexts.Gathered(700))
        {
            await Add(hanna, text);
            await hers.Look("writing");
            await his.Look("reading along");
            // Left, the text is read as the server renders it.
            await hanna.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).ClickAsync();
            await hers.Look("written");
        }

        foreach (var line in HostileTexts.All.Where(text => text[0] is '[' or '/'))
        {
            await Add(teo, line);
            await his.Look(line);
        }

        await hers.Visit($"/meetings/{scene.Meeting}");
        await hers.Visit($"/points/{scene.Points[0]}");
        Assert.Empty(hers.Fired.Concat(his.Fired));
        Assert.Empty(hanna.Complaints.Concat(teo.Complaints));
    }

    [Fact]
    public async Task Written_as_private_notes_they_are_text_to_their_author()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        var wire = await Tripwire.On(hanna, server.Address);
        await VaultTests.SetUp(hanna);
        foreach (var text in HostileTexts.Gathered(4000))
        {
            var before = await hanna.Page.Locator(".note-text").CountAsync();
            await hanna.Page.GetByLabel("New note").FillAsync(text);
            await Expect(hanna.Page.Locator(".note-box .saved").First).ToHaveTextAsync("Saved", new() { Timeout = Long });
            await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Next note" }).ClickAsync();
            await Expect(hanna.Page.Locator(".note-text")).ToHaveCountAsync(before + 1, new() { Timeout = Long });
            await wire.Look("a private note");
        }

        foreach (var text in HostileTexts.Gathered(300))
        {
            await hanna.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync(text);
            await wire.Look("a search in private notes");
        }

        Assert.Empty(wire.Fired);
        Assert.Empty(hanna.Complaints);
    }

    /// <summary>Beside a pair, beside a meeting and its point, as notes and as drafts, read in the panel, rewritten there, and shared.</summary>
    [Fact]
    public async Task Written_in_the_private_panel_they_are_text_there_and_once_they_are_shared()
    {
        await using var hanna = await server.Open(browser, server.Cast.Hanna);
        var wire = await Tripwire.On(hanna, server.Address);
        await VaultTests.SetUp(hanna);
        foreach (var address in new[] { $"/one-on-ones/{scene.Series}", $"/meetings/{scene.Meeting}" })
        {
            await wire.Visit(address);
            foreach (var text in HostileTexts.Gathered(2000))
            {
                await WriteBeside(hanna, text);
                await wire.Look($"a note beside {address}");
            }
        }

        await wire.Visit($"/one-on-ones/{scene.Series}");
        await hanna.Page.GetByLabel("A draft of a point").CheckAsync(new() { Timeout = Long });
        foreach (var text in HostileTexts.Gathered(250).Take(5))
        {
            await WriteBeside(hanna, text);
            await wire.Look("a draft of a point");
        }

        await hanna.Page.Locator(".panel .drafts").GetByRole(AriaRole.Button, new() { Name = "Edit" }).First.ClickAsync();
        await wire.Look("a draft being rewritten");
        var shared = await hanna.Page.Locator(".panel .drafts textarea").InputValueAsync();
        await hanna.Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(hanna.Page.Locator(".panel .drafts .note-text")).ToHaveCountAsync(5, new() { Timeout = Long });
        await hanna.Page.EvaluateAsync("() => document.activeElement.blur()");
        await hanna.Page.Keyboard.PressAsync("p");
        await Expect(hanna.Page.Locator(".panel .drafts .note-text")).ToHaveCountAsync(4, new() { Timeout = Long });
        await wire.Look("a draft that was shared");
        await using (var db = server.Database.Db())
        {
            var title = await db.Set<AgendaPoint>().OrderByDescending(point => point.RaisedAt).ThenByDescending(point => point.Id).Select(point => point.Title).FirstAsync();
            Assert.Equal(HostileTexts.Kept(shared.Split('\n')[0]), title);
            await wire.Visit($"/one-on-ones/{scene.Series}");
            Assert.Contains(wire.Read, text => text.Contains(title, StringComparison.Ordinal));
        }

        await wire.Visit("/private-notes");
        await Expect(hanna.Page.Locator(".note-text").First).ToBeVisibleAsync(new() { Timeout = Long });
        await wire.Look("the page of notes");
        Assert.Contains(wire.Read, text => text.Contains(HostileTexts.All[0], StringComparison.Ordinal));
        Assert.Empty(wire.Fired);
        Assert.Empty(hanna.Complaints);
    }

    private static async Task WriteBeside(Window window, string text)
    {
        await window.Page.GetByLabel("Private note", new() { Exact = true }).FillAsync(text, new() { Timeout = Long });
        await Expect(window.Page.Locator(".panel .note-box .saved").First).ToHaveTextAsync("Saved", new() { Timeout = Long });
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Next note" }).ClickAsync();
        // It stands below as it is read.
        await Expect(window.Page.Locator(".panel .note-text").First).ToBeVisibleAsync(new() { Timeout = Long });
        await Expect(window.Page.GetByLabel("Private note", new() { Exact = true })).ToHaveValueAsync("", new() { Timeout = Long });
    }

    public async ValueTask InitializeAsync() => scene = await HostileScene.In(server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Writes lines at the end of the notes, and waits until the server has them.</summary>
    private async Task Add(Window window, string text)
    {
        try
        {
            await MeetingScene.Write(window);
        }
        catch (PlaywrightException)
        {
            // The page read itself anew at that moment and the editor was gone: one clicks once more.
            await MeetingScene.Write(window);
        }

        await window.Page.Keyboard.PressAsync("Control+End");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Keyboard.InsertTextAsync(text);
        var patience = Stopwatch.StartNew();
        while (true)
        {
            await using var db = server.Database.Db();
            if (await db.Set<SharedText>().AnyAsync(kept => kept.Kind == SharedTextKind.Note && kept.Text.Contains(text.Substring(text.Length - 10))))
                return;
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), $"The server never got {text}");
        }
    }

    private static IEnumerable<string> Strings(JsonElement told, string name) => told.GetProperty(name).EnumerateArray().Select(one => one.GetString()!);

    /// <summary>A field of text that somebody adds is typed in here, or says above why nobody types in it.</summary>
    private static void AssertNoFieldWasForgotten(HashSet<string> typed)
    {
        var fields = Served.Fields().Where(field => field.Type == typeof(string)).Select(field => field.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        typed = new(typed, StringComparer.OrdinalIgnoreCase);
        var forgotten = string.Join(", ", fields.Where(field => !typed.Contains(field) && !NotTyped.ContainsKey(field)));
        Assert.True(forgotten.Length == 0, $"Nobody typed into {forgotten}.");
    }

    /// <param name="done">The forms that somebody else has filled already.</param>
    private async Task<JsonElement> Type(Member who, string[] done)
    {
        await using var window = await server.OpenUnbound(browser, who);
        await Tripwire.Seat(window);
        await window.Page.GotoAsync("/account");
        var typing = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Rapport.BrowserTests", "Hostile", "type-everywhere.js"));
        // What has room for more has room for lines.
        var gathered = new[] { 100, 200, 300, 500, 1000, 2000, 4000 }.ToDictionary(size => $"{size}", size => HostileTexts.Gathered(size, size > 1000 ? '\n' : ' '));
        return await window.Page.EvaluateAsync<JsonElement>(typing, new { families = scene.Families(server.Parts, who), gathered, done });
    }

    /// <param name="opened">Pages of many of a kind that somebody has seen already: what is the same for everybody is looked at once.</param>
    private async Task<List<string>> Visit(Member who, HashSet<string> opened)
    {
        await using var window = await server.Open(browser, who);
        var wire = await Tripwire.On(window, server.Address);
        foreach (var addresses in await scene.Pages(server.Parts))
        {
            foreach (var (address, at) in addresses.Select((address, at) => (address, at)).Where(page => page.at < 2 || !opened.Contains(page.address)))
            {
                var status = await wire.Visit(address);
                if (status == 200)
                    opened.Add(address);
                else if (at > 1)
                    break;
            }
        }

        Assert.Empty(wire.Fired);
        Assert.DoesNotContain(window.Refusals, refusal => refusal.StartsWith('5'));
        return wire.Read;
    }

    /// <summary>Whatever column of the database holds one of the texts: a page shows it, letter by letter.</summary>
    private async Task AssertShownAsTyped(string read)
    {
        await using var columns = server.Database.Owner.CreateCommand(
            "select table_name, column_name from information_schema.columns where table_schema = 'public' and data_type in ('text', 'USER-DEFINED') and table_name in (select table_name from information_schema.tables where table_type = 'BASE TABLE')");
        var places = new List<(string Table, string Column)>();
        await using (var rows = await columns.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                places.Add((rows.GetString(0), rows.GetString(1)));
        }

        var (missing, found) = (new List<string>(), 0);
        foreach (var (table, column) in places.Where(place => !NotShownAsTyped.Contains($"{place.Table}.{place.Column}")))
        {
            await using var texts = server.Database.Owner.CreateCommand($"select distinct {column}::text from {table} where {column}::text like '%{HostileTexts.Mark}%'");
            await using var rows = await texts.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                found++;
                if (!read.Contains(rows.GetString(0), StringComparison.Ordinal))
                    missing.Add($"{table}.{column}: {rows.GetString(0)}");
            }
        }

        Assert.True(found > 300, $"Only {found} texts were stored.");
        Assert.True(missing.Count == 0, $"{missing.Count} of {found} texts are shown nowhere as they were typed:\n{string.Join('\n', missing.Take(40))}");
    }
}
