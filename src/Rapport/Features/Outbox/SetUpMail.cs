using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Hosting;
using Rapport.Integrations;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>Says through which server mail leaves, or that there is none. What waited meanwhile goes by the next one.</summary>
public sealed class SetUpMail(RapportDb db, SecretBox secrets, TimeProvider clock)
{
    private const int LongestPassword = 500;

    /// <param name="Password">Nothing typed: the one that is kept stays, for the server and the user that it was typed for.</param>
    public sealed record Request(string? LinkBase, string? Host, int? Port, string? UserName, string? Password, string? SenderAddress, string? SenderName);

    public Task Run(Request request, Viewer viewer, CancellationToken stop) => Change(viewer, settings => Use(settings, request, stop), stop);

    public Task Forget(Viewer viewer, CancellationToken stop) => Change(
        viewer,
        settings =>
        {
            settings.UseNoMailServer();
            return db.ForgetSecret(OutgoingSecret.MailPassword, stop);
        },
        stop);

    private async Task Use(OutboxSettings settings, Request request, CancellationToken stop)
    {
        var (before, hadPassword) = ((settings.Host, settings.Port, settings.UserName), settings.HasPassword);
        var password = string.IsNullOrEmpty(request.Password) ? null : request.Password;
        Refusal.Invalid(password?.Length > LongestPassword, $"A password has at most {LongestPassword} characters.");
        settings.LinkTo(request.LinkBase);
        settings.Use(request.Host, request.Port, request.UserName, request.SenderAddress, request.SenderName);
        Refusal.Invalid(settings.UserName is null ? password is not null : password is null && !hadPassword, "A user name and a password go together. Give both, or neither.");
        // Whoever could point another server at it would be told the password of this one.
        Refusal.Invalid(
            hadPassword && password is null && settings.UserName is not null && before != (settings.Host, settings.Port, settings.UserName),
            "The password that is kept was for another server or user. Enter it once more.");
        if (password is not null)
            await db.KeepSecret(OutgoingSecret.MailPassword, secrets.Seal(password, OutgoingSecret.MailPassword), stop);
        else if (settings.UserName is null)
            await db.ForgetSecret(OutgoingSecret.MailPassword, stop);
        settings.KeepPassword(settings.UserName is not null);
    }

    private Task Change(Viewer viewer, Func<OutboxSettings, Task> change, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Missing(!viewer.MayAdminister());
            var settings = await db.SeenBy(viewer).OutboxSettings.FirstOrDefaultAsync(stop);
            if (settings is null)
                db.Add(settings = OutboxSettings.Fresh());
            await change(settings);
            db.Add(new AuditEvent(AuditKind.RevisedMailServer, viewer.PersonId, clock.GetUtcNow()));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
