using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Who managed whom, from when to when. Lines are ended, never changed or deleted: they are the history.</summary>
public sealed class ReportingLine
{
    private ReportingLine() { }

    public ReportingLine(Id<Person> report, Id<Person> manager, DateOnly from)
    {
        Refusal.Invalid(report == manager, "Nobody can be their own manager.");
        (ReportId, ManagerId, ValidFrom) = (report, manager, from);
    }

    public Id<ReportingLine> Id { get; private init; } = Id<ReportingLine>.New();
    public Id<Person> ReportId { get; private init; }
    public Id<Person> ManagerId { get; private init; }
    public DateOnly ValidFrom { get; private init; }

    /// <summary>The first day on which the line no longer holds.</summary>
    public DateOnly? ValidTo { get; private set; }

    /// <summary>It was planned and then given up before it began.</summary>
    public bool NeverHeld => ValidTo == ValidFrom;

    public bool HoldsOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day < ValidTo);

    public void End(DateOnly day)
    {
        Refusal.Conflict(ValidTo <= day, "This reporting line has already ended.");
        Refusal.Invalid(day < ValidFrom, $"The line began on {ValidFrom:d MMMM yyyy}; it cannot end before.");
        ValidTo = day;
    }

    /// <summary>An end that was planned is taken back, or put off to the day on which one of the two leaves.</summary>
    public void GoOn(DateOnly today, DateOnly? until)
    {
        Refusal.Conflict(ValidTo <= today, "This reporting line has already ended.");
        ValidTo = until;
    }
}
