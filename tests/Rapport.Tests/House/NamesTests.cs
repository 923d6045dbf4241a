using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Tests.House;

/// <summary>Words that say nothing, and endings that say what everybody sees, stay out of our names.</summary>
public class NamesTests
{
    private static readonly string[] Empty = ["Manager", "Helper", "Service", "Utils", "Dto", "Utility", "Handler", "Repository"];

    // A manager is somebody who leads people here; a session handler is the framework's word for what authenticates.
    private static readonly string[] MeantSo = ["ChangeManager", "StoryFormerManager", "SessionHandler"];

    private static IEnumerable<Type> Ours => typeof(Program).Assembly.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Rapport", StringComparison.Ordinal) == true
            && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !typeof(RazorPageBase).IsAssignableFrom(type) && !type.Name.Contains('<', StringComparison.Ordinal));

    [Fact]
    public void Types_are_named_after_what_they_are() =>
        Assert.Empty(Ours.Where(type => !MeantSo.Contains(type.Name) && !typeof(TagHelper).IsAssignableFrom(type)
            && Empty.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal))).Select(type => type.FullName));

    [Fact]
    public void Methods_carry_no_Async_suffix() =>
        Assert.Empty(
            from type in Ours
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where method.Name.EndsWith("Async", StringComparison.Ordinal) && !method.Name.Contains('<', StringComparison.Ordinal)
                && method.GetBaseDefinition().DeclaringType == type && !IsOfAnInterface(type, method)
            select $"{type.FullName}.{method.Name}");

    [Fact]
    public void Every_type_of_ours_lives_where_its_namespace_says()
    {
        var astray =
            from file in Repository.Files("src/Rapport")
            let folder = "Rapport." + Path.GetDirectoryName(file.Path)!.Replace('/', '.')
            from line in file.Text.Split('\n')
            where line.StartsWith("namespace ", StringComparison.Ordinal) && line.TrimEnd(';', '\r', ' ')["namespace ".Length..] != folder.TrimEnd('.')
            select $"{file.Path}: {line}";
        Assert.Empty(astray);
    }

    private static bool IsOfAnInterface(Type type, MethodInfo method) =>
        !type.IsInterface && type.GetInterfaces().Any(one => type.GetInterfaceMap(one).TargetMethods.Contains(method));
}
