using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Rapport.Features.Shared;

/// <summary>
/// A word from the product in the course of a page: <c>&lt;notice&gt;Saved. Teo sees it now.&lt;/notice&gt;</c>. With
/// <c>alert</c> it says what went wrong and is read out at once. Empty, it is not there.
/// </summary>
public sealed class NoticeTagHelper : TagHelper
{
    public bool Alert { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        if (content.IsEmptyOrWhiteSpace)
        {
            output.SuppressOutput();
            return;
        }

        Write(output, Alert);
        output.Content.SetHtmlContent(content);
    }

    internal static void Write(TagHelperOutput output, bool alert)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", alert ? "notice is-alert" : "notice");
        output.Attributes.SetAttribute("role", alert ? "alert" : "status");
    }
}

/// <summary>What a form was refused for as a whole: the model's errors that belong to no field, as a notice.</summary>
[HtmlTargetElement("form-problems", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormProblemsTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var problems = ViewContext.ViewData.ModelState.TryGetValue("", out ModelStateEntry? entry) ? entry.Errors : [];
        if (problems.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        NoticeTagHelper.Write(output, alert: true);
        foreach (var problem in problems)
            output.Content.AppendHtml("<p>").Append(problem.ErrorMessage).AppendHtml("</p>");
    }
}

/// <summary>
/// An empty place says what it is for and offers the first step:
/// <c>&lt;empty-state purpose="Promises wait here until they are kept."&gt;…the step…&lt;/empty-state&gt;</c>.
/// </summary>
public sealed class EmptyStateTagHelper : TagHelper
{
    public string Purpose { get; set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var step = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "empty");
        output.Content.AppendHtml("<p class=\"purpose\">").Append(Purpose).AppendHtml("</p>").AppendHtml(step);
    }
}

/// <summary>
/// Carries an id made for this form, so that sending it twice makes one thing: <c>&lt;once name="Id" /&gt;</c>. A form that
/// comes back with a problem keeps its id, since nothing was made; after a conflict it gets a new one, since its own may be taken.
/// </summary>
[HtmlTargetElement("once", TagStructure = TagStructure.WithoutEndTag)]
public sealed class OnceTagHelper : TagHelper
{
    public string Name { get; set; } = "Id";

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var sent = ViewContext.ViewData.ModelState.TryGetValue(Name, out var entry) ? entry.AttemptedValue : null;
        output.TagName = "input";
        output.TagMode = TagMode.SelfClosing;
        output.Attributes.SetAttribute("type", "hidden");
        output.Attributes.SetAttribute("name", Name);
        output.Attributes.SetAttribute("value", Guid.TryParse(sent, out var id) && ViewContext.HttpContext.Response.StatusCode != StatusCodes.Status409Conflict ? id : Guid.CreateVersion7());
    }
}
