using System.Globalization;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>
/// An e-mail address as people type it. Two that differ in case are the same person's, and only a mail that arrives
/// proves more than the shape that is checked here.
/// </summary>
public static class EmailAddress
{
    public const int Longest = 254;

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>The address without the spaces around it.</summary>
    /// <exception cref="Refusal">It has not the shape of an address.</exception>
    public static string Of(string? text)
    {
        var address = TypedText.Line(text, Longest, "Give an e-mail address.");
        Refusal.Invalid(!HasShape(address), $"“{address}” is not an e-mail address. Write it like ana@example.com.");
        return address;
    }

    private static bool HasShape(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != address.LastIndexOf('@') || address.Any(IsOutOfPlace))
            return false;

        return address[(at + 1)..].Split('.').All(label => label.Length > 0 && label[0] != '-' && label[^1] != '-')
            && address[..at].Split('.').All(part => part.Length > 0);
    }

    // Invisible and direction-turning characters would make two addresses look the same; the others end a mail header.
    private static bool IsOutOfPlace(char character) =>
        char.IsWhiteSpace(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.Control
        || "\"(),:;<>[]\\".Contains(character, StringComparison.Ordinal);
}
