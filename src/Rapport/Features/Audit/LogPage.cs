using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rapport.Access;
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

    public string Time(AuditRow row) => WallClock.Local(row.At, Viewer.TimeZone).At.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);

    public string Actor(AuditRow row) => row.ActorId == Viewer.PersonId ? "You" : row.Actor ?? AuditWords.Nobody(row.Kind);

    public string About(AuditRow row) => row.AboutId == Viewer.PersonId ? "you" : row.About ?? "somebody";

    /// <summary>In groups of four digits, as it is read aloud.</summary>
    public string Head => string.Join(' ', Found.Head.Chunk(4).Select(digits => new string(digits)));
}
