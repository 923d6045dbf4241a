using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using Rapport.Features.Outbox;

namespace Rapport.Integrations.Chat;

/// <summary>
/// Posts messages to incoming webhooks. It connects to the world outside alone, follows no redirect, uses no proxy, verifies
/// certificates, and reads next to nothing of an answer; what it says of a failure tells nothing of where the address leads.
/// </summary>
public sealed class ChatCarrier(TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>>? look = null) : ICarrier
{
    private const int MostReadOn = 4 * 1024;
    private const int LongestHeadersInKilobytes = 16;

    private static readonly TimeSpan LongestAskedPause = TimeSpan.FromHours(1);

    public ChatCarrier(TimeProvider clock)
        : this(clock, look: null)
    {
    }

    public Way Way => Way.Chat;

    public ITrip Open(WayOut route) => new Trip(route, clock, look);

    /// <summary>The message as this kind of chat takes it.</summary>
    public static JsonObject Write(ChatKind kind, Message message, string? linkBase) => kind switch
    {
        ChatKind.Slack => SlackText.Of(message, linkBase),
        ChatKind.Mattermost => MattermostText.Of(message, linkBase),
        _ => TeamsCard.Of(message, linkBase),
    };

    private sealed class Trip : ITrip
    {
        private readonly WayOut _route;
        private readonly TimeProvider _clock;
        private readonly HttpClient _client;

        public Trip(WayOut route, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>>? look)
        {
            (_route, _clock) = (route, clock);
            _client = new(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = new OutsideOnly(route.Settings.InternalHosts, look).Connect,
                MaxResponseHeadersLength = LongestHeadersInKilobytes,
                MaxResponseDrainSize = MostReadOn,
                MaxConnectionsPerServer = 2,
            })
            {
                Timeout = Timeout.InfiniteTimeSpan,
            };
        }

        public async Task<Outcome> Carry(Parcel parcel, CancellationToken stop)
        {
            if (_route.Channel is not { ClosedAt: null } channel)
                return new Outcome.Never("The channel was closed.");
            if (_route.Secret is null)
                return new Outcome.Later("The webhook's address cannot be opened any more. Enter it again.", IsOfAll: true);

            try
            {
                var address = WebhookAddress.Of(_route.Secret, _route.Settings.InternalHosts);
                using var request = new HttpRequestMessage(HttpMethod.Post, address.Full)
                {
                    Content = new StringContent(TeamsCard.Text(Write(channel.Kind, parcel.Message, _route.Settings.LinkBase)), Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8")),
                };
                request.Headers.UserAgent.ParseAdd("Rapport");
                request.Headers.Add("Idempotency-Key", parcel.Id.ToString());
                using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                // The answer is in its number; whatever else it says is left unread.
                return Judge(answer);
            }
            catch (Kernel.Refusal)
            {
                return new Outcome.Never("The webhook leads to where nothing is sent. Enter it again, or list its host as one of your own.");
            }
            catch (HttpRequestException trouble)
            {
                return Judge(trouble);
            }
            catch (IOException)
            {
                return new Outcome.Later("The line broke.", IsOfAll: true);
            }
        }

        public void Dispose() => _client.Dispose();

        private Outcome Judge(HttpResponseMessage answer) => (int)answer.StatusCode switch
        {
            >= 200 and < 300 => new Outcome.Sent(),
            >= 300 and < 400 => new Outcome.Never("The other side sends elsewhere, and nothing is sent elsewhere. Enter the webhook's own address."),
            429 => new Outcome.Later("The other side asks for a pause (429).", Asked(answer), IsOfAll: true),
            408 => new Outcome.Later("The other side asks to try again (408).", IsOfAll: true),
            401 or 403 or 404 or 410 => new Outcome.Never($"There is no such webhook any more ({(int)answer.StatusCode}). Enter a new one."),
            < 500 => new Outcome.Never($"The other side refused the message ({(int)answer.StatusCode})."),
            var code => new Outcome.Later($"The other side has trouble of its own ({code}).", Asked(answer), IsOfAll: true),
        };

        private static Outcome Judge(HttpRequestException trouble) => trouble switch
        {
            { InnerException: NotOutsideException } => new Outcome.Never("The webhook leads to where nothing is sent. Enter it again, or list its host as one of your own."),
            { InnerException: AuthenticationException } => new Outcome.Later("The other side showed a certificate that is not to be trusted.", IsOfAll: true),
            { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => new Outcome.Later("The other side gave an answer that makes no sense.", IsOfAll: true),
            { HttpRequestError: HttpRequestError.ResponseEnded } => new Outcome.Later("The line broke.", IsOfAll: true),
            _ => new Outcome.Later("The other side cannot be reached.", IsOfAll: true),
        };

        private TimeSpan? Asked(HttpResponseMessage answer)
        {
            var asked = answer.Headers.RetryAfter is not { } after ? null : after.Delta ?? after.Date - _clock.GetUtcNow();
            return asked is not { } pause ? null : pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestAskedPause ? LongestAskedPause : pause;
        }
    }
}
