using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Audit;

/// <summary>An entry, ready to be shown.</summary>
/// <param name="Other">With whom the conversation is, for one of its two.</param>
public sealed record AuditRow(long Number, DateTimeOffset At, AuditKind Kind, Id<Person>? ActorId, string? Actor, Id<Person>? AboutId, string? About, string? Other = null);

/// <summary>Entries, the newest first.</summary>
/// <param name="Before">From where older ones go on; nothing at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, long? Before, string Head);

/// <summary>Reads the audit log: one's own part of it, and all of it for administrators.</summary>
public sealed class AuditQueries(RapportDb db)
{
    private const int PageSize = 50;

    /// <param name="before">Only older ones than the entry of this number.</param>
    public async Task<AuditPage> Own(long? before, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        var rows = await (
            from item in seen.OwnEvents.Where(item => item.Number != null && (before == null || item.Number < before)).OrderByDescending(item => item.Number).Take(PageSize + 1)
            from actor in seen.People.Where(person => person.Id == item.ActorId).DefaultIfEmpty()
            from about in seen.People.Where(person => person.Id == item.AboutId).DefaultIfEmpty()
            from series in seen.Series.Where(series => series.Id == item.SeriesId).DefaultIfEmpty()
            from other in seen.People.Where(person => person.Id == (series.ManagerId == viewer.PersonId ? series.ReportId : series.ManagerId)).DefaultIfEmpty()
            orderby item.Number descending
            select new AuditRow(item.Number!.Value, item.At, item.Kind, item.ActorId, (string?)actor.Name, item.AboutId, (string?)about.Name, (string?)other.Name))
            .ToListAsync(stop);
        return await Page(rows, seen, stop);
    }

    /// <exception cref="Refusal">Missing, unless the viewer is an administrator.</exception>
    public async Task<AuditPage> All(AuditGroup? group, string? words, long? before, Viewer viewer, CancellationToken stop)
    {
        Refusal.Missing(!viewer.MayAdminister());
        var seen = db.SeenBy(viewer);
        var found = seen.LoggedEvents.Where(item => before == null || item.Number < before);
        if (group is { } wanted)
        {
            var kinds = AuditWords.In(wanted);
            found = found.Where(item => kinds.Contains(item.Kind));
        }

        foreach (var word in SearchWords.Patterns(words))
        {
            found = found.Where(item => seen.People.Any(person => (person.Id == item.ActorId || person.Id == item.AboutId)
                && EF.Functions.ILike(EF.Functions.Unaccent(person.Name), EF.Functions.Unaccent(word), SearchWords.Escape)));
        }

        var rows = await (
            from item in found.OrderByDescending(item => item.Number).Take(PageSize + 1)
            from actor in seen.People.Where(person => person.Id == item.ActorId).DefaultIfEmpty()
            from about in seen.People.Where(person => person.Id == item.AboutId).DefaultIfEmpty()
            orderby item.Number descending
            select new AuditRow(item.Number, item.At, item.Kind, item.ActorId, (string?)actor.Name, item.AboutId, (string?)about.Name, null))
            .ToListAsync(stop);
        return await Page(rows, seen, stop);
    }

    private static async Task<AuditPage> Page(List<AuditRow> rows, Visible seen, CancellationToken stop)
    {
        var head = Convert.ToHexStringLower(await seen.AuditHead.Select(head => head.Hash).SingleAsync(stop));
        return new([.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].Number : null, head);
    }
}
