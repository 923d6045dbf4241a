using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Audit;

/// <summary>An entry as administrators see it: nothing leads from it to a conversation, and to nobody to whom a history was opened.</summary>
public sealed class LoggedEvent
{
    public required long Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required AuditKind Kind { get; init; }
    public required Id<Person>? ActorId { get; init; }
    public required Id<Person>? AboutId { get; init; }
}
