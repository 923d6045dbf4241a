using System.Net;
using System.Text.RegularExpressions;

namespace Rapport.Tests;

/// <summary>Fills and sends the forms of a page as a browser without scripts does.</summary>
public static partial class Forms
{
    /// <summary>
    /// Opens the page, fills the form that has the button, and sends it:
    /// <c>await browser.Submit("/open-loops/new", "Add", ("Promise", "Ask legal"), ("Due", "2026-03-26"))</c>.
    /// </summary>
    public static async Task<HttpResponseMessage> Submit(this HttpClient browser, string page, string button, params (string Field, string Value)[] filled)
    {
        using var answer = await browser.GetAsync(page);
        var html = await answer.Content.ReadAsStringAsync();
        return await browser.Submit(page, html, button, filled);
    }

    /// <summary>Fills and sends a form of a page that is already open. Sending it twice is a double click.</summary>
    public static async Task<HttpResponseMessage> Submit(this HttpClient browser, string page, string html, string button, params (string Field, string Value)[] filled)
    {
        var form = Form().Matches(html).FirstOrDefault(form => Button().Matches(form.Value).Any(found => Text(found.Groups["text"].Value) == button))
            ?? throw new InvalidOperationException($"{page} has no form with the button “{button}”. It says: {Text(html)}");
        var pressed = Button().Matches(form.Value).First(found => Text(found.Groups["text"].Value) == button).Value;

        var fields = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in Fields(form.Value))
        {
            if (!filled.Any(one => one.Field == name))
                fields.Add(new(name, value));
        }

        fields.AddRange(filled.Select(one => new KeyValuePair<string, string>(one.Field, one.Value)));
        if (Attribute(pressed, "name") is { } chosen)
            fields.Add(new(chosen, Attribute(pressed, "value") ?? ""));

        var action = Attribute(pressed, "formaction") ?? Attribute(form.Groups["tag"].Value, "action");
        using var content = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(string.IsNullOrEmpty(action) ? page : action, content);
    }

    /// <summary>A page's words without its markup, for asserting what a person reads.</summary>
    public static string Text(string html) =>
        WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(html, " "), " ")).Trim();

    private static IEnumerable<(string Name, string Value)> Fields(string form)
    {
        foreach (Match input in Inputs().Matches(form))
        {
            var isChoice = Attribute(input.Value, "type") is "checkbox" or "radio";
            if (Attribute(input.Value, "name") is { } name && (!isChoice || CheckedChoice().IsMatch(input.Value)))
                yield return (name, Attribute(input.Value, "value") ?? (isChoice ? "on" : ""));
        }

        foreach (Match area in Areas().Matches(form))
        {
            if (Attribute(area.Groups["tag"].Value, "name") is { } name)
                yield return (name, WebUtility.HtmlDecode(area.Groups["text"].Value).TrimStart('\r', '\n'));
        }

        foreach (Match select in Selects().Matches(form))
        {
            var options = Options().Matches(select.Value).Select(option => option.Value).ToList();
            var picked = options.Find(option => SelectedOption().IsMatch(option)) ?? options.FirstOrDefault();
            if (Attribute(select.Groups["tag"].Value, "name") is { } name && picked is not null)
                yield return (name, Attribute(picked, "value") ?? "");
        }
    }

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"""\s{name}="(?<value>[^"]*)"|\s{name}(?=[\s>/])""", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)) is { Success: true } found
            ? WebUtility.HtmlDecode(found.Groups["value"].Value)
            : null;

    [GeneratedRegex("(?<tag><form[^>]*>).*?</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Form();

    [GeneratedRegex("<button[^>]*>(?<text>.*?)</button>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Button();

    [GeneratedRegex("<input[^>]*>", RegexOptions.Singleline, 5000)]
    private static partial Regex Inputs();

    [GeneratedRegex("(?<tag><textarea[^>]*>)(?<text>.*?)</textarea>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Areas();

    [GeneratedRegex("(?<tag><select[^>]*>).*?</select>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Selects();

    [GeneratedRegex("<option[^>]*>", RegexOptions.Singleline, 5000)]
    private static partial Regex Options();

    [GeneratedRegex("""\schecked[\s=>/]""", RegexOptions.None, 5000)]
    private static partial Regex CheckedChoice();

    [GeneratedRegex("""\sselected[\s=>/]""", RegexOptions.None, 5000)]
    private static partial Regex SelectedOption();

    [GeneratedRegex("<[^>]*>", RegexOptions.Singleline, 5000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 5000)]
    private static partial Regex Spaces();
}
