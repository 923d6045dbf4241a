using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rapport.Tests.Hosting;

/// <summary>
/// One of the two, with the meeting open: sends what the page and its island send, several things at once but one save of
/// a text after another, and sends again, with the same ids and versions, what was not answered.
/// </summary>
internal sealed partial class Typist : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client;
    private readonly Dictionary<string, string> _cookies = [];
    private readonly List<Hand> _hands = [];
    private readonly string _name;
    private string _token = "";

    private Typist(string name, int port)
    {
        _name = name;
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        _client = new HttpClient(handler) { BaseAddress = new Uri("http://localhost:" + port), Timeout = Patience };
    }

    /// <summary>What the browser sends with each request.</summary>
    public string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Comes in through the sign-in form and opens the meeting.</summary>
    /// <param name="point">The point under which both take notes.</param>
    public static async Task<Typist> Enter(Member who, string password, int port, Guid meeting, Guid point, Ledger ledger)
    {
        var typist = new Typist(who.Person.Name, port);
        await typist.ReadToken("/sign-in");
        using var inside = await typist.Send("/sign-in", [("Email", who.Person.Email!), ("Password", password), ("form-token", typist._token)]);
        Assert.Equal(HttpStatusCode.Found, inside!.StatusCode);

        await typist.ReadToken($"/meetings/{meeting}");
        typist._hands.AddRange(
        [
            new Writing(typist, ledger, meeting, "Note", point),
            new Writing(typist, ledger, meeting, "Concern", null),
            new Writing(typist, ledger, meeting, "ReportPromise", null),
            new Adding(typist, ledger, $"/meetings/{meeting}/points", "point", "newPoint", "title", [("kind", "Point")]),
            new Adding(typist, ledger, $"/meetings/{meeting}/promises", "promise", "newLoop", "promise",
                [("owner", who.Id.ToString()), ("promiseDue", DateTime.UtcNow.AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))]),
        ]);
        return typist;
    }

    /// <summary>Works on until told otherwise. What is unanswered then is the first thing the next time.</summary>
    public Task Work(Func<bool> goesOn) => Task.WhenAll(_hands.Select(hand => Task.Run(async () =>
    {
        while (goesOn())
        {
            if (!await hand.Send())
                await Task.Delay(50);
        }
    })));

    /// <summary>Sends until nothing is unanswered.</summary>
    public async Task Finish()
    {
        foreach (var hand in _hands)
        {
            for (var attempt = 0; hand.IsUnanswered; attempt++)
            {
                Assert.True(attempt < 100, "The server does not answer any more.");
                if (!await hand.Send())
                    await Task.Delay(50);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task ReadToken(string page)
    {
        using var answer = await Send(page, null);
        Assert.Equal(HttpStatusCode.OK, answer!.StatusCode);
        _token = Token().Match(await answer.Content.ReadAsStringAsync()).Groups["token"].Value;
    }

    /// <summary>Null when there was no answer that says what became of it.</summary>
    private async Task<HttpResponseMessage?> Send(string path, IEnumerable<(string Name, string Value)>? form, string accept = "text/html")
    {
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Add("Accept", accept);
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (form is not null)
            request.Content = new FormUrlEncodedContent(form.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)));

        try
        {
            var answer = await _client.SendAsync(request);
            if ((int)answer.StatusCode >= 500)
            {
                answer.Dispose();
                return null;
            }

            Keep(answer);
            return answer;
        }
        catch (Exception unanswered) when (unanswered is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    private void Keep(HttpResponseMessage answer)
    {
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (pair, at) = (cookie.Split(';')[0], cookie.IndexOf('=', StringComparison.Ordinal));
            lock (_cookies)
                _cookies[pair[..at]] = pair[(at + 1)..];
        }
    }

    [GeneratedRegex("""name="form-token"[^>]*\svalue="(?<token>[^"]+)"|value="(?<token>[^"]+)"[^>]*name="form-token" """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    /// <summary>Does one thing after the other.</summary>
    private abstract class Hand
    {
        public abstract bool IsUnanswered { get; }

        /// <summary>Sends what is unanswered, else something new. False: no answer.</summary>
        public abstract Task<bool> Send();
    }

    /// <summary>Adds points or promises.</summary>
    private sealed class Adding(
        Typist typist, Ledger ledger, string path, string what, string idField, string wordsField, (string Name, string Value)[] rest) : Hand
    {
        private (Guid Id, string Words)? _unanswered;
        private int _count;

        public override bool IsUnanswered => _unanswered is not null;

        public override async Task<bool> Send()
        {
            var (id, words) = _unanswered ??= (Guid.CreateVersion7(), $"{typist._name}, {what} {++_count}");
            ledger.Adds(words);
            using var answer = await typist.Send(path, [.. rest, (idField, id.ToString()), (wordsField, words), ("form-token", typist._token)]);
            if (answer is null)
                return false;

            if (answer.StatusCode == HttpStatusCode.Found)
                ledger.Added(words);
            else
                ledger.Refused(words, (int)answer.StatusCode);
            _unanswered = null;
            return true;
        }
    }

    /// <summary>Writes a text that the other one writes too, and whoever was slower writes anew on top of what there is.</summary>
    private sealed class Writing(Typist typist, Ledger ledger, Guid meeting, string kind, Guid? point) : Hand
    {
        private string? _unanswered;
        private int _version;
        private int _count;

        public override bool IsUnanswered => _unanswered is not null;

        public override async Task<bool> Send()
        {
            var words = _unanswered ??= $"{typist._name}, {kind} {++_count}";
            ledger.Saves(kind, words, _version);
            using var answer = await typist.Send(
                $"/meetings/{meeting}/texts",
                [("kind", kind), ("point", point?.ToString() ?? ""), ("text", words), ("basedOn", _version.ToString(CultureInfo.InvariantCulture)), ("form-token", typist._token)],
                "application/json");
            if (answer is null)
                return false;

            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict)
                Take(words, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
            else
                ledger.Refused(words, (int)answer.StatusCode);
            _unanswered = null;
            return true;
        }

        private void Take(string words, JsonElement now)
        {
            _version = now.GetProperty("version").GetInt32();
            if (now.GetProperty("byMe").GetBoolean() && now.GetProperty("text").GetString() == words)
                ledger.Saved(words, _version);
            else
                ledger.WasOvertaken();
        }
    }
}
