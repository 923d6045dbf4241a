using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Everybody under whom they report to. Who has neither a manager nor reports stands beside it.</summary>
public sealed class OrganisationChart
{
    private const int ShownWhole = 60;

    private readonly HashSet<Id<Person>> marked;
    private readonly bool isSmall;

    public OrganisationChart(IReadOnlyList<ChartRow> people, IEnumerable<Id<Person>> marked)
    {
        this.marked = [.. marked];
        isSmall = people.Count <= ShownWhole;
        var here = people.Select(person => person.Id).ToHashSet();
        var reports = people.ToLookup(person => person.ManagerId is { } manager && here.Contains(manager) ? manager : default);
        var top = reports[default].Select(person => Under(person, reports, 0)).ToList();
        Top = [.. top.Where(node => node.Reports.Count > 0).OrderByDescending(node => node.Below)];
        Beside = [.. top.Where(node => node.Reports.Count == 0)];
        Total = people.Count;
    }

    /// <param name="Below">All who report to the person, over any number of levels.</param>
    /// <param name="IsOpen">Whether those below are shown from the start.</param>
    public sealed record Node(ChartRow Person, IReadOnlyList<Node> Reports, int Below, bool IsMarked, bool IsOpen)
    {
        public bool LeadsToMark => IsMarked || Reports.Any(report => report.LeadsToMark);
    }

    public IReadOnlyList<Node> Top { get; }

    public IReadOnlyList<Node> Beside { get; }

    public int Total { get; }

    public int Marked => marked.Count;

    // Those with reports of their own stand first: the eye follows the line down.
    private Node Under(ChartRow person, ILookup<Id<Person>, ChartRow> reports, int depth)
    {
        var own = reports[person.Id].Select(report => Under(report, reports, depth + 1)).OrderByDescending(node => node.Reports.Count > 0).ToList();
        var isOpen = marked.Count > 0 ? own.Any(report => report.LeadsToMark) : isSmall || depth < 2;
        return new(person, own, own.Count + own.Sum(report => report.Below), marked.Contains(person.Id), isOpen);
    }
}
