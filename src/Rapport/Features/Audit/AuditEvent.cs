using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Audit;

/// <summary>
/// One entry of the audit log: who did what kind of thing, and when; never what was written. It is saved with what it tells of,
/// and never changed. The database numbers and chains it when that is committed.
/// </summary>
public sealed class AuditEvent
{
    private AuditEvent() { }

    /// <param name="actor">Nobody while no one is known yet, and for what is done at the server itself.</param>
    /// <param name="about">Whom it was done to.</param>
    /// <param name="series">Set where it belongs to two people: they see it both.</param>
    public AuditEvent(AuditKind kind, Id<Person>? actor, DateTimeOffset at, Id<Person>? about = null, Id<Series>? series = null) =>
        (Kind, ActorId, At, AboutId, SeriesId) = (kind, actor, at, about, series);

    public Guid Id { get; private init; } = Guid.CreateVersion7();
    public AuditKind Kind { get; private init; }
    public Id<Person>? ActorId { get; private init; }
    public Id<Person>? AboutId { get; private init; }
    public Id<Series>? SeriesId { get; private init; }
    public DateTimeOffset At { get; private init; }

    /// <summary>Its place in the log, from 1, without gaps.</summary>
    public long? Number { get; private init; }

    /// <summary>Over it and the entry before it, 32 bytes.</summary>
    public byte[]? Hash { get; private init; }
}

/// <summary>Where the log stands: the hash of its last entry, which stands for all before it.</summary>
public sealed class AuditHead
{
    private AuditHead() { }

    public byte[] Hash { get; private init; } = [];
}
