using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Rapport.Tests;

/// <summary>Every route that the program serves, files apart, with addresses to try it by.</summary>
public static partial class Served
{
    public static IEnumerable<RouteEndpoint> By(Host host) => By(host.Services);

    public static IEnumerable<RouteEndpoint> By(IServiceProvider server) =>
        server.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.RoutePattern.RawText != "{**path:file}");

    public static bool Takes(RouteEndpoint endpoint, string method) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains(method);

    /// <summary>Each route with its holes filled, once for each handler it has.</summary>
    /// <param name="idOf">The id for what <see cref="Named"/> calls the hole.</param>
    public static IEnumerable<(RouteEndpoint Endpoint, string Address, string Id)> Addresses(Host host, Func<string, Guid> idOf) => Addresses(host.Services, idOf);

    /// <inheritdoc cref="Addresses(Host, Func{string, Guid})"/>
    public static IEnumerable<(RouteEndpoint Endpoint, string Address, string Id)> Addresses(IServiceProvider server, Func<string, Guid> idOf)
    {
        foreach (var endpoint in By(server))
        {
            var raw = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            var hole = Hole().Match(Named(raw)).Groups["name"].Value;
            var id = idOf(hole).ToString();
            var filled = Id().Replace(raw, id).Replace("{token}", "AAAA", StringComparison.Ordinal);
            foreach (var handler in Handlers(raw))
                yield return (endpoint, Handler().Replace(filled, handler).TrimEnd('/') is { Length: > 0 } address ? address : "/", id);
        }
    }

    private static readonly Lazy<Dictionary<string, Type>> Compiled = new(() => typeof(Program).Assembly.GetTypes()
        .Where(type => type.GetProperty("Model") is not null).GroupBy(type => type.Name, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal));

    private static readonly Lazy<List<(string Name, Type Type)>> AllFields = new(() =>
    [
        .. typeof(Program).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(PageModel)) && !type.IsAbstract).SelectMany(Fields)
            .DistinctBy(field => (field.Name.ToUpperInvariant(), field.Type)),
    ]);

    /// <summary>Every field that any page binds, with the fields inside of it, but what the address says already.</summary>
    public static IReadOnlyList<(string Name, Type Type)> Fields() => AllFields.Value;

    /// <summary>Those of one page.</summary>
    public static IEnumerable<(string Name, Type Type)> Fields(Type page) =>
        page.GetProperties().Where(property => property.IsDefined(typeof(BindPropertyAttribute))).Select(property => (property.Name, property.PropertyType))
            .Concat(page.GetMethods().Where(method => method.Name.StartsWith("OnPost", StringComparison.Ordinal)).SelectMany(method => method.GetParameters())
                .Where(parameter => !parameter.IsDefined(typeof(FromServicesAttribute)) && parameter.ParameterType != typeof(CancellationToken))
                .Select(parameter => (parameter.Name!, parameter.ParameterType)))
            .SelectMany(field => IsPlain(field.Item2)
                ? [field]
                : field.Item2.GetProperties().Where(inner => inner.CanWrite && IsPlain(inner.PropertyType)).Select(inner => ($"{field.Item1}.{inner.Name}", inner.PropertyType)))
            // A field of the same name would speak over the address.
            .Where(field => field.Item1 is not ("id" or "Id" or "Token" or "PersonId" or "MeetingId" or "SeriesId" or "PointId" or "LoopId"));

    /// <summary>Every address that takes a form or other data with this method: of a page, once for each of its forms.</summary>
    public static IEnumerable<string> Taking(IServiceProvider server, Func<string, Guid> idOf, string method = "POST") =>
        from one in Addresses(server, idOf)
        where Takes(one.Endpoint, method)
        from address in Page(one.Endpoint) is { } page && !one.Endpoint.RoutePattern.RawText!.Contains("{handler", StringComparison.Ordinal)
            ? page.GetMethods().Where(form => form.Name.StartsWith("OnPost", StringComparison.Ordinal)).Select(form => form.Name["OnPost".Length..])
                .Select(form => form.Length == 0 ? one.Address : $"{one.Address}?handler={form}").Append(one.Address).Distinct()
            : [one.Address]
        select address;

    /// <summary>Each of these with one of the people, who take turns; in another turn each is with another of them.</summary>
    public static IEnumerable<(Member Who, List<T> Share)> Among<T>(this IReadOnlyList<Member> people, IEnumerable<T> things, int turn) =>
        things.Select((thing, at) => (thing, Who: people[(at + turn) % people.Count])).GroupBy(one => one.Who, one => one.thing).Select(share => (share.Key, share.ToList()));

    /// <summary>The page behind a route: a type whose properties and methods say what it takes.</summary>
    public static Type? Page(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page
        ? Compiled.Value[page.RelativePath[1..].Replace(".cshtml", "", StringComparison.Ordinal).Replace('/', '_')].GetProperty("Model")!.PropertyType
        : null;

    /// <summary>A route with what kind of id stands in its hole, and no constraints: <c>/meetings/{meeting}/{handler}</c>.</summary>
    public static string Named(string raw)
    {
        var route = Handler().Replace("/" + raw.TrimStart('/'), "{handler}");
        var kind = route switch
        {
            _ when route.StartsWith("/one-on-ones", StringComparison.Ordinal) => "series",
            _ when route.StartsWith("/meetings", StringComparison.Ordinal) => "meeting",
            _ when route.StartsWith("/leadership-sync/meetings", StringComparison.Ordinal) => "syncmeeting",
            _ when route.StartsWith("/leadership-sync/actions", StringComparison.Ordinal) => "syncaction",
            _ when route.StartsWith("/leadership-sync", StringComparison.Ordinal) => "sync",
            _ when route.StartsWith("/register", StringComparison.Ordinal) => "risk",
            _ when route.StartsWith("/points", StringComparison.Ordinal) => "point",
            _ when route.StartsWith("/open-loops", StringComparison.Ordinal) => "loop",
            _ when route.StartsWith("/people", StringComparison.Ordinal) => "person",
            _ when route.StartsWith("/administration/accounts", StringComparison.Ordinal) => "person",
            _ when route.StartsWith("/administration/policies/templates", StringComparison.Ordinal) => "template",
            _ when route.StartsWith("/recoveries", StringComparison.Ordinal) => "recovery",
            _ => "guide",
        };
        return Id().Replace(route, $"{{{kind}}}");
    }

    public static async Task<HttpResponseMessage> Ask(
        this HttpClient browser, HttpMethod method, string address, string accept = "text/html", string? token = null, IEnumerable<KeyValuePair<string, string>>? fields = null)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Accept.ParseAdd(accept);
        if (method == HttpMethod.Post)
            request.Content = new FormUrlEncodedContent([.. token is null ? Array.Empty<KeyValuePair<string, string>>() : [new("form-token", token)], .. fields ?? []]);
        return await browser.SendAsync(request);
    }

    /// <summary>What somebody's forms carry, so that only what they ask for is in question.</summary>
    public static async Task<string> FormToken(this HttpClient browser, string page = "/sign-out") =>
        Tokens().Match(await browser.GetStringAsync(page)).Groups["token"].Value;

    public static string WithoutTokens(string page) => Tokens().Replace(page, "");

    private static bool IsPlain(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsValueType;

    /// <summary>The optional last part of an address that says which form was sent, and nothing for the page itself.</summary>
    private static IEnumerable<string> Handlers(string raw) =>
        Handler().Match(raw) is { Success: true } handler ? [.. Word().Matches(handler.Groups["words"].Value).Select(word => word.Value), ""] : [""];

    [GeneratedRegex(@"\{id:guid\??\}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\{(?<name>series|meeting|syncmeeting|syncaction|sync|risk|point|loop|person|recovery|guide|template)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{handler(:regex\((?<words>.*)\))?\?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Handler();

    [GeneratedRegex("[a-z]+", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("""name="form-token"[^>]*value="(?<token>[^"]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tokens();
}
