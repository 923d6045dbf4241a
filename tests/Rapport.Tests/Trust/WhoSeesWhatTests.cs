using System.Text.RegularExpressions;
using Rapport.Access;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Trust;
using Rapport.Tests.Access;

namespace Rapport.Tests.Trust;

public partial class WhoSeesWhatTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Address = "/who-sees-what";

    private Cast _cast = null!;

    [Fact]
    public async Task Everybody_reads_it_in_some_300_words_one_click_from_the_first_page()
    {
        using var priya = await _cast.Browser(host, _cast.Priya);
        Assert.Contains($"href=\"{Address}\"", await priya.GetStringAsync("/"), StringComparison.Ordinal);
        var page = await priya.GetStringAsync(Address);
        var words = InWords().Match(page).Groups["words"].Value;
        Assert.InRange(Forms.Text(words).Split(' ').Length, 250, 350);
        Assert.Contains("You have no one-on-ones yet", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_who_reads_what_and_a_former_manager_is_not_told_who_else_does()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await _cast.Pair(_cast.Ruth, _cast.Teo, SeriesKind.SkipLevel);
        await using (var db = _cast.Db())
        {
            var former = await PairThings.In(db, _cast.Omar, _cast.Teo, host.Clock.GetUtcNow().AddDays(-300), DateOnly.FromDateTime(host.Clock.GetUtcNow().AddDays(-90).UtcDateTime));
            await new CarryOverHistory(db, host.Clock).Run(former.Series.Id, _cast.Teo.Viewer, default);
        }

        await Reads(_cast.Teo, ["Read by you and Hanna Weiß", "Skip-level. Since", "Read by you and Ruth Adeyemi", "Read by you and Omar Haddad , and by Hanna Weiß , to whom you opened it"]);
        await Reads(_cast.Hanna, ["Read by you and Teo Marković", "Teo Marković opened it to you, to read"]);
        await Reads(_cast.Omar, ["Read by you and Teo Marković"], never: "Hanna");
        await Reads(_cast.Robin, ["You have no one-on-ones yet"], never: "Teo");
    }

    [Fact]
    public void The_table_in_words_is_the_access_table()
    {
        var says = WhoSeesWhatPage.Things.ToDictionary(thing => thing.Label, thing => string.Join(" | ", WhoSeesWhatPage.Readers.Select(reader => WhoSeesWhatPage.Word(thing, reader.Relation))), StringComparer.Ordinal);
        Assert.Equal("Yes | Yes | No | No | No", says["Points, notes, decisions and promises in them"]);
        Assert.Equal("Yes | Yes | One number over at least three pairs | No | No", says["Whether they are held"]);
        Assert.Equal("Yes | Yes | No | Only that | No", says["That you have one-on-ones, with whom, since when"]);
        Assert.Equal("Yes | No | No | No | No", says["Your private notes"]);
        Assert.Equal("Yes | No | No | Yes | No", says["When you signed in"]);
        Assert.All(WhoSeesWhatPage.Things.SelectMany(thing => thing.Rows), row => Assert.Contains(AccessTable.Parts, part => part.Rows.Contains(row)));
    }

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        _cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => new(host.Database.Empty());

    private async Task Reads(Member who, string[] lines, string never = "nobody of that name")
    {
        using var browser = await _cast.Browser(host, who);
        var page = Forms.Text(await browser.GetStringAsync(Address));
        Assert.All(lines, line => Assert.Contains(line, page, StringComparison.Ordinal));
        Assert.DoesNotContain(never, page, StringComparison.Ordinal);
    }

    [GeneratedRegex("<div class=\"prose section\" id=\"in-words\">(?<words>.*?)</div>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InWords();
}
