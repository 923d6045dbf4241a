using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>A group of people that works on one thing. It says where someone sits, not who leads them.</summary>
public sealed class Team
{
    private Team() { }

    public Team(string name)
    {
        Name = TypedText.Line(name, 100, "Give the team a name.");
    }

    public Id<Team> Id { get; private init; } = Id<Team>.New();
    public string Name { get; private init; } = "";
}
