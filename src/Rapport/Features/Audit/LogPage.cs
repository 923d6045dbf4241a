using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Audit;

/// <summary>A page that shows entries of the log.</summary>
public abstract class LogPage(Viewer viewer) : PageModel
{
    public Viewer Viewer { get; } = viewer;

    public AuditPage Found { get; protected set; } = null!;

    /// <summary>The address of the entries before these.</summary>
    public abstract string Older { get; }

    /// <summary>The days of these entries, each with its own, the newest first.</summary>
    public IEnumerable<IGrouping<DateOnly, AuditRow>> Days => Found.Rows.GroupBy(row => WallClock.Local(row.At, Viewer.TimeZone).Day);

    /// <summary>The same, done over and over within a minute, is told once.</summary>
    public IEnumerable<(AuditRow Row, int Times)> Told(IEnumerable<AuditRow> rows) => rows
        .Aggregate(new List<(AuditRow Row, int Times)>(), (told, row) =>
        {
            if (told.Count > 0 && told[^1] is var (last, times) && Line(last) == Line(row))
                told[^1] = (last, times + 1);
            else
                told.Add((row, 1));
            return told;
        });

    public string Time(AuditRow row) => WallClock.Local(row.At, Viewer.TimeZone).At.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);

    private (AuditKind, Id<Person>?, Id<Person>?, string?, string) Line(AuditRow row) => (row.Kind, row.ActorId, row.AboutId, row.Other, Time(row));

    public string Actor(AuditRow row) => row.ActorId == Viewer.PersonId ? "You" : row.Actor ?? AuditWords.Nobody(row.Kind);

    public string About(AuditRow row) => row.AboutId == Viewer.PersonId ? "you" : row.About ?? "somebody";

    /// <summary>In groups of four digits, as it is read aloud.</summary>
    public string Head => string.Join(' ', Found.Head.Chunk(4).Select(digits => new string(digits)));
}
