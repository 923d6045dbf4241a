using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Rapport.Tests.House;

/// <summary>What may be used where: the few narrow doors stay narrow, and features lean on those above them.</summary>
public partial class PlacesTests
{
    // Changes that reach what their actor may not see; each of them shows nothing of it.
    private static readonly string[] KeepUp = ["Features/People/Reorganisation.cs", "Features/People/RecordLeaving.cs", "Features/People/TakeBackLeaving.cs"];

    [Fact]
    public void Zone_arithmetic_lives_in_the_wall_clock_alone() =>
        Assert.Equal(["Kernel/WallClock.cs"], Using("NodaTime"));

    [Fact]
    public void Upkeep_is_for_the_acts_named_here() =>
        Assert.Equal(KeepUp.Order(StringComparer.Ordinal), Using(".Upkeep()"));

    [Fact]
    public void The_door_is_for_coming_in() =>
        Assert.All(Using(".AtTheDoor()"), path => Assert.Matches("^(Access|Features/Accounts)/", path));

    [Fact]
    public void No_feature_silences_the_bans() =>
        Assert.Empty(Using("RS0030"));

    /// <summary>Between features: entities, ids and queries. A page may offer another feature's acts; an act calls none.</summary>
    [Fact]
    public void An_act_never_calls_the_act_of_another_feature() =>
        Assert.Empty(Uses().Where(use => IsAct(use.By) && IsAct(use.Needed)).Select(use => $"{use.By.FullName} calls {use.Needed.FullName}"));

    /// <summary>A page puts together what it shows, from wherever it comes; whatever is below pages leans one way.</summary>
    [Fact]
    public void Features_lean_on_those_above_them()
    {
        var order = Order();
        var upside = Uses().Where(use => !typeof(PageModel).IsAssignableFrom(use.By) && order.IndexOf(FeatureOf(use.Needed)!) > order.IndexOf(FeatureOf(use.By)!));
        Assert.Empty(upside.Select(use => $"{use.By.FullName} needs {use.Needed.FullName}, which Program.cs lists below it"));
    }

    [Fact]
    public void Every_feature_is_listed()
    {
        var listed = Order();
        var features = typeof(Program).Assembly.GetTypes().Select(FeatureOf).OfType<string>().Distinct();
        Assert.Empty(features.Where(feature => typeof(Program).Assembly.GetType($"Rapport.Features.{feature}.{feature}Feature")?.GetMethod("Add") is not null).Except(listed));
    }

    /// <summary>What one feature's types ask for in their constructors of another feature's.</summary>
    private static IEnumerable<(Type By, Type Needed)> Uses() =>
        from type in typeof(Program).Assembly.GetTypes()
        where FeatureOf(type) is not null && type.IsClass && !type.IsAbstract
        from constructor in type.GetConstructors()
        from parameter in constructor.GetParameters()
        where FeatureOf(parameter.ParameterType) is { } other && other != FeatureOf(type) && IsBehaviour(parameter.ParameterType)
        select (type, parameter.ParameterType);

    private static bool IsAct(Type type) => type.GetMethods().Any(method => method.Name == "Run");

    private static bool IsBehaviour(Type type) =>
        type.IsClass && type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Any(method => typeof(Task).IsAssignableFrom(method.ReturnType));

    private static string? FeatureOf(Type type) =>
        type.Namespace?.Split('.') is ["Rapport", "Features", var feature, ..] && feature != "Shared" ? feature : null;

    private static List<string> Order() =>
        [.. Listed().Matches(Repository.Files("src/Rapport", "Program.cs").Single().Text).Select(match => match.Groups["name"].Value)];

    private static IEnumerable<string> Using(string word) =>
        Repository.Files("src/Rapport").Where(file => file.Text.Contains(word, StringComparison.Ordinal)).Select(file => file.Path);

    [GeneratedRegex(@"^\s+(?<name>\w+)Feature\.Add\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listed();
}
