using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>In which order points are talked about: the report's first, each person's own in the order they gave them.</summary>
public static class RunningOrder
{
    public static IEnumerable<T> InOrder<T>(this IEnumerable<T> points, Id<Person> report)
        where T : IPlaced =>
        points.OrderBy(point => point.AuthorId != report).ThenBy(point => point.Position).ThenBy(point => point.Id);

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
