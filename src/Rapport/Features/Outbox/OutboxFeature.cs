using Microsoft.Extensions.DependencyInjection.Extensions;
using Rapport.Integrations.Chat;
using Rapport.Integrations.Mail;
using Rapport.Jobs;

namespace Rapport.Features.Outbox;

/// <summary>Everything that leaves: saved with what caused it, sent by whichever node is free, visible to administrators by its state.</summary>
public static class OutboxFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<OutboxQueries>();
        services.AddScoped<SendAgain>();
        services.AddScoped<GiveUpMessage>();
        services.AddScoped<SetUpMail>();
        services.AddScoped<KeepChannels>();
        services.AddScoped<SendTest>();
        services.AddSingleton<ICarrier>(new MailCarrier());
        services.AddSingleton<ICarrier>(provider => new ChatCarrier(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(DispatchLimits.Usual);
        services.AddSingleton<OutboxRows>();
        services.AddSingleton<Dispatcher>();
    }
}
