using Rapport.Kernel;

namespace Rapport.Integrations;

/// <summary>The address of this installation, as links in messages have it.</summary>
public static class WebAddress
{
    /// <summary>Scheme, host and port, and nothing behind them.</summary>
    /// <exception cref="Refusal">It is not the address of a website.</exception>
    public static string Origin(string? text)
    {
        var line = TypedText.Line(text, 300, "Give the address under which people open Rapport, such as https://rapport.example.org.");
        Refusal.Invalid(
            !Uri.TryCreate(line, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0 || address.Host.Length == 0,
            $"“{line}” is not the address of a website. Write it like https://rapport.example.org.");
        return address.GetLeftPart(UriPartial.Authority);
    }
}
