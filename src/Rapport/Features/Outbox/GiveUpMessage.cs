using Rapport.Access;
using Rapport.Data;
using Rapport.Features.Audit;
using Rapport.Kernel;

namespace Rapport.Features.Outbox;

/// <summary>An administrator drops a message that has not been sent; what it says is thrown away.</summary>
public sealed class GiveUpMessage(RapportDb db, TimeProvider clock)
{
    public Task Run(Id<OutgoingMessage> id, Viewer viewer, CancellationToken stop) => db.AsOne(
        async () =>
        {
            Refusal.Missing(!viewer.MayAdminister());
            var message = await db.SeenBy(viewer).OutgoingMessageInTurn(id).One(_ => true, stop);
            var now = clock.GetUtcNow();
            message.GiveUp(now);
            db.Add(new AuditEvent(AuditKind.GaveUpMessage, viewer.PersonId, now, about: message.PersonId));
            await db.SaveChangesAsync(stop);
        },
        stop);
}
