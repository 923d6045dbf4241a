using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.BrowserTests.Hostile;

/// <summary>
/// Watches a window for anything that somebody's text could make it do: run, ask another site, leave, open, speak, break the
/// content policy, or become an element that no page of ours has.
/// </summary>
internal sealed class Tripwire
{
    /// <summary>Put in by the debugger, before any script of a page and of every frame in it.</summary>
    private const string Wire =
        """
        (() => {
          const fired = [];
          Object.defineProperty(top === self ? window : top, "fired", { value: fired });
          Object.defineProperty(window, "pwned", { value: what => top.fired.push(`pwned(${what})`) });
          addEventListener("securitypolicyviolation", event => fired.push(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
        })()
        """;

    /// <summary>What a page says to a reader, what is typed in its fields, what fired, and what it must not have become.</summary>
    private const string Reading =
        """
        () => {
          const roots = [document];
          for (const root of roots) for (const element of root.querySelectorAll("*")) if (element.shadowRoot) roots.push(element.shadowRoot);
          const texts = roots.flatMap(root => [root.documentElement?.textContent ?? root.textContent, ...[...root.querySelectorAll("input, textarea")].map(field => field.value)]);
          return { texts: [...texts, document.title], fired: window.fired.splice(0), wrong: roots.flatMap(root => judge(root)) };
        }
        """;

    private static readonly Lazy<string> Judge = new(() => File.ReadAllText(Path.Combine(Repository.Root, "tests", "Rapport.BrowserTests", "Hostile", "judge.js")));

    private readonly Window _window;
    private readonly Uri _home;
    private readonly ConcurrentQueue<string> _seen = new();

    private Tripwire(Window window, Uri home)
    {
        (_window, _home) = (window, home);
        window.Context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(home.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:" + home, StringComparison.Ordinal))
                _seen.Enqueue($"asked for {request.Url}");
        };
        window.Context.Page += (_, page) => _seen.Enqueue($"opened {page.Url}");
        window.Page.Dialog += async (_, dialog) =>
        {
            _seen.Enqueue($"said {dialog.Message}");
            await dialog.DismissAsync();
        };
        window.Page.PageError += (_, error) => _seen.Enqueue($"broke: {error}");
    }

    /// <summary>Everything that happened since it was last asked.</summary>
    public List<string> Fired { get; } = [];

    /// <summary>Everything that could be read on the pages, and in their fields.</summary>
    public List<string> Read { get; } = [];

    public static async Task<Tripwire> On(Window window, Uri home)
    {
        await window.Context.AddInitScriptAsync(Wire);
        await window.Context.AddInitScriptAsync(Judge.Value);
        return new(window, home);
    }

    /// <summary>The judge alone, in a window that the test works in.</summary>
    public static Task Seat(Window window) => window.Context.AddInitScriptAsync(Judge.Value);

    /// <returns>How the server answered.</returns>
    public async Task<int> Visit(string address)
    {
        var answer = await _window.Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
        await Look(address);
        if (new Uri(_window.Page.Url).Authority != _home.Authority)
            Fired.Add($"{address}: went to {_window.Page.Url}");
        return answer?.Status ?? 0;
    }

    /// <summary>Looks at the page as it now is.</summary>
    public async Task Look(string where)
    {
        JsonElement found;
        try
        {
            found = await _window.Page.EvaluateAsync<JsonElement>(Reading);
        }
        catch (PlaywrightException left) when (left.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            Fired.Add($"{where}: left for elsewhere");
            return;
        }

        Read.AddRange(found.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!));
        Fired.AddRange(found.GetProperty("fired").EnumerateArray().Concat(found.GetProperty("wrong").EnumerateArray()).Select(what => $"{where}: {what.GetString()}"));
        while (_seen.TryDequeue(out var seen))
            Fired.Add($"{where}: {seen}");
    }
}
