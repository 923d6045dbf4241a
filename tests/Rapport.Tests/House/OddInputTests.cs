using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Meetings;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Agendas;
using Rapport.Features.Policies;
using Rapport.Tests.Access;

namespace Rapport.Tests.House;

/// <summary>
/// Whatever stands in an address or a form, the answer is a page, a redirect or a refusal, never a breakdown: every route is
/// asked with every field that any form has, empty, unreadable, too long, far too early and far too late. Afterwards every
/// page still opens, so that nothing that was let in breaks what is shown later.
/// </summary>
public class OddInputTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private static readonly string[] Oddities = ["empty", "unreadable", "too long", "earliest", "latest", "elsewhere"];

    private RouteScene scene = null!;
    private Cast cast = null!;
    private PairThings things = null!;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_odd_value_in_an_address_breaks_a_page(string oddity)
    {
        var query = string.Join('&', Served.Fields().Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(Odd(oddity, field))}"));
        var broken = new List<string>();
        var pages = Served.Addresses(host, scene.Id).Where(one => Served.Takes(one.Endpoint, "GET"));
        foreach (var (who, share) in new[] { cast.Hanna, cast.Robin }.Among(pages, Array.IndexOf(Oddities, oddity)))
        {
            using var browser = await cast.Browser(host, who);
            foreach (var (_, address, _) in share)
            {
                using var page = await browser.Ask(HttpMethod.Get, $"{address}?{query}");
                if ((int)page.StatusCode >= 500)
                    broken.Add($"{who.Person.Name}, {address}: {page.StatusCode}");
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_odd_form_breaks_anything_then_or_later(string oddity)
    {
        var fields = Served.Fields().Select(field => new KeyValuePair<string, string>(field.Name, Odd(oddity, field))).ToList();
        var broken = new List<string>();
        var forms = Served.Addresses(host, scene.Id).Where(one => Served.Takes(one.Endpoint, "POST")).ToList();
        // Every other time the other way round: what ends something keeps what comes after it from being tried.
        var turn = Array.IndexOf(Oddities, oddity);
        if (turn % 2 == 1)
            forms.Reverse();
        foreach (var (who, share) in new[] { cast.Hanna, cast.Teo, cast.Robin }.Among(forms, turn))
        {
            using var signedIn = new Steady(() => cast.Browser(host, who));
            foreach (var (endpoint, address, _) in share)
            {
                using var stranger = host.Browser();
                using var answer = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
                    ? await signedIn.Post(address, fields)
                    : await stranger.Ask(HttpMethod.Post, address, token: await stranger.FormToken("/sign-in"), fields: fields);
                if ((int)answer.StatusCode >= 500)
                    broken.Add($"{who.Person.Name}, {address}: {answer.StatusCode}");
            }
        }

        foreach (var who in new[] { cast.Hanna, cast.Teo, cast.Robin })
        {
            using var browser = await cast.Browser(host, who);
            foreach (var (endpoint, address, _) in Served.Addresses(host, scene.Id).Where(one => Served.Takes(one.Endpoint, "GET")))
            {
                using var page = await browser.Ask(HttpMethod.Get, address);
                if ((int)page.StatusCode >= 500)
                    broken.Add($"{who.Person.Name}, {address} afterwards: {page.StatusCode}");
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    public static TheoryData<string> Kinds => [.. Oddities];

    public async ValueTask InitializeAsync()
    {
        scene = await RouteScene.In(host);
        (cast, things) = (scene.Cast, scene.Things);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Odd(string oddity, (string Name, Type Type) field)
    {
        var type = Nullable.GetUnderlyingType(field.Type) ?? field.Type;
        return oddity switch
        {
            "empty" => "",
            "unreadable" => "\0\u0001<script>'\"; --\u202e💥",
            "too long" => type == typeof(string) ? new string('x', 20_001) : UsualFields.Of(field.Name, type, cast, things),
            "earliest" => Extreme(type, latest: false) ?? UsualFields.Of(field.Name, type, cast, things),
            "latest" => Extreme(type, latest: true) ?? UsualFields.Of(field.Name, type, cast, things),
            _ => type == typeof(DateTimeOffset) || field.Name == "Slot" ? "2026-03-19T10:00:00+01:00" : field.Name is "From" or "from" or "ReturnUrl" ? "/décisions?ä=é" : UsualFields.Of(field.Name, type, cast, things),
        };
    }

    private static string? Extreme(Type type, bool latest) => type switch
    {
        _ when type == typeof(int) => latest ? "2147483647" : "-2147483648",
        _ when type == typeof(uint) => latest ? "4294967295" : "0",
        _ when type == typeof(DateOnly) => latest ? "9999-12-31" : "0001-01-01",
        _ when type == typeof(TimeOnly) => latest ? "23:59:59.9999999" : "00:00",
        _ when type == typeof(DateTimeOffset) => latest ? "9999-12-31T23:59:59Z" : "0001-01-01T00:00:00Z",
        _ when type == typeof(Guid) && !latest => Guid.Empty.ToString(),
        { IsEnum: true } => latest ? "2147483647" : "-1",
        _ => null,
    };
}
