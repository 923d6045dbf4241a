using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
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

    private Cast cast = null!;
    private PairThings things = null!;
    private Guid guide;
    private Guid template;
    private Guid meeting;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_odd_value_in_an_address_breaks_a_page(string oddity)
    {
        var query = string.Join('&', Fields().Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(Odd(oddity, field))}"));
        var broken = new List<string>();
        foreach (var who in new[] { cast.Hanna, cast.Robin })
        {
            using var browser = await cast.Browser(host, who);
            foreach (var (endpoint, address, _) in Served.Addresses(host, Real).Where(one => Served.Takes(one.Endpoint, "GET")))
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
        var fields = Fields().Select(field => new KeyValuePair<string, string>(field.Name, Odd(oddity, field))).ToList();
        var broken = new List<string>();
        var forms = Served.Addresses(host, Real).Where(one => Served.Takes(one.Endpoint, "POST")).ToList();
        foreach (var who in new[] { cast.Hanna, cast.Teo, cast.Robin })
        {
            // The other way round as well: what ends something keeps what comes after it from being tried.
            forms.Reverse();
            foreach (var (endpoint, address, _) in forms)
            {
                // Some forms sign out, so each is sent from a session of its own.
                var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
                using var browser = isOpen ? host.Browser() : await cast.Browser(host, who);
                using var answer = await browser.Ask(HttpMethod.Post, address, token: await browser.FormToken(isOpen ? "/sign-in" : "/sign-out"), fields: fields);
                if ((int)answer.StatusCode >= 500)
                    broken.Add($"{who.Person.Name}, {address}: {answer.StatusCode}");
            }
        }

        foreach (var who in new[] { cast.Hanna, cast.Teo, cast.Robin })
        {
            using var browser = await cast.Browser(host, who);
            foreach (var (endpoint, address, _) in Served.Addresses(host, Real).Where(one => Served.Takes(one.Endpoint, "GET")))
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
        await host.Database.Empty();
        cast = await Cast.In(host);
        await using var db = cast.Db();
        guide = (await db.Set<RoleGuide>().FirstAsync()).Id.Value;
        var written = new AgendaTemplate("Before a launch", "- What could still stop it?");
        db.Add(written);
        await db.SaveChangesAsync();
        template = written.Id.Value;
        things = await PairThings.In(db, cast.Hanna, cast.Teo, host.Clock.GetUtcNow().AddDays(-80), null);
        meeting = (await new StartMeeting(db, host.Clock).Run(things.Series.Id, cast.Hanna.Viewer, CancellationToken.None)).Value;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Every field that any page binds, with the fields inside of it.</summary>
    private static IEnumerable<(string Name, Type Type)> Fields() =>
        typeof(Program).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(PageModel)) && !type.IsAbstract)
            .SelectMany(page => page.GetProperties().Where(property => property.IsDefined(typeof(BindPropertyAttribute))).Select(property => (property.Name, property.PropertyType))
                .Concat(page.GetMethods().Where(method => method.Name.StartsWith("OnPost", StringComparison.Ordinal)).SelectMany(method => method.GetParameters())
                    .Where(parameter => !parameter.IsDefined(typeof(FromServicesAttribute)) && parameter.ParameterType != typeof(CancellationToken))
                    .Select(parameter => (parameter.Name!, parameter.ParameterType))))
            .SelectMany(field => IsPlain(field.Item2)
                ? [field]
                : field.Item2.GetProperties().Where(inner => inner.CanWrite && IsPlain(inner.PropertyType)).Select(inner => ($"{field.Item1}.{inner.Name}", inner.PropertyType)))
            // What the address says already; a field of the same name would speak over it.
            .Where(field => field.Item1 is not ("id" or "Id" or "Token" or "PersonId" or "MeetingId" or "SeriesId" or "PointId" or "LoopId"))
            .DistinctBy(field => (field.Item1.ToUpperInvariant(), field.Item2));

    private static bool IsPlain(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsValueType;

    private string Odd(string oddity, (string Name, Type Type) field)
    {
        var type = Nullable.GetUnderlyingType(field.Type) ?? field.Type;
        return oddity switch
        {
            "empty" => "",
            "unreadable" => "\0\u0001<script>'\"; --\u202e💥",
            "too long" => type == typeof(string) ? new string('x', 20_001) : Usual(field.Name, type),
            "earliest" => Extreme(type, latest: false) ?? Usual(field.Name, type),
            "latest" => Extreme(type, latest: true) ?? Usual(field.Name, type),
            _ => type == typeof(DateTimeOffset) || field.Name == "Slot" ? "2026-03-19T10:00:00+01:00" : field.Name is "From" or "from" or "ReturnUrl" ? "/décisions?ä=é" : Usual(field.Name, type),
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

    /// <summary>Something that fits, so that the odd values beside it are reached.</summary>
    private string Usual(string name, Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(uint) => "1",
        _ when type == typeof(DateOnly) => "2026-03-26",
        _ when type == typeof(TimeOnly) => "10:00",
        _ when type == typeof(DateTimeOffset) => "2026-03-19T09:00:00Z",
        _ when type == typeof(bool) => "true",
        _ when type == typeof(Guid) => name switch
        {
            "point" or "up" or "down" or "from" => things.Point.Id.ToString(),
            "owner" or "With" => cast.Teo.Id.ToString(),
            "proposal" or "Proposal" => things.Proposal.Id.ToString(),
            "decision" or "of" => things.Decision.Id.ToString(),
            "postpone" or "Why" => things.Loop.Id.ToString(),
            "accept" or "decline" or "keep" or "giveUp" => "",
            _ => Guid.NewGuid().ToString(),
        },
        { IsEnum: true } => Enum.GetNames(type)[0],
        _ when name.EndsWith("Zone", StringComparison.OrdinalIgnoreCase) => "Europe/Berlin",
        _ when name.EndsWith("Email", StringComparison.OrdinalIgnoreCase) => "somebody@example.org",
        _ when name is "Manager" or "ReportsTo" or "Input.Manager" => "hanna@example.org",
        _ when name == "Slot" => "9999-12-31T23:59Z",
        _ => "Words",
    };

    private Guid Real(string hole) => hole switch
    {
        "series" => things.Series.Id.Value,
        "meeting" => meeting,
        "point" => things.Point.Id.Value,
        "loop" => things.Loop.Id.Value,
        "person" => cast.Omar.Id.Value,
        "guide" => guide,
        "template" => template,
        _ => Guid.NewGuid(),
    };
}
