using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Agendas;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Tests.Agendas;

/// <summary>The organisation suggests points in Markdown; a pair takes those that fit, once.</summary>
public sealed class AgendaTemplateTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Templates = "/administration/policies/templates";

    private Cast _cast = null!;
    private Series _series = null!;

    public async ValueTask InitializeAsync()
    {
        await host.Database.Empty();
        _cast = await Cast.In(host);
        _series = await _cast.Pair(_cast.Hanna, _cast.Teo);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void A_list_item_is_a_point_and_a_heading_its_part_or_a_note()
    {
        var template = new AgendaTemplate(" Quarterly ", "Once a quarter.\r\n\n# people\n- [ ] How are you, really?\n  Not the short answer.\n  *Take* your time.\n\n## Money ##\n1. What does it cost?\n* And next year?\n### Process\n  nothing of a point\n+ A meeting to delete");

        Assert.Equal(
            [
                new TemplatePoint("How are you, really?", "Not the short answer.\n*Take* your time.", Part.People, null),
                new("What does it cost?", "", null, "Money"),
                new("And next year?", "", null, "Money"),
                new("A meeting to delete", "", Part.Process, null),
            ],
            template.Points());
        Assert.Equal("Quarterly", template.Name);
    }

    [Theory]
    [InlineData("", "- A point")]
    [InlineData("Nothing", "")]
    [InlineData("Words alone", "Talk about this and that.")]
    [InlineData("Unreadable", "- A \u0000")]
    public void A_template_without_a_name_or_a_point_is_none(string name, string text) =>
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(() => new AgendaTemplate(name, text)).Kind);

    [Fact]
    public void What_would_not_fit_an_agenda_is_refused_when_it_is_written()
    {
        Assert.Throws<Refusal>(() => new AgendaTemplate("Long", "- " + new string('x', 301)));
        Assert.Throws<Refusal>(() => new AgendaTemplate("Many", string.Join('\n', Enumerable.Range(0, 41).Select(at => $"- {at}"))));
    }

    [Fact]
    public async Task Administrators_write_change_and_remove_templates_among_the_policies()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        Assert.Contains("Meeting agenda", Forms.Text(await robin.GetStringAsync("/administration/policies")), StringComparison.Ordinal);
        var form = await robin.GetStringAsync(Templates);
        foreach (var sent in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => robin.Submit(Templates, form, "Save template", ("Input.Name", "Exit"), ("Input.Text", "- Why now?")))))
            Assert.Equal("/administration/policies", sent.Headers.Location?.ToString());
        using var other = await robin.Submit(Templates, form, "Save template", ("Input.Name", "Exit"), ("Input.Text", "- Why at all?"));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);

        await using var db = _cast.Db();
        var template = await db.Set<AgendaTemplate>().AsNoTracking().SingleAsync(template => template.Name == "Exit");
        var (page, stale) = ($"{Templates}/{template.Id}", await robin.GetStringAsync($"{Templates}/{template.Id}"));
        using var empty = await robin.Submit(page, "Save template", ("Input.Text", "No list at all"));
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        Assert.Contains("No list at all", await empty.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await robin.Submit(page, "Save template", ("Input.Text", "- What should stay?"));
        Assert.Equal(HttpStatusCode.Conflict, (await robin.Submit(page, stale, "Save template", ("Input.Text", "- Why then?"))).StatusCode);
        Assert.Equal("- What should stay?", (await db.Set<AgendaTemplate>().AsNoTracking().SingleAsync(one => one.Id == template.Id)).Text);

        await robin.Submit(page, "Remove template");
        Assert.Equal(HttpStatusCode.NotFound, (await robin.GetAsync(page)).StatusCode);
    }

    [Fact]
    public async Task One_leaves_out_what_does_not_fit_and_the_rest_are_ones_own_points_once()
    {
        var template = await Written("Release", "## Process\n- What broke?\n- Who is tired?\n  Ask twice.\n## People\n- What next?");
        using var teo = await _cast.Browser(host, _cast.Teo);
        Assert.Contains("Add from a template", await teo.GetStringAsync($"/one-on-ones/{_series.Id}"), StringComparison.Ordinal);
        var page = $"/one-on-ones/{_series.Id}/templates";
        var html = await teo.GetStringAsync($"{page}?template={template.Id}");
        Assert.Contains("Process What broke? Who is tired? Ask twice. People What next?", Forms.Text(html), StringComparison.Ordinal);

        foreach (var sent in await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => teo.Submit(page, html, "Add these points", ("Chosen", "1"), ("Chosen", "2")))))
            Assert.Equal($"/one-on-ones/{_series.Id}", sent.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Conflict, (await teo.Submit(page, html, "Add these points", ("Chosen", "0"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await teo.Submit(page, await teo.GetStringAsync(page), "Add these points", ("Chosen", "99"))).StatusCode);

        await using var db = _cast.Db();
        var points = await db.Set<AgendaPoint>().OrderBy(point => point.Position).ToListAsync();
        Assert.Equal(
            [("Who is tired?", "Ask twice.", Part.Process, _cast.Teo.Id), ("What next?", "", Part.People, _cast.Teo.Id)],
            points.Select(point => (point.Title, point.Details, point.Part, point.AuthorId)));
    }

    [Fact]
    public async Task A_template_that_changed_while_one_chose_adds_nothing_unseen()
    {
        var template = await Written("Release", "- What broke?\n- What next?");
        using var teo = await _cast.Browser(host, _cast.Teo);
        var page = $"/one-on-ones/{_series.Id}/templates";
        var html = await teo.GetStringAsync($"{page}?template={template.Id}");
        await using (var db = _cast.Db())
        {
            (await db.Set<AgendaTemplate>().SingleAsync(one => one.Id == template.Id)).Revise("Release", "- Whose fault is it?");
            await db.SaveChangesAsync();
        }

        using var answer = await teo.Submit(page, html, "Add these points");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Whose fault is it?", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var after = _cast.Db();
        Assert.False(await after.Set<AgendaPoint>().AnyAsync());
    }

    [Fact]
    public async Task Nobody_else_adds_to_a_pairs_agenda_and_an_ended_series_takes_nothing()
    {
        var template = await Written("Release", "- What broke?");
        var uses = new AddFromTemplate(_cast.Db(), host.Clock);
        var request = new AddFromTemplate.Request(Guid.NewGuid(), template.Id, 0, [0]);
        foreach (var who in new[] { _cast.Ruth, _cast.Robin, _cast.Omar })
            Assert.Equal(RefusalKind.Missing, (await Assert.ThrowsAsync<Refusal>(() => uses.Run(_series.Id, request, who.Viewer, default))).Kind);

        await using (var db = _cast.Db())
        {
            (await db.Set<Series>().SingleAsync(one => one.Id == _series.Id)).End(new(2026, 3, 1), SeriesEnding.ManagerChanged);
            await db.SaveChangesAsync();
        }

        using var teo = await _cast.Browser(host, _cast.Teo);
        Assert.Equal(HttpStatusCode.Conflict, (await teo.GetAsync($"/one-on-ones/{_series.Id}/templates")).StatusCode);
        Assert.DoesNotContain("Add from a template", await teo.GetStringAsync($"/one-on-ones/{_series.Id}"), StringComparison.Ordinal);
    }

    private async Task<AgendaTemplate> Written(string name, string text)
    {
        await using var db = _cast.Db();
        var template = new AgendaTemplate(name, text);
        db.Add(template);
        await db.SaveChangesAsync();
        return template;
    }
}
