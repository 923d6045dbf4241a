using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.OneOnOnes;

/// <summary>
/// The report's own act: a former series of theirs is opened to the manager who came after, to read. Without it a new
/// manager inherits nothing. It can be withdrawn.
/// </summary>
public sealed class CarryOver
{
    private CarryOver() { }

    public CarryOver(Id<Series> series, Id<Person> report, Id<Person> reader, DateTimeOffset at) =>
        (SeriesId, ReportId, ReaderId, CarriedAt) = (series, report, reader, at);

    public Id<CarryOver> Id { get; private init; } = Id<CarryOver>.New();
    public Id<Series> SeriesId { get; private init; }
    public Id<Person> ReportId { get; private init; }
    public Id<Person> ReaderId { get; private init; }
    public DateTimeOffset CarriedAt { get; private init; }
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public void Withdraw(DateTimeOffset at) => WithdrawnAt ??= at;
}
