using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// Everybody's reporting lines, those that hold and those that are planned, while they are being changed. It keeps one
/// manager at a time for each, gives later plans up when an earlier change overtakes them, and finds circles.
/// </summary>
/// <param name="leaving">The first day without them, of everyone who has left or will.</param>
internal sealed class ReportingStructure(
    IReadOnlyCollection<ReportingLine> lines, Dictionary<Id<Person>, DateOnly> leaving, DateOnly today)
{
    private readonly Dictionary<Id<Person>, List<ReportingLine>> byReport = Grouped(lines, line => line.ReportId);
    private readonly Dictionary<Id<Person>, List<ReportingLine>> byManager = Grouped(lines, line => line.ManagerId);

    /// <summary>The lines that were begun here and are to be stored.</summary>
    public List<ReportingLine> Begun { get; } = [];

    public ReportingLine? LineOf(Id<Person> report, DateOnly day) => Of(byReport, report).Find(line => line.HoldsOn(day));

    public Id<Person>? ManagerOf(Id<Person> report, DateOnly day) => LineOf(report, day)?.ManagerId;

    /// <summary>Those that hold on a day or begin later.</summary>
    public IEnumerable<ReportingLine> LinesTo(Id<Person> manager, DateOnly from) =>
        Of(byManager, manager).Where(line => !line.NeverHeld && (line.ValidTo is null || line.ValidTo > from));

    /// <summary>The lines from or to a person that end on a day and held until then.</summary>
    public List<ReportingLine> LinesEndedOn(Id<Person> person, DateOnly day) =>
        [.. Of(byReport, person).Concat(Of(byManager, person)).Where(line => line.ValidTo == day && !line.NeverHeld)];

    /// <summary>Those above, the nearest first. In a circle it ends with the person themselves.</summary>
    public IEnumerable<Id<Person>> Above(Id<Person> person, DateOnly day)
    {
        var seen = new HashSet<Id<Person>>();
        for (var above = ManagerOf(person, day); above is { } manager && seen.Add(manager); above = ManagerOf(manager, day))
            yield return manager;
    }

    /// <summary>The person and all who report to them, over any number of levels.</summary>
    public HashSet<Id<Person>> WithBelow(Id<Person> person, DateOnly day)
    {
        HashSet<Id<Person>> found = [person];
        var open = new Stack<Id<Person>>(found);
        while (open.TryPop(out var manager))
        {
            foreach (var line in Of(byManager, manager).Where(line => line.HoldsOn(day) && found.Add(line.ReportId)))
                open.Push(line.ReportId);
        }

        return found;
    }

    /// <summary>From a day on, the report has this manager, or none.</summary>
    /// <returns>The manager of the day before the change, where that is somebody else.</returns>
    public Id<Person>? Change(Id<Person> report, Id<Person>? manager, DateOnly from)
    {
        var own = Of(byReport, report);
        var later = own.Find(line => line.ValidFrom > from && line.ValidFrom <= today && !line.NeverHeld);
        Refusal.Invalid(later is not null, $"The present manager has been so since {later?.ValidFrom:d MMMM yyyy}. Choose that day or a later one.");
        RefuseAfterLeaving(report, manager, from);

        var present = LineOf(report, from);
        if (present is not null && present.ManagerId == manager)
        {
            Continue(present);
            return null;
        }

        GiveUp(own.Where(line => line.ValidFrom > from));
        present?.End(from);
        if (manager is { } next)
            Begin(report, next, from);
        return present?.ManagerId;
    }

    /// <summary>The line has no end any more, and what was planned after it is given up.</summary>
    public void Continue(ReportingLine line)
    {
        GiveUp(Of(byReport, line.ReportId).Where(other => other.ValidFrom > line.ValidFrom));
        line.GoOn(today, Until(line.ReportId, line.ManagerId));
    }

    /// <summary>The person's own lines end with them; those to them are left to the caller.</summary>
    public void Leave(Id<Person> person, DateOnly day)
    {
        leaving[person] = day;
        foreach (var line in Of(byReport, person).Where(line => !line.NeverHeld && (line.ValidTo is null || line.ValidTo > day)))
            End(line, day);
    }

    public void Stay(Id<Person> person) => leaving.Remove(person);

    /// <summary>Ends a line on a day, or gives it up if it was to begin later.</summary>
    public static void End(ReportingLine line, DateOnly day) => line.End(day < line.ValidFrom ? line.ValidFrom : day);

    private static void GiveUp(IEnumerable<ReportingLine> planned)
    {
        foreach (var line in planned.Where(line => !line.NeverHeld))
            line.End(line.ValidFrom);
    }

    /// <summary>The days from one on, on which the lines are not as they were the day before.</summary>
    public IReadOnlyList<DateOnly> DaysOfChange(DateOnly from) =>
    [
        .. byReport.Values.SelectMany(own => own).Where(line => line.ValidFrom > from && !line.NeverHeld)
            .Select(line => line.ValidFrom).Append(from).Distinct().Order(),
    ];

    /// <summary>Who reports to whom in a circle, beginning and ending with the person, on the first day that has one; null if none has.</summary>
    public IReadOnlyList<Id<Person>>? Circle(Id<Person> person, IReadOnlyList<DateOnly> days) => days
        .Select(day => Above(person, day).ToList())
        .Where(above => above.Contains(person))
        .Select(above => (IReadOnlyList<Id<Person>>)[person, .. above])
        .FirstOrDefault();

    private void Begin(Id<Person> report, Id<Person> manager, DateOnly from)
    {
        var line = new ReportingLine(report, manager, from);
        if (Until(report, manager) is { } until)
            line.End(until);
        Begun.Add(line);
        Add(byReport, report, line);
        Add(byManager, manager, line);
    }

    private void RefuseAfterLeaving(Id<Person> report, Id<Person>? manager, DateOnly from)
    {
        Refusal.Conflict(leaving.TryGetValue(report, out var left) && left <= from, "This person will have left by then.");
        Refusal.Conflict(
            manager is { } next && leaving.TryGetValue(next, out left) && left <= from, "The new manager will have left by then. Choose somebody else.");
    }

    private DateOnly? Until(Id<Person> report, Id<Person> manager) =>
        (leaving.TryGetValue(report, out var one), leaving.TryGetValue(manager, out var other)) switch
        {
            (true, true) => one < other ? one : other,
            (true, false) => one,
            (false, true) => other,
            _ => null,
        };

    private static Dictionary<Id<Person>, List<ReportingLine>> Grouped(IEnumerable<ReportingLine> lines, Func<ReportingLine, Id<Person>> by) =>
        lines.GroupBy(by).ToDictionary(group => group.Key, group => group.ToList());

    private static List<ReportingLine> Of(Dictionary<Id<Person>, List<ReportingLine>> lines, Id<Person> person) => lines.GetValueOrDefault(person) ?? [];

    private static void Add(Dictionary<Id<Person>, List<ReportingLine>> lines, Id<Person> person, ReportingLine line)
    {
        if (!lines.TryGetValue(person, out var own))
            lines[person] = own = [];
        own.Add(line);
    }
}
