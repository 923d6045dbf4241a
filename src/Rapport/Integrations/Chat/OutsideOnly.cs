using System.Net;
using System.Net.Sockets;

namespace Rapport.Integrations.Chat;

/// <summary>
/// Connects to the world outside and to nothing inside: an address that somebody typed must not become a way into the house's own
/// network. The name is looked up here, what it leads to is checked, and the connection goes to exactly that, so that a name
/// which means something else a moment later gains nothing.
/// </summary>
public sealed class OutsideOnly(IReadOnlyCollection<string> internalHosts, Func<string, CancellationToken, Task<IPAddress[]>>? look = null)
{
    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            // This network, private ones, shared by providers, this machine, this line, special purposes, documentation, benchmarks, groups, reserved.
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Nothing of IPv6 but what the world routes, and of that nothing that carries an IPv4 address inside or is for documentation.
    private static readonly IPNetwork World = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Carrying = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> look = look ?? Dns.GetHostAddressesAsync;

    /// <summary>The host of an address as it is compared and looked up: a name in ASCII and small letters, an IPv6 address without brackets.</summary>
    public static string Host(Uri address) => address.IdnHost.Trim('[', ']').TrimEnd('.').ToLowerInvariant();

    public static bool IsOutside(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return false;

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Inside.Any(network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => World.Contains(address) && !Carrying.Any(network => network.Contains(address)),
            _ => false,
        };
    }

    /// <summary>What an HTTP client calls when it needs a connection.</summary>
    /// <exception cref="NotOutsideException">It leads inside.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var host = context.DnsEndPoint.Host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await look(host, stop);
        // One address inside is one too many: a name of the world outside has none.
        if (addresses.Length == 0 || !(internalHosts.Contains(host, StringComparer.Ordinal) || addresses.All(IsOutside)))
            throw new NotOutsideException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>An address leads into the house's own network. It says no more than that.</summary>
public sealed class NotOutsideException() : IOException("This address is not outside.");
