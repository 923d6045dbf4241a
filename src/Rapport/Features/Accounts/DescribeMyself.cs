using Rapport.Access;
using Rapport.Data;

namespace Rapport.Features.Accounts;

/// <summary>Changes how one is shown to others and where one's days begin.</summary>
public sealed class DescribeMyself(RapportDb db)
{
    public sealed record Request(string Name, string TimeZone);

    public async Task Run(Request request, Viewer viewer, CancellationToken stop)
    {
        var person = await db.SeenBy(viewer).People.One(person => person.Id == viewer.PersonId, stop);
        person.Rename(request.Name);
        person.MoveTo(request.TimeZone);
        await db.SaveChangesAsync(stop);
    }
}
