using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.People;

public class PeoplePagesTests(Host host) : IClassFixture<Host>
{
    private const string Hostile = "<script>alert(1)</script> \u202Eevil \u0627\u0644\u0639 👩‍💻";
    private static readonly DateOnly Today = Organisation.Today;

    [Fact]
    public async Task The_directory_shows_everybody_with_manager_and_local_time_within_six_statements()
    {
        var org = await Organisation.In(host.Database);
        using var browser = await org.Cast.Browser(host, org.Cast.Omar);
        using var counter = new StatementCounter(host.Database);
        var page = Forms.Text(await browser.GetStringAsync("/people"));

        Assert.InRange(counter.Count, 1, 6);
        Assert.Contains("6 people.", page, StringComparison.Ordinal);
        Assert.Contains("14:30 Kolkata Priya Raman", page, StringComparison.Ordinal);
        Assert.Contains("eports to Hanna Weiß", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Import", page, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_thousand_people_come_in_pages_and_the_chart_in_one_statement()
    {
        var org = await Organisation.In(host.Database);
        await using (var db = host.Database.Db())
        {
            var people = Enumerable.Range(0, 2000).Select(at => new Person($"Engineer {at:0000}", $"e{at}@example.org", "Europe/Paris", Organisation.Now)).ToList();
            db.AddRange(people);
            await db.SaveChangesAsync();
            db.AddRange(people.Skip(1).Select((person, at) => new ReportingLine(person.Id, people[at / 7].Id, new(2025, 1, 1))));
            await db.SaveChangesAsync();
        }

        using var browser = await org.Cast.Browser(host, org.Cast.Teo);
        using var counter = new StatementCounter(host.Database);
        var first = await browser.GetStringAsync("/people");
        Assert.InRange(counter.Count, 1, 6);
        Assert.Contains("2,006 people.", first, StringComparison.Ordinal);
        Assert.Contains("Page 1 of 41", first, StringComparison.Ordinal);
        Assert.Contains("Teo Marković", await browser.GetStringAsync("/people?at=41"), StringComparison.Ordinal);
        Assert.Contains("Page 41 of 41", await browser.GetStringAsync("/people?at=4000000"), StringComparison.Ordinal);
        Assert.Contains("Page 1 of 41", await browser.GetStringAsync("/people?at=-3"), StringComparison.Ordinal);

        counter.Reset();
        var chart = await browser.GetStringAsync("/people/chart");
        Assert.Equal(2, counter.Count);
        Assert.Contains("1,999 in all", chart, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chart_opens_the_way_to_whom_one_looks_for()
    {
        var org = await Organisation.In(host.Database);
        using var browser = await org.Cast.Browser(host, org.Cast.Omar);
        var page = await browser.GetStringAsync("/people/chart?q=teo");

        Assert.Contains($"href=\"#p-{org.Cast.Teo.Id}\"", page, StringComparison.Ordinal);
        Assert.Contains($"id=\"p-{org.Cast.Teo.Id}\" class=\"is-marked\"", page, StringComparison.Ordinal);
        Assert.Contains("2 reports", Forms.Text(page), StringComparison.Ordinal);
        Assert.Contains("Nobody answers to that.", await browser.GetStringAsync("/people/chart?q=zzz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_page_tells_each_what_is_theirs_to_know()
    {
        var org = await Organisation.In(host.Database);
        await org.Cast.Pair(org.Cast.Hanna, org.Cast.Teo);
        await using (var db = host.Database.Db())
        {
            (await db.Set<Person>().SingleAsync(person => person.Id == org.Cast.Teo.Id)).Describe("Engineer", "E3-secret", null, new(2026, 1, 12));
            await db.SaveChangesAsync();
        }

        await org.ChangeManager(org.Cast.Teo, org.Cast.Omar, new(2026, 5, 1));
        async Task<string> Seen(Member viewer)
        {
            using var browser = await org.Cast.Browser(host, viewer);
            using var counter = new StatementCounter(host.Database);
            var page = Forms.Text(await browser.GetStringAsync($"/people/{org.Cast.Teo.Id}"));
            Assert.InRange(counter.Count, 1, 6);
            return page;
        }

        var (own, manager, peer, administrator) = (await Seen(org.Cast.Teo), await Seen(org.Cast.Hanna), await Seen(org.Cast.Priya), await Seen(org.Cast.Robin));
        Assert.All([own, manager, administrator], page => Assert.Contains("E3-secret", page, StringComparison.Ordinal));
        Assert.All([own, manager, administrator], page => Assert.Contains("until 30 April 2026", page, StringComparison.Ordinal));
        Assert.Contains("until 11 April 2026", own, StringComparison.Ordinal);
        Assert.DoesNotContain("E3-secret", peer, StringComparison.Ordinal);
        Assert.DoesNotContain("2026", peer, StringComparison.Ordinal);
        Assert.Contains("Your one-on-one", manager, StringComparison.Ordinal);
        Assert.Contains("Start a one-on-one", await Seen(org.Cast.Ruth), StringComparison.Ordinal);
        Assert.DoesNotContain("one-on-one", peer, StringComparison.Ordinal);
        Assert.DoesNotContain("Direct", manager, StringComparison.Ordinal);
        Assert.Contains("Direct 1 January 2026", administrator, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leaving_that_lies_ahead_is_not_for_everybody_to_read()
    {
        var org = await Organisation.In(host.Database);
        await org.Leave(org.Cast.Teo, new(2026, 4, 30));
        using var peer = await org.Cast.Browser(host, org.Cast.Priya);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);

        Assert.DoesNotContain("April", Forms.Text(await peer.GetStringAsync($"/people/{org.Cast.Teo.Id}")), StringComparison.Ordinal);
        Assert.Contains("last day 30 April 2026", Forms.Text(await robin.GetStringAsync($"/people/{org.Cast.Teo.Id}")), StringComparison.Ordinal);
        using var taken = await robin.Submit($"/people/{org.Cast.Teo.Id}", "Take the leaving back");
        Assert.Equal("", Forms.Text(await taken.Content.ReadAsStringAsync()));
        Assert.Null((await org.Read(org.Cast.Teo)).LeftOn);
    }

    [Theory]
    [InlineData("details")]
    [InlineData("manager")]
    [InlineData("leaving")]
    public async Task Nobody_but_an_administrator_finds_the_pages_that_change_people(string page)
    {
        var org = await Organisation.In(host.Database);
        using var hanna = await org.Cast.Browser(host, org.Cast.Hanna);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        using var refused = await hanna.GetAsync($"/people/{org.Cast.Teo.Id}/{page}");
        using var missing = await robin.GetAsync($"/people/{Guid.NewGuid()}/{page}");
        using var there = await robin.GetAsync($"/people/{org.Cast.Teo.Id}/{page}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.OK), (refused.StatusCode, missing.StatusCode, there.StatusCode));
    }

    [Fact]
    public async Task An_administrator_adds_corrects_moves_and_sees_off_a_person()
    {
        var org = await Organisation.In(host.Database);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        using var added = await robin.Submit(
            "/people/new", "Add", ("Input.Name", "Nia Owusu"), ("Input.Email", "nia@example.org"), ("Input.Zone", "Africa/Accra"), ("Input.Manager", "Hanna Weiß"), ("Input.Team", "Payments"));
        var page = added.Headers.Location!.ToString();
        Assert.Contains("Reports to Hanna Weiß", Forms.Text(await robin.GetStringAsync(page)), StringComparison.Ordinal);

        using var corrected = await robin.Submit(page + "/details", "Save", ("Input.Title", "Staff engineer"), ("Input.Roles", "engineer"));
        Assert.Equal(HttpStatusCode.Redirect, corrected.StatusCode);
        Assert.Contains("Staff engineer · Payments", Forms.Text(await robin.GetStringAsync(page)), StringComparison.Ordinal);

        using var moved = await robin.Submit(page + "/manager", "Change", ("Manager", "teo@example.org"), ("From", "2026-03-19"));
        Assert.Contains("Reports to Teo Marković", Forms.Text(await robin.GetStringAsync(page)), StringComparison.Ordinal);

        using var nobody = await robin.Submit(page + "/manager", "Change", ("Manager", "Someone Else"), ("From", "2026-03-19"));
        Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);
        Assert.Contains("Nobody here is called “Someone Else”", Forms.Text(await nobody.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        using var left = await robin.Submit(page + "/leaving", "Record it", ("LastDay", "2026-03-18"));
        Assert.Contains("Nia left; the last day was Wed 18 March 2026.", Forms.Text(await robin.GetStringAsync(page)), StringComparison.Ordinal);
        Assert.DoesNotContain("Nia", await robin.GetStringAsync("/people"), StringComparison.Ordinal);
        Assert.Contains("Nia", await robin.GetStringAsync("/people?left=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_administrators_at_once_lose_no_words()
    {
        var org = await Organisation.In(host.Database);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        var page = $"/people/{org.Cast.Teo.Id}/details";
        var open = await robin.GetStringAsync(page);
        using var first = await robin.Submit(page, open, "Save", ("Input.Title", "First"));
        using var second = await robin.Submit(page, open, "Save", ("Input.Title", "Second"));

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("value=\"Second\"", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("First", (await org.Read(org.Cast.Teo)).Title);
    }

    [Fact]
    public async Task Hostile_names_stay_words_on_every_page()
    {
        var org = await Organisation.In(host.Database);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        using var added = await robin.Submit(
            "/people/new", "Add", ("Input.Name", Hostile), ("Input.Email", "x@example.org"), ("Input.Title", Hostile), ("Input.Team", "</title><img src=x onerror=alert(1)>"), ("Input.Manager", "hanna@example.org"));
        var page = added.Headers.Location!.ToString();
        foreach (var address in new[] { "/people", "/people/chart", "/people/teams", page, page + "/details", page + "/manager", page + "/leaving", $"/people?q={Uri.EscapeDataString(Hostile)}", "/people/chart?q=%00%25" })
        {
            using var answer = await robin.GetAsync(address);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} answers {answer.StatusCode}");
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        }

        using var unreadable = await robin.GetAsync("/people?team=a%00b");
        Assert.Equal(HttpStatusCode.BadRequest, unreadable.StatusCode);
        using var tooLong = await robin.Submit("/people/new", "Add", ("Input.Name", new string('x', 10_000)), ("Input.Email", "y@example.org"));
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
    }

    [Fact]
    public async Task A_table_is_looked_at_and_then_imported_as_it_was_seen()
    {
        var org = await Organisation.In(host.Database);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        var table = "Name;E-mail;Manager's e-mail;Team;Title;Level;Start date;Time zone\nNia Owusu;nia@example.org;hanna@example.org;Payments;;;2026-03-02;Africa/Accra\n";
        var preview = await Preview(robin, Encoding.UTF8.GetBytes(table));
        Assert.Contains("1 new.", Forms.Text(preview), StringComparison.Ordinal);

        using var done = await robin.Submit("/people/import", preview, "Import all");
        Assert.Equal("/people/import?new=1&changed=0", done.Headers.Location!.ToString());
        Assert.Contains("Nia Owusu", await robin.GetStringAsync("/people"), StringComparison.Ordinal);

        using var again = await robin.Submit("/people/import", preview, "Import all");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("The organisation has changed since you looked", Forms.Text(await again.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Contains("There is nothing to import", Forms.Text(await again.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_stand_first_and_offer_no_import()
    {
        var org = await Organisation.In(host.Database);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        var rows = string.Concat(Enumerable.Range(0, 3000).Select(at => $"Person {at},p{at}@x,nobody@x,,,,,UTC\n"));
        var page = await Preview(robin, Encoding.UTF8.GetBytes("Name,E-mail,Manager's e-mail,Team,Title,Level,Start date,Time zone\n" + rows));

        Assert.Contains("3,000 with a problem", page, StringComparison.Ordinal);
        Assert.Contains("and 2,800 more rows", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Import all", page, StringComparison.Ordinal);
        Assert.Contains("This is a workbook", await Preview(robin, "PK\u0003\u0004xxxx"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("Choose a file first", await Preview(robin, []), StringComparison.Ordinal);
        Assert.Contains("larger than 5 MB", await Preview(robin, new byte[6 * 1024 * 1024]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_form_carries_cannot_be_forged_into_harm()
    {
        var org = await Organisation.In(host.Database);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        var preview = await Preview(robin, "Name,E-mail,Manager's e-mail,Team,Title,Level,Start date,Time zone\nNia,nia@x,,,,,,UTC"u8.ToArray());
        foreach (var carried in new[] { "", "no base64!", "AAAA", Bomb() })
        {
            using var answer = await robin.Submit("/people/import", preview, "Import all", ("Carried", carried));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_export_is_an_import_that_changes_nothing()
    {
        var org = await Organisation.In(host.Database);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        using var hanna = await org.Cast.Browser(host, org.Cast.Hanna);
        using var answer = await robin.GetAsync("/people.csv");
        var file = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("6 as they are.", Forms.Text(await Preview(robin, file)), StringComparison.Ordinal);
        Assert.Contains("3 new.", Forms.Text(await Preview(robin, await robin.GetByteArrayAsync("/people/import/sample.csv"))), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await hanna.GetAsync("/people.csv")).StatusCode);
    }

    [Fact]
    public async Task Teams_are_listed_for_all_and_renamed_by_administrators()
    {
        var org = await Organisation.In(host.Database);
        using var robin = await org.Cast.Browser(host, org.Cast.Robin);
        using var hanna = await org.Cast.Browser(host, org.Cast.Hanna);
        using var added = await robin.Submit("/people/new", "Add", ("Input.Name", "Nia"), ("Input.Email", "nia@example.org"), ("Input.Team", "Payments"));
        using var renamed = await robin.Submit("/people/teams", "Rename", ("Name", "Money"));

        var seen = await hanna.GetStringAsync("/people/teams");
        Assert.Contains("Money", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Rename", seen, StringComparison.Ordinal);
    }

    private static async Task<string> Preview(HttpClient browser, byte[] table)
    {
        const string Mark = "name=\"form-token\" type=\"hidden\" value=\"";
        var page = await browser.GetStringAsync("/people/import");
        var at = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        var token = page[at..page.IndexOf('"', at)];
        using var file = new ByteArrayContent(table);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var form = new MultipartFormDataContent { { file, "Table", "people.csv" }, { new StringContent(token), "form-token" } };
        using var answer = await browser.PostAsync("/people/import?handler=Preview", form);
        return await answer.Content.ReadAsStringAsync();
    }

    private static string Bomb() => CarriedFile.Pack(new byte[200 * 1024 * 1024]);
}
