using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>The public holidays of the organisation, for administrators.</summary>
[Authorize(AccessFeature.Administrators)]
public sealed class HolidaysModel(AbsenceQueries absences, AddHoliday addHoliday, RemoveHoliday removeHoliday, Viewer viewer, TimeProvider clock) : FormPage
{
    private const string Place = "/administration/holidays";
    private const int Most = 400;

    public sealed record NewHoliday(Guid Id, DateOnly? Day, string? Name, string? Zone);

    [BindProperty]
    public NewHoliday? Input { get; set; }

    public List<PublicHoliday> Holidays { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        () => addHoliday.Run(new(new(Input?.Id ?? default), Input?.Day, Input?.Name, Input?.Zone), viewer, stop), Place, stop);

    public Task<IActionResult> OnPostRemove(Guid holiday, CancellationToken stop) => Act(() => removeHoliday.Run(new(holiday), viewer, stop), Place, stop);

    public IEnumerable<SelectListItem> Zones() =>
        WallClock.Zones(clock.GetUtcNow()).Select(zone => new SelectListItem(zone.Label, zone.Id)).Prepend(new("Everyone", ""));

    protected override async Task Load(CancellationToken stop)
    {
        Today = viewer.Today(clock.GetUtcNow());
        Holidays = await absences.Holidays(Today.AddDays(-30), Most, viewer, stop);
    }
}
