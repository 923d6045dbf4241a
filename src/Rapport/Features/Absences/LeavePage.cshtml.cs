using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Absences;

/// <summary>One's own days away, and the public holidays that count where one lives.</summary>
public sealed class LeaveModel(AbsenceQueries absences, AddLeave addLeave, RemoveLeave removeLeave, Viewer viewer, TimeProvider clock) : FormPage
{
    private const int Most = 100;

    public sealed record Days(Guid Id, DateOnly? First, DateOnly? Last);

    [BindProperty]
    public Days? Input { get; set; }

    public List<Leave> Mine { get; private set; } = [];

    public List<PublicHoliday> Holidays { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public async Task OnGet(CancellationToken stop) => await Load(stop);

    public Task<IActionResult> OnPost(CancellationToken stop) => Act(
        () => addLeave.Run(new(new(Input?.Id ?? default), Input?.First, Input?.Last), viewer, stop), "/leave", stop);

    public Task<IActionResult> OnPostRemove(Guid leave, CancellationToken stop) => Act(() => removeLeave.Run(new(leave), viewer, stop), "/leave", stop);

    /// <summary>"Thu 26 March", or "Thu 26 to Fri 27 March".</summary>
    public string Words(Leave leave) => leave.FirstDay == leave.LastDay
        ? NearDate.Short(leave.FirstDay, Today)
        : $"{NearDate.Short(leave.FirstDay, Today)} to {NearDate.Short(leave.LastDay, Today)}";

    protected override async Task Load(CancellationToken stop)
    {
        Today = viewer.Today(clock.GetUtcNow());
        Mine = await absences.Mine(Today, Most, viewer, stop);
        Holidays = [.. (await absences.Holidays(Today, Most, viewer, stop)).Where(holiday => holiday.IsFor(viewer.TimeZone, holiday.Day)).Take(12)];
    }
}
