using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>A group of people that works on one thing. It says where someone sits, not who leads them.</summary>
public sealed class Team
{
    public const int LongestName = 100;

    private Team() { }

    public Team(string name) => Rename(name);

    public Id<Team> Id { get; private init; } = Id<Team>.New();
    public string Name { get; private set; } = "";

    public void Rename(string name) => Name = TypedText.Line(name, LongestName, "Give the team a name.");
}
