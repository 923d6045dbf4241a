using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.OneOnOnes;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Agendas;

/// <summary>What a template would put on a pair's agenda, to choose from.</summary>
public sealed class FromTemplateModel(SeriesQueries seriesQueries, TemplateQueries templates, AddFromTemplate add, Viewer viewer, TimeProvider clock) : FormPage
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid SeriesId { get; set; }

    /// <summary>Which template; without it the first.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Template { get; set; }

    [BindProperty]
    public Guid Form { get; set; }

    [BindProperty]
    public uint Version { get; set; }

    [BindProperty]
    public List<int> Chosen { get; set; } = [];

    public List<AgendaTemplate> Templates { get; private set; } = [];
    public AgendaTemplate? Shown { get; private set; }
    public uint ShownVersion { get; private set; }
    public string OtherName { get; private set; } = "";
    public string SeriesUrl => $"/one-on-ones/{SeriesId}";
    public string Here => $"{SeriesUrl}/templates";

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        () => add.Run(new(SeriesId), new(Form, new(Template ?? default), Version, Chosen), viewer, stop), SeriesUrl, stop);

    /// <summary>Everything is, until somebody left something out.</summary>
    public bool IsChosen(int at) => HttpMethods.IsGet(Request.Method) || Chosen.Contains(at);

    protected override async Task Load(CancellationToken stop)
    {
        var pair = await seriesQueries.Page(new(SeriesId), viewer, stop);
        viewer.RefuseUnlessWritingIn(pair.Series, clock.GetUtcNow());
        OtherName = pair.OtherThan(viewer.PersonId).Called;
        Templates = await templates.All(viewer, stop);
        if ((Template ?? Templates.FirstOrDefault()?.Id.Value) is { } id)
            (Shown, ShownVersion) = await templates.One(new(id), viewer, stop);
    }
}
