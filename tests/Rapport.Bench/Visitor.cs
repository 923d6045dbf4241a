using System.Net;
using System.Text.RegularExpressions;

namespace Rapport.Bench;

/// <summary>Signs in through the form, as a browser does, and keeps the cookies.</summary>
public sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _client;
    private readonly Dictionary<string, string> _cookies = [];

    private Visitor(int port) =>
        _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri("http://localhost:" + port) };

    /// <summary>What the browser sends with each request.</summary>
    public string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public static async Task<Visitor> SignIn(int port, string email, string password)
    {
        var visitor = new Visitor(port);
        using var form = await visitor.Send(HttpMethod.Get, "/sign-in", null);
        var html = await form.Content.ReadAsStringAsync();
        var first = html[html.IndexOf("<form", StringComparison.Ordinal)..html.IndexOf("</form>", StringComparison.Ordinal)];
        var fields = Hidden().Matches(first).ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value));
        fields["Email"] = email;
        fields["Password"] = password;
        using var answer = await visitor.Send(HttpMethod.Post, "/sign-in", new FormUrlEncodedContent(fields));
        return answer.StatusCode == HttpStatusCode.Found
            ? visitor
            : throw new InvalidOperationException($"The sign-in form answered {(int)answer.StatusCode}.");
    }

    public async Task<HttpStatusCode> Status(string path)
    {
        using var answer = await Send(HttpMethod.Get, path, null);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode;
    }

    /// <summary>A page as it came.</summary>
    public async Task<string> Read(string path)
    {
        using var answer = await Send(HttpMethod.Get, path, null);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    /// <summary>What shows that a form is one of this page's.</summary>
    public static string TokenOf(string page) => WebUtility.HtmlDecode(Hidden().Matches(page).First(field => field.Groups["name"].Value == "form-token").Groups["value"].Value);

    public async Task<HttpStatusCode> Post(string path, params (string Name, string Value)[] fields)
    {
        using var answer = await Send(HttpMethod.Post, path, new FormUrlEncodedContent(fields.ToDictionary(field => field.Name, field => field.Value)));
        return answer.StatusCode;
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", Cookies);

        var answer = await _client.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0];
            _cookies[pair[..pair.IndexOf('=', StringComparison.Ordinal)]] = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        return answer;
    }

    [GeneratedRegex("""<input(?=[^>]*type="hidden")(?=[^>]*\sname="(?<name>[^"]*)")(?:(?=[^>]*\svalue="(?<value>[^"]*)"))?[^>]*>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
