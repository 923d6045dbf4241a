namespace Rapport.Tests;

/// <summary>A signed-in browser that sends form after form; when one of them has ended its session, it signs in again and sends the next.</summary>
/// <param name="open">Signs in.</param>
public sealed class Steady(Func<Task<HttpClient>> open) : IDisposable
{
    private HttpClient? browser;

    /// <summary>What its forms carry just now.</summary>
    public string Token { get; private set; } = "";

    public async Task<HttpResponseMessage> Post(string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var answer = await Once(address, fields);
        if (answer.Headers.Location?.ToString().Contains("/sign-in", StringComparison.Ordinal) != true)
            return answer;

        // Whether this form ended the session or one before it cannot be told, so it is sent from a new one too.
        answer.Dispose();
        Dispose();
        answer = await Once(address, fields);
        Dispose();
        return answer;
    }

    public void Dispose()
    {
        browser?.Dispose();
        browser = null;
    }

    private async Task<HttpResponseMessage> Once(string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        if (browser is null)
        {
            browser = await open();
            Token = await browser.FormToken();
        }

        return await browser.Ask(HttpMethod.Post, address, token: Token, fields: fields);
    }
}
