using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Tests;

namespace Rapport.BrowserTests.Hostile;

/// <summary>
/// The whole server. A page that is asked for with <c>?unescaped</c> comes as if it forgot to write text as text, and with
/// <c>?unescaped=bare</c> without its content policy too: to see that whoever watches would notice.
/// </summary>
public sealed class HostileServer(Cluster cluster) : RunningServer(cluster)
{
    public Cast Cast { get; private set; } = null!;

    public IServiceProvider Parts => Services;

    public Task<Window> Open(Browser browser, Member who) => Open(browser, who.Account.Id, Sight.Light);

    /// <summary>A window of the same person that the content policy does not bind, for what the test itself does in it.</summary>
    public async Task<Window> OpenUnbound(Browser browser, Member who)
    {
        await using var bound = await Open(browser, who);
        var context = await bound.Context.Browser!.NewContextAsync(new() { BaseURL = Address.ToString(), BypassCSP = true });
        await context.AddCookiesAsync((await bound.Context.CookiesAsync()).Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, Secure = cookie.Secure, HttpOnly = cookie.HttpOnly,
        }));
        return await Window.On(context);
    }

    protected override async Task Fill() => Cast = await Cast.In(Database, DateTimeOffset.UtcNow);

    protected override void Prepare(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(new Forgetting());

    private sealed class Forgetting : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, go) =>
            {
                if (!context.Request.Query.TryGetValue("unescaped", out var how))
                {
                    await go();
                    return;
                }

                var sent = context.Response.Body;
                using var kept = new MemoryStream();
                context.Response.Body = kept;
                // What is registered first runs last, after the product has set its headers.
                context.Response.OnStarting(() =>
                {
                    if (how == "bare")
                        context.Response.Headers.Remove("Content-Security-Policy");
                    return Task.CompletedTask;
                });
                await go();
                context.Response.Body = sent;
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(WebUtility.HtmlDecode(Encoding.UTF8.GetString(kept.ToArray()))));
            });
            next(app);
        };
    }
}
