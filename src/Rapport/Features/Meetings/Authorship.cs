using System.Globalization;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Meetings;

/// <summary>
/// Who wrote which stretch of a text, kept in step with it: <c>"first-id,second-id;0:12,1:5"</c> is twelve characters of
/// the first and five of the second. It outlives the changes that it was made from.
/// </summary>
public static class Authorship
{
    public sealed record Stretch(Id<Person> By, int Length);

    /// <summary>All of a text by one person.</summary>
    public static string Of(Id<Person> by, int length) => length == 0 ? "" : Write([new(by, length)]);

    public static IReadOnlyList<Stretch> Read(string authorship)
    {
        if (authorship.Length == 0)
            return [];

        var halves = authorship.Split(';');
        var people = halves[0].Split(',').Select(id => new Id<Person>(Guid.ParseExact(id, "N"))).ToArray();
        return
        [
            .. halves[1].Split(',').Select(run => run.Split(':'))
                .Select(run => new Stretch(people[int.Parse(run[0], CultureInfo.InvariantCulture)], int.Parse(run[1], CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>What it is after a change: what stays keeps its writer, what comes is the changer's.</summary>
    public static string After(string authorship, ChangeSet change, Id<Person> by)
    {
        var before = new Queue<Stretch>(Read(authorship));
        var after = new List<Stretch>();
        var left = 0;
        foreach (var stretch in change.Stretches)
        {
            for (var rest = stretch.Before; rest > 0;)
            {
                left = left == 0 ? before.Peek().Length : left;
                var taken = Math.Min(rest, left);
                if (stretch.Inserted is null)
                    after.Add(new(before.Peek().By, taken));
                rest -= taken;
                left -= taken;
                if (left == 0)
                    before.Dequeue();
            }

            if (stretch.Inserted is { Length: > 0 } inserted)
                after.Add(new(by, inserted.Length));
        }

        return Write(after);
    }

    private static string Write(IReadOnlyList<Stretch> stretches)
    {
        var joined = new List<Stretch>();
        foreach (var stretch in stretches)
        {
            if (joined.Count > 0 && joined[^1].By == stretch.By)
                joined[^1] = joined[^1] with { Length = joined[^1].Length + stretch.Length };
            else
                joined.Add(stretch);
        }

        if (joined.Count == 0)
            return "";

        var people = joined.Select(stretch => stretch.By).Distinct().ToList();
        var runs = joined.Select(stretch => string.Create(CultureInfo.InvariantCulture, $"{people.IndexOf(stretch.By)}:{stretch.Length}"));
        return string.Join(',', people.Select(person => person.Value.ToString("N"))) + ";" + string.Join(',', runs);
    }
}
