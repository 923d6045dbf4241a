using System.Text.Json;
using Microsoft.Playwright;
using Rapport.BrowserTests;
using Rapport.Tests;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Browser))]
// Scenes wait for browsers more than they reckon: three at once keep two cores busy.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Rapport.BrowserTests;

/// <summary>How a page is looked at.</summary>
public enum Sight
{
    Light,
    Dark,
    Phone,
    PhoneDark,
    Between,
    Zoomed,
}

/// <summary>One Chromium for the whole run, with a fresh profile; every scene gets a window of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    // Without the windows and menus that a whole Chromium draws for nobody, scenes take two thirds of the time.
    private const string Chromium = "/usr/bin/chromium-headless-shell";

    internal static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--font-render-hinting=none",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Flags, Headless = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.CloseAsync();
        _playwright?.Dispose();
    }

    /// <summary>A window without a past: own cookies, own storage.</summary>
    public async Task<Window> Open(Uri server, Sight sight = Sight.Light)
    {
        var (width, height, scale) = sight switch
        {
            Sight.Phone or Sight.PhoneDark => (390, 844, 2f),
            Sight.Between => (900, 1000, 1f),
            Sight.Zoomed => (720, 450, 2f),
            _ => (1440, 900, 1f),
        };
        var context = await _chromium!.NewContextAsync(new()
        {
            BaseURL = server.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            DeviceScaleFactor = scale,
            HasTouch = sight is Sight.Phone or Sight.PhoneDark,
            ColorScheme = sight is Sight.Dark or Sight.PhoneDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
        });
        return await Window.On(context);
    }
}

/// <summary>
/// A browser window and what it complained about: script errors, blocked resources and breaches of the content security
/// policy all reach the console.
/// </summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly List<string> _refusals = [];

    private Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                _refusals.Add($"{response.Status} {response.Request.Method} {new Uri(response.Url).AbsolutePath}");
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Every answer that was a refusal or an error, as "409 POST /meetings/…".</summary>
    public IReadOnlyList<string> Refusals => _refusals;

    public IBrowserContext Context => _context;

    public static async Task<Window> On(IBrowserContext context) => new(context, await context.NewPageAsync());

    public async Task<IResponse> Go(string address)
    {
        var response = await Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
        await Page.WaitForFunctionAsync("() => document.fonts.status === 'loaded'");
        return response!;
    }

    /// <summary>
    /// What axe finds on this page. It is put in by the debugger, which the content security policy does not bind, so the
    /// page is judged as it is served.
    /// </summary>
    public async Task<IReadOnlyList<string>> Axe()
    {
        var debugger = await _context.NewCDPSessionAsync(Page);
        try
        {
            await Evaluate(debugger, await AxeSource.Value + ";undefined");
            var found = await Evaluate(debugger,
                "axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.flatMap(rule => "
                + "rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`)))");
            return found.ValueKind is JsonValueKind.Array ? [.. found.EnumerateArray().Select(line => line.GetString()!)] : [];
        }
        finally
        {
            await debugger.DetachAsync();
        }
    }

    /// <summary>Keeps a picture of the whole page under artifacts/screens, for people to look at.</summary>
    public async Task Picture(string name, bool wholePage = true)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "screens");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = wholePage, Animations = ScreenshotAnimations.Disabled });
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private static readonly Lazy<Task<string>> AxeSource = new(() =>
        File.ReadAllTextAsync(Path.Combine(Repository.Root, "web", "node_modules", "axe-core", "axe.min.js")));

    private static async Task<JsonElement> Evaluate(ICDPSession debugger, string expression)
    {
        var answer = await debugger.SendAsync("Runtime.evaluate", new Dictionary<string, object>
        {
            ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true,
        }) ?? throw new InvalidOperationException("The debugger did not answer.");
        if (answer.TryGetProperty("exceptionDetails", out var problem))
            throw new InvalidOperationException(problem.ToString());
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }
}

/// <summary>Where the source stands, as seen from a built test.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Rapport.slnx")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
