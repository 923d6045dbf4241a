using Microsoft.Playwright;
using Rapport.Tests;
using static Microsoft.Playwright.Assertions;
using static Rapport.BrowserTests.MeetingScene;

namespace Rapport.BrowserTests;

/// <summary>What is marked in a text that both write is written over, and the page stays within its content policy.</summary>
public sealed class LiveWritingOverTests(Browser browser, Cluster cluster)
{
    private static readonly string[] Lines = ["**Strong** and plain words", "- a list, with `code` in it", "> somebody's words", "# A heading", "The last line"];

    [Theory]
    [InlineData("everything, with a letter")]
    [InlineData("everything, with a phone's keyboard")]
    [InlineData("everything, deleted by a phone's keyboard")]
    [InlineData("from the middle of one line to the middle of another")]
    [InlineData("everything, by composing")]
    public async Task Written_over_it_reads_as_it_was_typed_for_both_and_no_style_is_refused(string how)
    {
        await using var scene = await MeetingScene.Talking(browser, cluster);
        var teo = scene.Teo.Page;
        await teo.EvaluateAsync("() => { window.refused = []; addEventListener('securitypolicyviolation', event => window.refused.push(`${event.effectiveDirective} ${event.sample}`)); }");
        await Write(scene.Teo);
        await teo.Keyboard.InsertTextAsync(string.Join('\n', Lines));
        await Reads(scene.Hanna, Lines);
        if (how.StartsWith("from the middle", StringComparison.Ordinal))
        {
            await teo.Keyboard.PressAsync("Control+Home");
            for (var at = 0; at < 4; at++)
                await teo.Keyboard.PressAsync("ArrowRight");
            for (var at = 0; at < 3; at++)
                await teo.Keyboard.PressAsync("Shift+ArrowDown");
        }
        else
            await teo.Keyboard.PressAsync("Control+a");

        var debugger = await scene.Teo.Context.NewCDPSessionAsync(teo);
        string[] left = ["Anew"];
        switch (how)
        {
            case "everything, with a letter":
                await teo.Keyboard.TypeAsync("Anew");
                break;
            case "everything, with a phone's keyboard":
                await teo.Keyboard.InsertTextAsync("Anew");
                break;
            case "everything, deleted by a phone's keyboard":
                await debugger.SendAsync("Input.dispatchKeyEvent", new Dictionary<string, object> { ["type"] = "keyDown", ["key"] = "Unidentified", ["windowsVirtualKeyCode"] = 229, ["commands"] = new[] { "deleteBackward" } });
                await teo.Keyboard.InsertTextAsync("Anew");
                break;
            case "everything, by composing":
                await debugger.SendAsync("Input.imeSetComposition", new Dictionary<string, object> { ["text"] = "An", ["selectionStart"] = 2, ["selectionEnd"] = 2 });
                await debugger.SendAsync("Input.imeSetComposition", new Dictionary<string, object> { ["text"] = "Anew", ["selectionStart"] = 4, ["selectionEnd"] = 4 });
                await debugger.SendAsync("Input.insertText", new Dictionary<string, object> { ["text"] = "Anew" });
                break;
            default:
                await teo.Keyboard.TypeAsync("X");
                left = [];
                break;
        }

        if (left.Length > 0)
        {
            await Reads(scene.Teo, left);
            await Reads(scene.Hanna, left);
        }
        else
            await Expect(Editor(scene.Hanna).Locator(".cm-line")).ToHaveCountAsync(2);
        await IsSaved(scene.Teo);
        Assert.Empty(await teo.EvaluateAsync<string[]>("() => window.refused"));
        scene.NothingComplained();
    }
}
