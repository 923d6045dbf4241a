using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>In which order points are talked about: the report's first, each person's own in the order they gave them.</summary>
public static class RunningOrder
{
    private const double ClosestNeighbours = 1e-6;

    public static IEnumerable<T> InOrder<T>(this IEnumerable<T> points, Id<Person> report)
        where T : IPlaced =>
        points.OrderBy(point => point.AuthorId != report).ThenBy(point => point.Position).ThenBy(point => point.Id);

    /// <summary>
    /// Moves a point one place up or down in its block. Its place lies half-way between its new neighbours, so that one row
    /// changes; when they have come too close for that, the whole block is numbered anew.
    /// </summary>
    /// <param name="block">The open points of one author in their order; it is in the new order afterwards.</param>
    public static void Place(this List<AgendaPoint> block, AgendaPoint point, bool up)
    {
        var from = block.IndexOf(point);
        var to = up ? from - 1 : from + 1;
        Refusal.Conflict(from < 0, "This point is closed.");
        if (to < 0 || to >= block.Count)
            return;

        block.RemoveAt(from);
        block.Insert(to, point);
        var after = to + 1 < block.Count ? block[to + 1].Position : block[to - 1].Position + 2;
        var before = to > 0 ? block[to - 1].Position : after - 2;
        if (after - before >= ClosestNeighbours)
            point.PlaceAt((before + after) / 2);
        else
            block.Number();
    }

    private static void Number(this List<AgendaPoint> block)
    {
        for (var at = 0; at < block.Count; at++)
            block[at].PlaceAt(at + 1);
    }

    /// <summary>What comes after a point: the next one that nobody has talked about yet, then one that was jumped over.</summary>
    public static T? After<T>(this IReadOnlyList<T> ordered, Id<AgendaPoint> point, Func<T, bool> waits)
        where T : class, IPlaced
    {
        var here = ordered.ToList().FindIndex(candidate => candidate.Id == point);
        return ordered.Skip(here + 1).FirstOrDefault(waits) ?? ordered.Take(Math.Max(0, here)).FirstOrDefault(waits);
    }
}

/// <summary>A point as far as its place in the running order goes.</summary>
public interface IPlaced
{
    Id<AgendaPoint> Id { get; }

    Id<Person> AuthorId { get; }

    double Position { get; }
}
