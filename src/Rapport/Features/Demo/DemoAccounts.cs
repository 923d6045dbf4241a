namespace Rapport.Features.Demo;

/// <summary>The accounts of the demo organisation and their one password, as whoever starts it reads them.</summary>
public sealed record DemoAccounts(IReadOnlyList<StoryPerson> People, string Password)
{
    public const string FileName = "demo-accounts.csv";

    /// <summary>Columns email, password, role and manager_email; several roles are separated by semicolons.</summary>
    public string Csv => string.Join('\n', Rows().Prepend("email,password,role,manager_email")) + "\n";

    /// <summary>A few accounts worth trying, then where the rest is.</summary>
    public string Table(string file)
    {
        var shown = Shown().ToList();
        var width = shown.Max(person => person.Email.Length) + 2;
        return $"""
            The demo organisation is {DemoOrganisation.Name}, with {People.Count} accounts. The password of each is {Password}
            {string.Join('\n', shown.Select(person => $"  {person.Email.PadRight(width)}{string.Join(", ", person.Roles)}"))}
            All of them are in {file}.
            """;
    }

    private IEnumerable<string> Rows() =>
        from person in People
        let manager = People.FirstOrDefault(other => other.Key == person.Manager)
        select $"{person.Email},{Password},{string.Join(';', person.Roles)},{manager?.Email}";

    // One down the line for each role.
    private IEnumerable<StoryPerson> Shown() =>
        People.Where(person => person.Key is "solveig" or "ruth" or "hanna" or "teo" or "priya" or "robin");
}
