using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;

namespace Rapport.Tests.Agendas;

/// <summary>A point on its own page, where its author changes its words before a meeting.</summary>
public sealed class PointPageTests(Cluster cluster) : IAsyncLifetime
{
    private Host _host = null!;
    private Cast _cast = null!;
    private AgendaPoint _point = null!;

    private string Address => $"/points/{_point.Id}";

    public async ValueTask InitializeAsync()
    {
        _host = new Host(cluster);
        await _host.InitializeAsync();
        _cast = await Cast.In(_host);
        var series = await _cast.Pair(_cast.Hanna, _cast.Teo);
        _point = new AgendaPoint(series.Id, _cast.Teo.Id, PointKind.Point, null, Part.People, "The gateway", "Two weekends.", 1, 0, _host.Clock.GetUtcNow());
        await using var db = _cast.Db();
        db.Add(_point);
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Words_that_came_too_late_stand_beside_the_newer_ones_and_are_saved_once_their_author_says_so_again()
    {
        using var teo = await _cast.Browser(_host, _cast.Teo, follow: true);
        var before = await teo.GetStringAsync(Address);
        using var first = await teo.Submit(Address, "Save", ("Input.Details", "Three weekends."));
        using var late = await teo.Submit(Address, before, "Save", ("Input.Details", "Never mind the weekends."));
        var page = await late.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("<p dir=\"auto\">Three weekends.</p>", page, StringComparison.Ordinal);
        Assert.Contains("Never mind the weekends.</textarea>", page, StringComparison.Ordinal);
        Assert.Contains("not saved yet", Forms.Text(page), StringComparison.Ordinal);
        Assert.Equal("Three weekends.", await Details());

        using var again = await teo.Submit(Address, page, "Save");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal("Never mind the weekends.", await Details());
    }

    private async Task<string> Details()
    {
        await using var db = _cast.Db();
        return await db.Set<AgendaPoint>().Select(point => point.Details).SingleAsync();
    }
}
