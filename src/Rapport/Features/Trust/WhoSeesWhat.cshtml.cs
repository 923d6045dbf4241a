using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Kernel;

namespace Rapport.Features.Trust;

/// <summary>What a manager, their manager, people operations and administrators can see of whoever reads this, from the access table.</summary>
public sealed class WhoSeesWhatPage(TrustQueries queries, Viewer viewer) : PageModel
{
    public static readonly (string Label, Relation Relation)[] Readers =
        [("You", Relation.Report), ("Your manager", Relation.Manager), ("Their manager", Relation.SkipLevel), ("Administrators", Relation.Administrator), ("Anybody else", Relation.Stranger)];

    /// <summary>What people ask about, each with the rows of the table that answer it.</summary>
    public static readonly (string Label, AccessRow[] Rows)[] Things =
    [
        ("Your name, team, title, time zone", [AccessTable.OfThePerson["Person: name, team, title, zone"]]),
        ("Your level, start date, e-mail", [AccessTable.OfThePerson["Level, start date, e-mail"]]),
        ("Your days of leave", [AccessTable.OfThePerson["Leave"]]),
        ("That you have one-on-ones, with whom, since when", [AccessTable.OfARunningSeries["The series and its dates"]]),
        ("Whether they are held", [AccessTable.OfARunningSeries["Meeting"], AccessTable.OfARunningSeries["Whether its meetings are held"]]),
        ("Points, notes, decisions and promises in them", [AccessTable.OfARunningSeries["Agenda point"], AccessTable.OfARunningSeries["Shared text"], AccessTable.OfARunningSeries["Decision"]]),
        ("When you signed in", [AccessTable.OfThePerson["Log: that they signed in"]]),
        ("Your private notes", [AccessTable.OfThePerson["Private notes, as unreadable bytes"]]),
    ];

    public List<ReadSeries> Mine { get; private set; } = [];

    public bool IsShut { get; } = viewer.IsShut;

    public async Task OnGet(CancellationToken stop) => Mine = await queries.Mine(viewer, stop);

    /// <summary>The most that any of these rows gives, in a word.</summary>
    public static string Word((string Label, AccessRow[] Rows) thing, Relation relation) => thing.Rows.Max(row => row[relation]) switch
    {
        AccessLevel.Writes or AccessLevel.Reads => "Yes",
        AccessLevel.Dates => thing.Rows[0].What.StartsWith("Log", StringComparison.Ordinal) ? "Yes" : "Only that",
        AccessLevel.Share => "One number over at least three pairs",
        _ => "No",
    };

    public string Day(DateTimeOffset at) => Day(WallClock.Local(at, viewer.TimeZone).Day);

    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
