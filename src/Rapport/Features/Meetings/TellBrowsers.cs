using Rapport.Data;

namespace Rapport.Features.Meetings;

/// <summary>Passes on to the browsers of a pair that something of theirs was saved, as soon as it is.</summary>
public sealed class TellBrowsers(SavedNews news, LiveTexts live) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        (news.Listener, news.TextListener) = (live.News, (place, taken) => live.Changed(place, taken));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        (news.Listener, news.TextListener) = (_ => { }, (_, _) => { });
        return Task.CompletedTask;
    }
}
