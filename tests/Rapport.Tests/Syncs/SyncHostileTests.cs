using Rapport.Tests.Access;
using Rapport.Tests.House;

namespace Rapport.Tests.Syncs;

/// <summary>Whatever is typed into the fields of a sync stands on its pages as text.</summary>
public class SyncHostileTests(Host host) : IClassFixture<Host>
{
    // A figure's name has the least room.
    private const int Fits = 45;

    [Fact]
    public async Task Hostile_texts_in_every_field_are_written_as_text_on_every_page()
    {
        await host.Database.Empty();
        var cast = await Cast.In(host);
        using var browser = await cast.Browser(host, cast.Hanna, follow: true);
        var texts = HostileTexts.All.Where(text => text.Contains('<', StringComparison.Ordinal) && text.Length <= Fits).ToList();
        Assert.InRange(texts.Count, 20, int.MaxValue);
        foreach (var text in texts)
        {
            await using var db = cast.Db();
            var things = await SyncThings.In(db, cast.Hanna, cast.Ruth, cast.Teo, cast.Priya, cast.Omar, cast.Robin, host.Clock.GetUtcNow(), text);
            foreach (var page in new[] { $"/leadership-sync/{things.Sync.Id}", $"/leadership-sync/{things.Sync.Id}/settings", $"/leadership-sync/meetings/{things.Meeting.Id}", $"/leadership-sync/meetings/{things.Past.Id}", $"/register/{things.Risk.Id}" })
            {
                var shown = await browser.GetStringAsync(page);
                Assert.False(shown.Contains(text, StringComparison.OrdinalIgnoreCase), $"{page} writes {text} as it was typed.");
            }
        }

        foreach (var page in new[] { "/register", "/leadership-sync/decisions", "/leadership-sync" })
        {
            var shown = await browser.GetStringAsync(page);
            Assert.All(texts, text => Assert.DoesNotContain(text, shown, StringComparison.OrdinalIgnoreCase));
        }
    }
}
