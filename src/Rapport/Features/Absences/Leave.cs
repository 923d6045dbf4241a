using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>Days on which a person is away, first and last included. It excuses a meeting; why they are away is nobody's business.</summary>
public sealed class Leave
{
    private Leave() { }

    public Leave(Id<Person> person, DateOnly first, DateOnly last)
    {
        Refusal.Invalid(last < first, "The last day comes before the first.");
        Refusal.Invalid(last.DayNumber - first.DayNumber > 730, "Leave of more than two years: enter it year by year.");
        (PersonId, FirstDay, LastDay) = (person, first, last);
    }

    public Id<Leave> Id { get; init; } = Id<Leave>.New();
    public Id<Person> PersonId { get; private init; }
    public DateOnly FirstDay { get; private init; }
    public DateOnly LastDay { get; private set; }

    /// <summary>Back earlier than planned.</summary>
    public void EndBefore(DateOnly today)
    {
        Refusal.Conflict(LastDay < today, "These days are past.");
        Refusal.Conflict(FirstDay >= today, "These days have not begun.");
        LastDay = today.AddDays(-1);
    }

    public bool Covers(DateOnly day) => FirstDay <= day && day <= LastDay;
}
