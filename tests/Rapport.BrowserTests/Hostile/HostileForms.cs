using System.Text.Json;
using Rapport.Tests;
using Rapport.Tests.House;

namespace Rapport.BrowserTests.Hostile;

/// <summary>In one-on-ones, their meetings, points and promises.</summary>
public sealed class HostileMeetingFormsTests(Browser browser, HostileServer server) : HostileForms(browser, server, HostileArea.Meetings);

/// <summary>About people, accounts, and how the installation is set up.</summary>
public sealed class HostilePeopleFormsTests(Browser browser, HostileServer server) : HostileForms(browser, server, HostileArea.People);

/// <summary>In a leadership sync, from its founding to its notes, and in the register.</summary>
public sealed class HostileSyncFormsTests(Browser browser, HostileServer server) : HostileForms(browser, server, HostileArea.Syncs);

/// <summary>
/// Whatever somebody types stays text. Every hostile text is typed into every field of every form of an area, in a real browser;
/// every page is opened afterwards, and nothing runs, leaves, asks elsewhere, or becomes an element.
/// </summary>
public abstract class HostileForms(Browser browser, HostileServer server, HostileArea area) : IClassFixture<HostileServer>, IAsyncLifetime
{
    private const int Least = 100;

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
        ["quarter"] = "one of a list",
        ["To"] = "one of a list",
        ["Words"] = "tried in addresses",
        ["mailingList"] = "an address",
        ["Input.Webhook"] = "an address",
        ["webhook"] = "an address",
        ["Input.Password"] = "no page shows it",
    };

    /// <summary>Where Markdown is kept, which pages render, and what nobody typed.</summary>
    private static readonly HashSet<string> NotShownAsTyped = new(StringComparer.Ordinal)
    {
        "agenda_point.details", "agenda_template.text", "shared_text.text", "text_change.change", "sync_note.text", "sync_record.content",
    };

    private HostileScene scene = null!;

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

    public async ValueTask InitializeAsync() => scene = await HostileScene.In(server, area);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<string> Strings(JsonElement told, string name) => told.GetProperty(name).EnumerateArray().Select(one => one.GetString()!);

    /// <summary>A field of text that somebody adds is typed in here, or says above why nobody types in it.</summary>
    private void AssertNoFieldWasForgotten(HashSet<string> typed)
    {
        typed = new(typed, StringComparer.OrdinalIgnoreCase);
        var fields = Served.By(server.Parts).Where(page => scene.IsOfArea(Served.Named(page.RoutePattern.RawText!))).Select(Served.Page).OfType<Type>().Distinct()
            .SelectMany(Served.Fields).Where(field => field.Type == typeof(string)).Select(field => field.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        Assert.NotEmpty(fields);
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
        var gathered = new[] { 20, 60, 100, 200, 300, 500, 1000, 2000, 4000 }.ToDictionary(size => $"{size}", size => HostileTexts.Gathered(size, size > 1000 ? '\n' : ' '));
        return await window.Page.EvaluateAsync<JsonElement>(typing, new { families = scene.Families(server.Parts, who), gathered, done });
    }

    /// <param name="opened">Pages of many of a kind, and of other areas, that somebody has seen already: what is the same for everybody is looked at once.</param>
    private async Task<List<string>> Visit(Member who, HashSet<string> opened)
    {
        await using var window = await server.Open(browser, who);
        var wire = await Tripwire.On(window, server.Address);
        foreach (var (isOfArea, addresses) in await scene.Pages(server.Parts))
        {
            foreach (var (address, at) in addresses.Select((address, at) => (address, at)).Where(page => (isOfArea && page.at < 2) || !opened.Contains(page.address)))
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

        Assert.True(found > Least, $"Only {found} texts were stored.");
        Assert.True(missing.Count == 0, $"{missing.Count} of {found} texts are shown nowhere as they were typed:\n{string.Join('\n', missing.Take(40))}");
    }
}
