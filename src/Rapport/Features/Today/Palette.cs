using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Features.People;
using Rapport.Features.Shared;
using Rapport.Kernel;

namespace Rapport.Features.Today;

/// <summary>
/// Finds what somebody means by a few letters: their one-on-ones, people, pages and what one can do. Without letters it
/// names where one usually goes. It finds only what its viewer can open.
/// </summary>
public sealed class Palette(RapportDb db, TimeProvider clock)
{
    /// <summary>One place to go to.</summary>
    /// <param name="Hint">What kind of place it is.</param>
    public sealed record Place(string Label, string Hint, string Url);

    private const int Most = 12;
    private const int LongestQuestion = 100;

    private static readonly Place[] Pages =
    [
        .. Navigation.Places.Select(place => new Place(place.Label, "Page", place.Url)),
        new("Start a one-on-one", "Action", "/one-on-ones/new"),
        new("Ended loops", "Page", "/open-loops?ended=true"),
        new("Organisation chart", "Page", "/people/chart"),
        new("Cadence health", "Page", "/cadence"),
        new("Days away", "Page", "/leave"),
        new("Decision log", "Page", "/decisions"),
        new("Private notes", "Page", "/private-notes"),
        new("Keys of your private notes", "Page", "/private-notes/keys"),
        new("Your account", "Page", "/account"),
    ];

    private static readonly Place[] ForLeaders =
    [
        new("Leadership sync", "Page", "/leadership-sync"),
        new("Register of risks", "Page", "/register"),
        new("Decisions of syncs", "Page", "/leadership-sync/decisions"),
    ];

    private static readonly Place[] ForAdministrators =
    [
        new("Administration", "Administration", "/administration"),
        new("Invite somebody", "Action", "/administration/accounts"),
        new("Import people", "Action", "/people/import"),
        new("Accounts", "Administration", "/administration/accounts"),
        new("Policies", "Administration", "/administration/policies"),
        new("Public holidays", "Administration", "/administration/holidays"),
        new("Series that exist", "Administration", "/administration/series"),
    ];

    public static void Map(WebApplication app) => app.MapGet("/palette", (string? q, Palette palette, Viewer viewer, CancellationToken stop) => palette.Find(q, viewer, stop));

    public async Task<IReadOnlyList<Place>> Find(string? question, Viewer viewer, CancellationToken stop)
    {
        var words = (question ?? "").Trim();
        if (words.Length > LongestQuestion || words.Contains('\0'))
            return [];

        var pages = Pages.Concat(viewer.IsAmongLeaders ? ForLeaders : []).Concat(viewer.MayAdminister() ? ForAdministrators : [])
            .Where(page => page.Label.Contains(words, StringComparison.OrdinalIgnoreCase))
            .ToList();
        var met = await OneOnOnes(words, viewer, stop);
        var people = words.Length == 0 ? [] : await People(words, viewer, stop);
        return [.. met.Concat(words.Length == 0 ? [] : Starting(pages, words)).Concat(people).Concat(pages).Distinct().Take(Most)];
    }

    // "op" means the page that begins so, rather than everyone whose name holds it.
    private static IEnumerable<Place> Starting(IEnumerable<Place> pages, string words) =>
        pages.Where(page => page.Label.StartsWith(words, StringComparison.OrdinalIgnoreCase));

    private async Task<List<Place>> OneOnOnes(string words, Viewer viewer, CancellationToken stop)
    {
        var (seen, me, today) = (db.SeenBy(viewer), viewer.PersonId, viewer.Today(clock.GetUtcNow()));
        var pattern = Holds(words);
        return await (
            from series in seen.Series
            join other in seen.People on series.ManagerId == me ? series.ReportId : series.ManagerId equals other.Id
            where EF.Functions.ILike(other.Name, pattern, SearchWords.Escape)
            orderby series.EndedOn != null && series.EndedOn <= today, other.Name, series.StartedAt descending
            select new Place(other.Name, series.EndedOn != null && series.EndedOn <= today ? "Former one-on-one" : "One-on-one", "/one-on-ones/" + series.Id.Value))
            .Take(6).ToListAsync(stop);
    }

    private async Task<List<Place>> People(string words, Viewer viewer, CancellationToken stop)
    {
        var today = viewer.Today(clock.GetUtcNow());
        var pattern = Holds(words);
        return await (
            from person in db.SeenBy(viewer).People
            where EF.Functions.ILike(person.Name, pattern, SearchWords.Escape) && (person.LeftOn == null || person.LeftOn > today)
            orderby person.Name, person.Id
            select new Place(person.Name, person.Title ?? "Person", "/people/" + person.Id.Value))
            .Take(6).ToListAsync(stop);
    }

    private static string Holds(string words) => $"%{SearchWords.Literal(words)}%";
}
