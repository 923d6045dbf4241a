using System.ComponentModel.DataAnnotations;

namespace Rapport.Features.People;

/// <summary>A person's details as a form carries them.</summary>
public sealed class PersonForm
{
    public Guid Id { get; set; }
    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? Title { get; set; }
    public string? Level { get; set; }
    public string? Team { get; set; }

    [DataType(DataType.Date)]
    public DateOnly? StartDate { get; set; }

    public string? Zone { get; set; }
    public string? Manager { get; set; }
    public List<string> Roles { get; set; } = [];
    public uint Version { get; set; }

    public PersonDetails Details => new(Name, Email, Zone, Title, Level, Team, StartDate, Roles);
}
