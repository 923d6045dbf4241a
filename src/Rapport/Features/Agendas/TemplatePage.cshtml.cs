using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>One template, to be written or changed by administrators.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class TemplateModel(TemplateQueries templates, KeepTemplate keep, Viewer viewer) : FormPage
{
    private const string Policies = "/administration/policies";

    public sealed record Typed(Guid Id, string? Name, string? Text, uint Version);

    /// <summary>Without it, a new one.</summary>
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid? TemplateId { get; set; }

    [BindProperty]
    public Typed Input { get; set; } = null!;

    /// <summary>As it is called now, whatever is being typed.</summary>
    public string Name { get; private set; } = "";

    public string Here => TemplateId is { } id ? $"{Policies}/templates/{id}" : $"{Policies}/templates";

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        () => TemplateId is { } id
            ? keep.Revise(new(id), new(Input.Name, Input.Text), Input.Version, viewer, stop)
            : keep.Add(new(Input.Id), new(Input.Name, Input.Text), viewer, stop),
        Policies, stop);

    public Task<IActionResult> OnPostRemove(CancellationToken stop) => Act(() => keep.Remove(new(TemplateId ?? default), viewer, stop), Policies, stop);

    protected override async Task Load(CancellationToken stop)
    {
        if (TemplateId is not { } id)
        {
            Input ??= new Typed(default, null, null, 0);
            return;
        }

        var (template, version) = await templates.One(new(id), viewer, stop);
        Name = template.Name;
        Input ??= new Typed(default, template.Name, template.Text, version);
    }
}
