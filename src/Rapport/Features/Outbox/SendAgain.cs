using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>An administrator has a message sent that failed, or one that waits for another try at once. They do not read what it says.</summary>
public sealed class SendAgain(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<OutgoingMessage> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Missing(!viewer.MayAdminister());
            var message = await db.SeenBy(viewer).OutgoingMessageInTurn(id).One(_ => true, stop);
            var now = clock.GetUtcNow();
            message.SendAgain(now);
            db.Add(new AuditEvent(AuditKind.SentAgain, viewer.PersonId, now, about: message.PersonId));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
