using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rapport.Access;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Brings people in from a table: first what it would do, row by row, then all of it at once.</summary>
[Authorize(AccessFeature.Administrators)]
[RequestSizeLimit(Largest)]
[RequestFormLimits(MultipartBodyLengthLimit = Largest, ValueLengthLimit = Largest)]
public sealed class ImportModel(PersonQueries queries, ImportPeople import, Viewer viewer, TimeProvider clock) : FormPage
{
    private const int Largest = 12 * 1024 * 1024;
    private const int MostShown = 200;

    [BindProperty]
    public IFormFile? Table { get; set; }

    /// <summary>The file that was looked at, packed.</summary>
    [BindProperty]
    public string? Carried { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    /// <summary>How many the import that has just been done brought in and changed.</summary>
    [BindProperty(SupportsGet = true)]
    public int? New { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Changed { get; set; }

    public ImportPlan? Plan { get; private set; }

    /// <summary>Why the file could not be read at all.</summary>
    public string? Unreadable { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostPreview(CancellationToken stop)
    {
        if (Table is { Length: > 0 })
        {
            using var bytes = new MemoryStream();
            await Table.CopyToAsync(bytes, stop);
            Carried = CarriedFile.Pack(bytes.ToArray());
        }

        ModelState.Clear();
        await Load(stop);
        if (Unreadable is not null)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public Task<IActionResult> OnPostImport(CancellationToken stop) => Act(
        async () =>
        {
            var done = await import.Run(new(CarriedFile.Unpack(Carried), Seen ?? ""), viewer, stop);
            return $"/people/import?new={done.New}&changed={done.Updated}";
        },
        stop);

    protected override async Task Load(CancellationToken stop)
    {
        try
        {
            Refusal.Invalid(string.IsNullOrEmpty(Carried), "Choose a file first.");
            Plan = ImportPlan.Make(PeopleFile.Read(CarriedFile.Unpack(Carried)), await queries.Known(viewer, stop), viewer.Today(clock.GetUtcNow()));
        }
        catch (Refusal refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            Unreadable = refusal.Message;
        }
    }

    public (IReadOnlyList<ImportPlan.Row> Rows, int More) Problems => Shown(row => row.Problems.Count > 0);

    public (IReadOnlyList<ImportPlan.Row> Rows, int More) Updates => Shown(row => row.Problems.Count == 0 && row.Action == ImportAction.Updated);

    public (IReadOnlyList<ImportPlan.Row> Rows, int More) Additions => Shown(row => row.Problems.Count == 0 && row.Action == ImportAction.New);

    public static string Totals(ImportPlan plan)
    {
        int Clean(ImportAction action) => plan.Rows.Count(row => row.Action == action && row.Problems.Count == 0);

        string[] parts =
        [
            .. Part(plan.WithProblems, "with a problem"), .. Part(Clean(ImportAction.New), "new"),
            .. Part(Clean(ImportAction.Updated), "changed"), .. Part(Clean(ImportAction.Unchanged), "as they are"),
        ];
        return string.Join(", ", parts) + ".";
    }

    private static IEnumerable<string> Part(int count, string what) => count == 0 ? [] : [$"{count:N0} {what}"];

    private (IReadOnlyList<ImportPlan.Row> Rows, int More) Shown(Func<ImportPlan.Row, bool> which)
    {
        var rows = Plan!.Rows.Where(which).ToList();
        return ([.. rows.Take(MostShown)], Math.Max(0, rows.Count - MostShown));
    }
}
