using Rapport.Features.Agendas;

namespace Rapport.Features.Meetings;

/// <summary>
/// The time of a meeting in three parts. What People takes beyond its third comes out of Process, then Product; those two
/// take only from each other. Nothing is ever taken from People.
/// </summary>
public sealed class PartTimes
{
    private readonly Dictionary<Part, TimeSpan> run;
    private readonly Dictionary<Part, TimeSpan> given;

    public PartTimes(int minutes, IReadOnlyDictionary<Part, TimeSpan> spent)
    {
        Third = TimeSpan.FromMinutes(minutes) / 3;
        run = Enum.GetValues<Part>().ToDictionary(part => part, part => spent.GetValueOrDefault(part));
        given = Enum.GetValues<Part>().ToDictionary(part => part, _ => Third);

        var wanted = Over(Part.People);
        Take(Part.Product, Take(Part.Process, wanted));
        Take(Part.Process, Over(Part.Product));
        Take(Part.Product, Over(Part.Process));
    }

    public TimeSpan Third { get; }

    public TimeSpan Run(Part part) => run[part];

    /// <summary>What a part has after the others took from it.</summary>
    public TimeSpan Given(Part part) => given[part];

    /// <summary>Who went deep and who gave the time, in words; null when every part kept to its own.</summary>
    public string? Sentence()
    {
        var deep = Enum.GetValues<Part>().Where(part => Over(part) >= TimeSpan.FromMinutes(1)).ToList();
        if (deep.Count == 0)
            return null;

        var gave = new[] { Part.Product, Part.Process }.Where(part => !deep.Contains(part) && Third - given[part] >= TimeSpan.FromMinutes(1)).ToList();
        var who = string.Join(" and ", deep) + (deep.Count == 1 ? " went deep" : " both went deep");
        return gave.Count == 0 ? who + "." : $"{who}, {string.Join(" and ", gave)} gave the time.";
    }

    private TimeSpan Over(Part part) => run[part] > Third ? run[part] - Third : TimeSpan.Zero;

    /// <returns>What it could not give.</returns>
    private TimeSpan Take(Part part, TimeSpan wanted)
    {
        var free = given[part] > run[part] ? given[part] - run[part] : TimeSpan.Zero;
        var taken = free < wanted ? free : wanted;
        given[part] -= taken;
        return wanted - taken;
    }
}
