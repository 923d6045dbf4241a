using System.Diagnostics;
using System.Text;
using Rapport.Features.People;

namespace Rapport.Tests.People;

public class ImportPlanTests
{
    private const string Header = "Name,E-mail,Manager's e-mail,Team,Title,Level,Start date,Time zone\n";

    private static readonly DateOnly Today = new(2026, 3, 19);

    private static readonly ImportPlan.Known Ana = new("ana@x", "Ana", null, "Platform", "CTO", "L9", new(2019, 4, 1), "Europe/Berlin", HasLeft: false);
    private static readonly ImportPlan.Known Ben = new("ben@x", "Ben", "ana@x", "Platform", "Head", null, null, "UTC", HasLeft: false);
    private static readonly ImportPlan.Known Cara = new("cara@x", "Cara", "ben@x", null, null, null, null, "UTC", HasLeft: false);
    private static readonly ImportPlan.Known Gone = new("gone@x", "Gwen", "ben@x", null, null, null, null, "UTC", HasLeft: true);

    [Fact]
    public void A_first_import_makes_everybody_new_and_managers_may_stand_below_their_reports()
    {
        var plan = Plan([], "Ben,ben@x,ana@x,Data,Head,L7,2024-03-18,UTC", "Ana,ana@x,,Platform,CTO,,,Europe/Berlin", "Cara,cara@x,ben@x,data,,,,UTC");

        Assert.True(plan.IsClean);
        Assert.Equal((3, 0, 0, 0, 0), (plan.New, plan.Updated, plan.Unchanged, plan.WithProblems, plan.NotInFile));
        Assert.Equal(new("Ben", "ben@x", "ana@x", "Data", "Head", "L7", new(2024, 3, 18), "UTC"), plan.Rows[0].Person);
        Assert.Equal(new("Ana", "ana@x", null, "Platform", "CTO", null, null, "Europe/Berlin"), plan.Rows[1].Person);
        Assert.Equal(["Data", "Platform"], plan.NewTeams);
    }

    [Fact]
    public void Importing_again_changes_nothing()
    {
        var plan = Plan([Ana, Ben, Cara, Gone], "Ana,ANA@X,,platform,CTO,L9,2019-04-01,Europe/Berlin", "Ben,ben@x,Ana@x,Platform,Head,,,UTC");

        Assert.Equal((0, 0, 2, 1), (plan.New, plan.Updated, plan.Unchanged, plan.NotInFile));
        Assert.All(plan.Rows, row => Assert.Empty(row.Changes));
        Assert.Empty(plan.NewTeams);
    }

    [Fact]
    public void An_update_names_each_field_with_what_it_was_and_will_be()
    {
        var plan = Plan([Ana, Ben, Cara], "Benjamin,ben@x,cara@x,Data,,L7,2024-03-18,Europe/Paris", "Cara,cara@x,ana@x,,,,,UTC");

        Assert.True(plan.IsClean);
        Assert.Equal(ImportAction.Updated, plan.Rows[0].Action);
        Assert.Equal(
            [
                new("Name", "Ben", "Benjamin"), new("Manager", "ana@x", "cara@x"), new("Team", "Platform", "Data"), new("Title", "Head", null),
                new("Level", null, "L7"), new("Start date", null, "2024-03-18"), new("Time zone", "UTC", "Europe/Paris"),
            ],
            plan.Rows[0].Changes);
    }

    [Theory]
    [InlineData(",new@x,,,,,,UTC", "Name: it is missing.")]
    [InlineData("\u200B,new@x,,,,,,UTC", "Name: it is missing.")]
    [InlineData("A\u0001,new@x,,,,,,UTC", "Name: This contains an invisible control character")]
    [InlineData("New,new,,,,,,UTC", "“new” is not an e-mail address")]
    [InlineData("New,,,,,,,UTC", "Give an e-mail address")]
    [InlineData("New,new@x,boss,,,,,UTC", "Manager's e-mail: “boss” is not an e-mail address")]
    [InlineData("New,new@x,nobody@x,,,,,UTC", "The manager nobody@x is neither in the file nor in the organisation.")]
    [InlineData("New,new@x,gone@x,,,,,UTC", "The manager Gwen has left.")]
    [InlineData("New,new@x,NEW@x,,,,,UTC", "Nobody can be their own manager.")]
    [InlineData("Gwen,gone@x,,,,,,UTC", "Gwen has left.")]
    [InlineData("New,new@x,,,,,18.03.2024,UTC", "Write 18 March 2024 as 2024-03-18.")]
    [InlineData("New,new@x,,,,,2024-3-18,UTC", "Write 18 March 2024 as 2024-03-18.")]
    [InlineData("New,new@x,,,,,03/18/2024,UTC", "“03/18/2024” is not written as year-month-day.")]
    [InlineData("New,new@x,,,,,2023-02-29,UTC", "is not written as year-month-day")]
    [InlineData("New,new@x,,,,,0024-03-18,UTC", "is not between 1950")]
    [InlineData("New,new@x,,,,,2204-03-18,UTC", "is not between 1950")]
    [InlineData("New,new@x,,,,,,", "Time zone: it is missing.")]
    [InlineData("New,new@x,,,,,,Berlin", "Time zone: “Berlin” is not known. Use a name such as Europe/Berlin.")]
    [InlineData("New,new@x,,,,,,W. Europe Standard Time", "is not known")]
    [InlineData("New,new@x,,,,,,UTC,more", "cells to the right")]
    public void A_problem_is_said_at_its_row_and_keeps_the_whole_file_out(string line, string problem)
    {
        var plan = Plan([Ana, Ben, Gone], "Fine,fine@x,ana@x,,,,,UTC", line);

        Assert.False(plan.IsClean);
        Assert.Equal(1, plan.WithProblems);
        Assert.Contains(problem, Assert.Single(plan.Rows[1].Problems), StringComparison.Ordinal);
        Assert.Null(plan.Rows[1].Person);
        Assert.NotNull(plan.Rows[0].Person);
    }

