using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>
/// A label, its control, a hint and what is wrong with it, wired together: <c>&lt;field for="Input.Email" label="E-mail"
/// type="email" hint="…" /&gt;</c>. Without <c>for</c>, give <c>name</c> and <c>value</c>. <c>rows</c> makes it a text area,
/// <c>options</c> a list to choose from. Other attributes go to the control. Content inside stands under the control, as a
/// reader line does, and is read with it.
/// </summary>
public sealed class FieldTagHelper(IHtmlGenerator html) : TagHelper
{
    public string Label { get; set; } = "";

    public ModelExpression? For { get; set; }

    public string? Name { get; set; }

    public string? Value { get; set; }

    public string Type { get; set; } = "text";

    public string? Hint { get; set; }

    /// <summary>What is wrong, when it is known otherwise than from the model's state.</summary>
    public string? Problem { get; set; }

    public int? Rows { get; set; }

    public IEnumerable<SelectListItem>? Options { get; set; }

    /// <summary>The key that brings a person here, shown in the field's corner.</summary>
    public string? Key { get; set; }

    /// <summary>Keeps what is typed in this browser until it is sent, under this name.</summary>
    public string? Keep { get; set; }

    public bool Required { get; set; }

    /// <summary>The label is for ears alone: the placeholder says it to eyes.</summary>
    public bool LabelHidden { get; set; }

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var below = await output.GetChildContentAsync();
        var name = For is null ? Name ?? "" : ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = context.AllAttributes["id"]?.Value?.ToString() ?? TagBuilder.CreateSanitizedId(name, "-");
        var problem = Problem ?? ProblemOf(name);
        var hasBelow = !below.IsEmptyOrWhiteSpace;

        var control = Control(name, id);
        foreach (var attribute in output.Attributes.Where(attribute => attribute.Name is not "class"))
            control.MergeAttribute(attribute.Name, attribute.Value?.ToString() ?? "", replaceExisting: true);
        control.MergeAttribute("id", id, replaceExisting: true);
        Describe(control, id, problem, hasBelow);

        var classes = output.Attributes["class"]?.Value?.ToString();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.Clear();
        output.Attributes.SetAttribute("class", classes is null ? "field" : $"field {classes}");

        var label = new TagBuilder("label");
        label.Attributes["for"] = id;
        if (LabelHidden)
            label.AddCssClass("visually-hidden");
        label.InnerHtml.Append(Label);
        output.Content.AppendHtml(label);

        if (Key is null)
            output.Content.AppendHtml(control);
        else
            output.Content.AppendHtml("""<div class="field-box">""").AppendHtml(control)
                .AppendHtml("""<kbd class="on-wide" aria-hidden="true">""").Append(Key).AppendHtml("</kbd></div>");

        if (problem is not null)
            output.Content.AppendHtml($"""<p class="problem" id="{id}-problem">""").Append(problem).AppendHtml("</p>");
        if (Hint is not null)
            output.Content.AppendHtml($"""<p class="hint" id="{id}-hint">""").Append(Hint).AppendHtml("</p>");
        if (hasBelow)
            output.Content.AppendHtml($"""<div id="{id}-below">""").AppendHtml(below).AppendHtml("</div>");
    }

    private TagBuilder Control(string name, string id)
    {
        var value = ValueOf(name);
        if (Options is not null)
        {
            var select = new TagBuilder("select");
            // Written straight: a page may offer the same forty people twenty times.
            foreach (var option in Options)
            {
                var isChosen = value is null ? option.Selected : string.Equals(value, option.Value, StringComparison.Ordinal);
                select.InnerHtml.AppendHtml("<option value=\"").Append(option.Value).AppendHtml(isChosen ? "\" selected=\"selected\">" : "\">").Append(option.Text).AppendHtml("</option>");
            }
            return Finish(select);
        }

        if (Rows is { } rows)
        {
            var area = new TagBuilder("textarea");
            area.Attributes["rows"] = rows.ToString(CultureInfo.InvariantCulture);
            area.Attributes["dir"] = "auto";
            // A browser drops the first line break of a text area, so one that belongs to the text needs another before it.
            area.InnerHtml.AppendHtml("\n").Append(value ?? "");
            return Finish(area);
        }

        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.Attributes["type"] = Type;
        if (Type is "text" or "search")
            input.Attributes["dir"] = "auto";
        if (value is not null && Type is not "password")
            input.Attributes["value"] = value;
        return Finish(input);

        TagBuilder Finish(TagBuilder control)
        {
            control.Attributes["id"] = id;
            control.Attributes["name"] = name;
            if (Required)
                control.Attributes["required"] = "required";
            if (Key is not null)
            {
                control.Attributes["data-key"] = Key;
                control.Attributes["data-key-label"] = Label;
            }
            if (Keep is not null)
                control.Attributes["data-keep"] = Keep;
            return control;
        }
    }

    private static void Describe(TagBuilder control, string id, string? problem, bool hasBelow)
    {
        control.Attributes.TryGetValue("aria-describedby", out var said);
        var described = string.Join(' ', new[] { said, problem is null ? null : $"{id}-problem", hasBelow ? $"{id}-below" : null }
            .OfType<string>());
        if (described.Length > 0)
            control.Attributes["aria-describedby"] = described;
        if (problem is not null)
            control.Attributes["aria-invalid"] = "true";
    }

    private string? ValueOf(string name)
    {
        if (ViewContext.ViewData.ModelState.TryGetValue(name, out var typed) && typed.AttemptedValue is { } attempted)
            return attempted;

        return Value ?? For?.Model switch
        {
            null => null,
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
            var model => html.FormatValue(model, null),
        };
    }

    private string? ProblemOf(string name) =>
        ViewContext.ViewData.ModelState.TryGetValue(name, out var entry) && entry.Errors.Count > 0
            ? entry.Errors[0].ErrorMessage
            : null;
}
