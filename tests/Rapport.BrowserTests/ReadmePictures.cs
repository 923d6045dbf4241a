using Microsoft.Playwright;

namespace Rapport.BrowserTests;

/// <summary>
/// The pictures of the README: a manager's day, from Today into a meeting and out of it. They are kept where the
/// environment's RAPPORT_PICTURES says; otherwise the walk alone is the test.
/// </summary>
public sealed class ReadmePictures(Browser browser, DemoServer server) : IClassFixture<DemoServer>
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("RAPPORT_PICTURES");

    [Fact]
    public async Task A_managers_day()
    {
        await using var window = await server.Open(browser, "hanna");
        await window.Go("/");
        await Keep(window, "today");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Teo Adeyemi" }).First.ClickAsync();
        await window.Page.WaitForURLAsync("**/one-on-ones/**");
        await Keep(window, "series");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Start meeting" }).ClickAsync();
        await window.Page.WaitForURLAsync("**/meetings/**");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "I am the only one who can release" }).First.ClickAsync();
        var notes = window.Page.GetByRole(AriaRole.Textbox, new() { Name = "Notes" }).First;
        await notes.FillAsync("Friday evening is when it hurts. Nobody asks; it just lands, because everyone knows Teo will do it.\n\nWhat would be enough: one other person who has done it *alone*, twice, with Teo asleep.");
        await Assertions.Expect(window.Page.GetByText("Saved", new() { Exact = true }).First).ToBeVisibleAsync();
        await Keep(window, "meeting");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Close meeting" }).First.ClickAsync();
        await window.Page.WaitForURLAsync("**/closing**");
        await window.Page.GetByLabel("What will Teo").FillAsync("Get Callum through his first release alone");
        await window.Page.GetByLabel("What will you").FillAsync("Ask Ruth for two slower weeks, with the reason");
        await Keep(window, "closing");
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task In_the_dark_and_on_a_phone()
    {
        await using var dark = await server.Open(browser, "hanna", Sight.Dark);
        await dark.Go("/");
        await Keep(dark, "today-dark");
        await using var phone = await server.Open(browser, "teo", Sight.Phone);
        await phone.Go("/");
        await Keep(phone, "today-phone");
        Assert.Empty(dark.Complaints);
        Assert.Empty(phone.Complaints);
    }

    private static async Task Keep(Window window, string name)
    {
        if (Folder is null)
            return;
        Directory.CreateDirectory(Folder);
        await window.Page.EvaluateAsync("() => document.querySelector('[data-legend-hide]')?.click()");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
    }
}