    [Fact]
    public void A_row_tells_all_its_problems_at_once() =>
        Assert.Equal(5, Plan([], ",x,y,,,,z,Mars").Rows.Single().Problems.Count);

    [Fact]
    public void Too_long_is_said_with_the_column() =>
        Assert.StartsWith("Title: Keep it under 200", Plan([], $"New,new@x,,,{new string('t', 201)},,,UTC").Rows.Single().Problems.Single(), StringComparison.Ordinal);

    [Fact]
    public void A_value_that_cannot_be_read_is_no_change() =>
        Assert.Empty(Plan([Ana], "Ana,ana@x,,Platform,CTO,L9,soon,Mars").Rows.Single().Changes);

    [Fact]
    public void A_double_address_is_said_with_the_row_that_has_it()
    {
        var plan = Plan([], "Ana,ana@x,,,,,,UTC", "Anna,ANA@x,,,,,,UTC");

        Assert.Empty(plan.Rows[0].Problems);
        Assert.Contains("is in row 2 already", plan.Rows[1].Problems.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_in_the_file_is_named_from_each_of_its_people()
    {
        var plan = Plan([], "Ana,ana@x,ben@x,,,,,UTC", "Ben,ben@x,cara@x,,,,,UTC", "Cara,cara@x,ana@x,,,,,UTC", "Dan,dan@x,ana@x,,,,,UTC");

        Assert.EndsWith("circle: Ana → Ben → Cara → Ana.", plan.Rows[0].Problems.Single(), StringComparison.Ordinal);
        Assert.EndsWith("circle: Ben → Cara → Ana → Ben.", plan.Rows[1].Problems.Single(), StringComparison.Ordinal);
        Assert.Equal(3, plan.WithProblems);
    }

    [Fact]
    public void A_circle_through_lines_that_exist_is_found()
    {
        var plan = Plan([Ana, Ben, Cara], "Ana,ana@x,CARA@x,Platform,CTO,L9,2019-04-01,Europe/Berlin");

        Assert.EndsWith("circle: Ana → Cara → Ben → Ana.", plan.Rows.Single().Problems.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Turning_a_line_around_is_no_circle() =>
        Assert.True(Plan([Ana, Ben], "Ana,ana@x,ben@x,,,,,UTC", "Ben,ben@x,,,,,,UTC").IsClean);

    [Fact]
    public void Twenty_thousand_in_one_circle_or_one_chain_are_judged_quickly()
    {
        var circle = Enumerable.Range(0, 20_000).Select(at => $"P{at},p{at}@x,p{(at + 1) % 20_000}@x,,,,,UTC").ToArray();
        var watch = Stopwatch.StartNew();

        var plan = Plan([], circle);
        circle[^1] = "Top,p19999@x,,,,,,UTC";

        Assert.Equal(20_000, plan.WithProblems);
        Assert.EndsWith("P6 → P7 → 19992 more → P0.", plan.Rows[0].Problems.Single(), StringComparison.Ordinal);
        Assert.True(Plan([], circle).IsClean);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Formulas_and_scripts_are_names_like_any_other() =>
        Assert.Equal(["=1+1", "<script>x</script>", "山田 太郎"], Plan([], "=1+1,a@x,,,,,,UTC", "<script>x</script>,b@x,,,,,,UTC", "山田 太郎,c@x,,,,,,UTC").Rows.Select(row => row.Person!.Name));

    private static ImportPlan Plan(ImportPlan.Known[] known, params string[] lines) =>
        ImportPlan.Make(PeopleFile.Read(Encoding.UTF8.GetBytes(Header + string.Join('\n', lines))), known, Today);
}
