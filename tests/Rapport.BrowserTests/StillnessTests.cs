using Microsoft.Playwright;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;
using static Rapport.BrowserTests.MeetingScene;

namespace Rapport.BrowserTests;

/// <summary>What the other person types moves nothing that this one reads or writes, in any picture that they see.</summary>
public sealed class StillnessTests(Browser browser, Cluster cluster)
{
    private const string Added = "Above one\nAbove two, which is long enough to be broken into rows: " + Words + "\nAbove three\n";
    private const string Words = "Friday evening is when it hurts, and nobody asks, and so it goes on every week until somebody says so aloud in this meeting, as now.";
    private static readonly string Long = string.Join('\n', Enumerable.Range(1, 60).Select(line => line % 7 == 0 ? $"Line {line} {Words}" : $"Line {line}"));

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Phone)]
    public async Task Whoever_only_reads_further_down_in_a_text_keeps_their_line_while_the_other_writes_above_it(Sight sight)
    {
        await using var scene = await MeetingScene.Talking(browser, cluster, sight);
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.InsertTextAsync(Long);
        await Expect(Editor(scene.Hanna)).ToContainTextAsync("Line 3");
        var scroller = scene.Hanna.Page.Locator(".live-text .cm-scroller");
        await scroller.EvaluateAsync("scroller => { scroller.scrollTop = 900; }");
        var (words, _) = await FirstSeen(scene.Hanna);
        await Watch(scene.Hanna.Page.Locator(".live-text .cm-line", new() { HasTextString = words }).First);

        await scene.Teo.Page.Keyboard.PressAsync("Control+Home");
        await scene.Teo.Page.Keyboard.TypeAsync(Added);
        await IsSaved(scene.Teo);
        await scene.Hanna.Page.WaitForFunctionAsync("() => document.querySelector('.live-text').shadowRoot.querySelector('.cm-scroller').scrollTop > 950");

        Assert.Equal(0, await Moved(scene.Hanna));
        Assert.Equal(words, (await FirstSeen(scene.Hanna)).Words);
    }

    [Theory]
    [InlineData(Sight.Light)]
    [InlineData(Sight.Phone)]
    public async Task Whoever_reads_below_a_text_keeps_their_place_while_the_other_opens_it_and_writes_in_it(Sight sight)
    {
        await using var scene = await MeetingScene.Talking(browser, cluster, sight);
        await scene.Hanna.Page.SetViewportSizeAsync(sight == Sight.Light ? 1440 : 390, 500);
        var below = scene.Hanna.Page.GetByRole(AriaRole.Heading, new() { Name = "Before you part" });
        await below.EvaluateAsync("heading => heading.scrollIntoView({ block: 'center' })");
        await Watch(below);

        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("First.\n");
        await scene.Teo.Page.Keyboard.InsertTextAsync(Long);
        await scene.Teo.Page.Keyboard.TypeAsync("\nAnd last.");
        await IsSaved(scene.Teo);
        await scene.Hanna.Page.WaitForFunctionAsync("() => document.querySelector('.notes .live-text')?.shadowRoot.querySelector('.cm-scroller').scrollHeight > 1000");
        Assert.Equal(0, await Moved(scene.Hanna));
    }

    [Fact]
    public async Task Whoever_reads_beside_a_text_that_stands_rendered_keeps_their_place_while_the_other_opens_it_again()
    {
        await using var scene = await MeetingScene.Talking(browser, cluster);
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.InsertTextAsync($"# What hurts\n\n- {Words}\n- {Words}\n\n> {Words}\n\n{string.Join("\n\n", Enumerable.Range(1, 12).Select(at => $"{at}. {Words}"))}");
        await IsSaved(scene.Teo);
        await scene.Teo.Page.Keyboard.PressAsync("Escape");
        await Expect(scene.Teo.Page.Locator(".notes .rendered")).ToBeVisibleAsync();
        await scene.Hanna.Page.ReloadAsync();
        await Expect(scene.Hanna.Page.Locator(".notes .rendered")).ToBeVisibleAsync();
        await Watch(scene.Hanna.Page.Locator("#promise-form"));

        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.PressAsync("Control+Home");
        await scene.Teo.Page.Keyboard.TypeAsync("Once more:\n");
        await Expect(Editor(scene.Hanna)).ToContainTextAsync("Once more:");
        Assert.Equal(0, await Moved(scene.Hanna));
    }

    [Fact]
    public async Task Whoever_writes_in_one_text_keeps_their_line_while_the_other_writes_in_the_text_above()
    {
        await using var scene = await MeetingScene.Talking(browser, cluster);
        await Write(scene.Teo);
        await scene.Teo.Page.Keyboard.TypeAsync("First.\n");
        await Expect(Editor(scene.Hanna)).ToContainTextAsync("First.");
        await Write(scene.Hanna, "Last words");
        await scene.Hanna.Page.Keyboard.TypeAsync("Mine\nand mine");
        await Watch(scene.Hanna.Page.Locator("#last-words .cm-line").Last);
        await scene.Teo.Page.Keyboard.InsertTextAsync(Long);
        await IsSaved(scene.Teo);
        await scene.Hanna.Page.WaitForFunctionAsync("() => document.querySelector('.notes .live-text')?.shadowRoot.querySelector('.cm-scroller').scrollHeight > 1000");
        await scene.Hanna.Page.Keyboard.TypeAsync("!");
        Assert.Equal(0, await Moved(scene.Hanna));
        await Expect(Editor(scene.Hanna, "Last words").Locator(".cm-line").Last).ToHaveTextAsync("and mine!");
    }

    /// <summary>Looks after every picture that is painted how far the element has moved from where it stands now.</summary>
    private static Task Watch(ILocator element) => element.EvaluateAsync(
        """
        element => {
          const [root, words, first] = [element.getRootNode(), element.textContent, element.getBoundingClientRect().top];
          const find = () => element.isConnected ? element : element = [...root.querySelectorAll(".cm-line")].find(line => line.textContent === words) ?? element;
          window.moved = 0;
          const look = () => requestAnimationFrame(() => setTimeout(() => {
            window.moved = Math.max(window.moved, Math.abs(find().getBoundingClientRect().top - first));
            look();
          }));
          look();
        }
        """);

    /// <summary>How far it has moved in the worst of them, up to the next.</summary>
    private static Task<double> Moved(Window window) => window.Page.EvaluateAsync<double>(
        "() => new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => seen(window.moved), 50))))");

    /// <summary>The first line of the notes that is wholly seen.</summary>
    private static async Task<(string Words, double Top)> FirstSeen(Window window)
    {
        var seen = await window.Page.WaitForFunctionAsync(
            """
            () => {
              const root = document.querySelector(".notes .live-text").shadowRoot;
              const top = root.querySelector(".cm-scroller").getBoundingClientRect().top;
              const line = [...root.querySelectorAll(".cm-line")].find(line => line.getBoundingClientRect().top >= top && /^Line \d+$/.test(line.textContent));
              return line ? { words: line.textContent, top: line.getBoundingClientRect().top } : null;
            }
            """);
        var found = await seen.JsonValueAsync<Seen>();
        return (found.Words, found.Top);
    }

    private sealed record Seen(string Words, double Top)
    {
        public Seen()
            : this("", 0)
        {
        }
    }
}
