using System.Net;
using System.Net.Sockets;

namespace Rapport.Features.Accounts;

/// <summary>Where a request came from, in the words in which a person recognises their own sessions.</summary>
/// <param name="Browser">Such as "Firefox on Windows".</param>
/// <param name="Network">The address without its last part, such as "203.0.113.0/24".</param>
public sealed record Caller(string Browser, string Network)
{
    // The order matters: most browsers also name the ones they descend from.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux")];

    public static Caller Of(HttpContext context) =>
        new(BrowserOf(context.Request.Headers.UserAgent.ToString()), NetworkOf(context.Connection.RemoteIpAddress));

    public static string BrowserOf(string agent)
    {
        var browser = Named(Browsers, agent) ?? "A browser";
        return Named(Systems, agent) is { } system ? $"{browser} on {system}" : browser;
    }

    public static string NetworkOf(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address))
            return "this machine";

        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        var bytes = address.GetAddressBytes();
        var (kept, bits) = address.AddressFamily == AddressFamily.InterNetwork ? (3, 24) : (8, 64);
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{bits}";
    }

    private static string? Named((string Mark, string Name)[] known, string agent) =>
        known.FirstOrDefault(one => agent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
