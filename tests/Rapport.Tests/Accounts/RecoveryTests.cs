using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Access;
using Rapport.Features.Accounts;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Accounts;

public class RecoveryTests(Host host) : IClassFixture<Host>, IAsyncLifetime
{
    private const string Password = "nine purple herons wade";
    private const string Accounts = "/administration/accounts";

    private Cast _cast = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var tidy = host.Database.Owner.CreateCommand("truncate person, account, guess_budget, series cascade"))
            await tidy.ExecuteNonQueryAsync();
        _cast = await Cast.In(host);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_restored_sign_in_opens_no_conversation_until_the_counterpart_confirms()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        using var old = await _cast.Browser(host, _cast.Teo);
        var teo = await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);

        Assert.Equal(HttpStatusCode.Redirect, (await old.GetAsync("/account")).StatusCode);
        Assert.Contains("stay closed until somebody you meet confirms", Forms.Text(await teo.GetStringAsync("/account")), StringComparison.Ordinal);
        Assert.True((await Viewer(_cast.Teo)).IsShut);

        var notice = Assert.Single(await Notices(_cast.Hanna));
        Assert.Equal(("Teo Marković", "Robin Park"), (notice.Name, notice.By));
        using var hanna = await _cast.Browser(host, _cast.Hanna);
        using var confirmed = await hanna.Submit($"/recoveries/{notice.Id}", "Yes, it was Teo Marković");
        Assert.Equal(HttpStatusCode.Redirect, confirmed.StatusCode);

        Assert.False((await Viewer(_cast.Teo)).IsShut);
        Assert.Empty(await Notices(_cast.Hanna));
        var record = Forms.Text(await teo.GetStringAsync("/account"));
        Assert.Contains("Robin Park made a link on 19 March 2026", record, StringComparison.Ordinal);
        Assert.Contains("Hanna Weiß confirmed on 19 March 2026", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_confirms()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await _cast.Pair(_cast.Hanna, _cast.Priya);
        var teo = await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        var id = Assert.Single(await Notices(_cast.Hanna)).Id;

        foreach (var other in (Member[])[_cast.Priya, _cast.Ruth, _cast.Omar, _cast.Robin])
        {
            using var browser = await _cast.Browser(host, other);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/recoveries/{id}")).StatusCode);
            await Refused(() => Confirm(id, other.Viewer));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await teo.GetAsync($"/recoveries/{id}")).StatusCode);
        await Refused(() => Confirm(id, _cast.Teo.Viewer));
        Assert.True((await Viewer(_cast.Teo)).IsShut);
    }

    [Fact]
    public async Task An_administrator_who_starts_meeting_somebody_afterwards_cannot_confirm_them()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        var id = Assert.Single(await Notices(_cast.Hanna)).Id;

        await _cast.Pair(_cast.Robin, _cast.Teo, from: new DateOnly(2026, 3, 20));
        await Refused(() => Confirm(id, _cast.Robin.Viewer));
    }

    [Fact]
    public async Task An_administrator_who_issued_the_link_confirms_only_where_nobody_else_could()
    {
        await _cast.Pair(_cast.Robin, _cast.Teo);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        Assert.Single(await Notices(_cast.Robin));

        await _cast.Pair(_cast.Hanna, _cast.Teo);
        Assert.Empty(await Notices(_cast.Robin));
        Assert.Single(await Notices(_cast.Hanna));
    }

    [Fact]
    public async Task Where_everybody_they_met_has_left_their_manager_confirms()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await Leaves(_cast.Hanna, heir: _cast.Ruth);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);

        Assert.Empty(await Notices(_cast.Priya));
        Assert.Empty(await Notices(_cast.Robin));
        var notice = Assert.Single(await Notices(_cast.Ruth));
        Assert.Equal((false, true), (notice.HaveMet, notice.IsManager));
        using var ruth = await _cast.Browser(host, _cast.Ruth);
        Assert.Contains($"/recoveries/{_cast.Teo.Id}", await ruth.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains("because they report to you", Forms.Text(await ruth.GetStringAsync($"/recoveries/{_cast.Teo.Id}")), StringComparison.Ordinal);
        await ruth.Submit($"/recoveries/{_cast.Teo.Id}", "Yes, it was Teo Marković");

        Assert.False((await Viewer(_cast.Teo)).IsShut);
    }

    [Fact]
    public async Task Where_there_is_no_manager_either_an_administrator_confirms_who_did_not_make_the_link()
    {
        await _cast.Pair(_cast.Hanna, _cast.Ruth);
        await Leaves(_cast.Hanna);
        await UseLink(await Restore(_cast.Ruth, _cast.Robin), _cast.Ruth);
        await Refused(() => Confirm(_cast.Ruth.Id, _cast.Robin.Viewer));
        Assert.Empty(await Notices(_cast.Omar));

        using (var robin = await _cast.Browser(host, _cast.Robin))
            await Act(robin, "Grant", _cast.Omar);
        Assert.Equal((false, false), (Assert.Single(await Notices(_cast.Omar)) is var notice ? (notice.HaveMet, notice.IsManager) : default));
        using var omar = await _cast.Browser(host, _cast.Omar);
        Assert.Contains("you are an administrator and did not make the link", Forms.Text(await omar.GetStringAsync($"/recoveries/{_cast.Ruth.Id}")), StringComparison.Ordinal);
        await omar.Submit($"/recoveries/{_cast.Ruth.Id}", "Yes, it was Ruth Adeyemi");

        Assert.False((await Viewer(_cast.Ruth)).IsShut);
    }

    [Fact]
    public async Task Who_made_the_link_confirms_nothing_that_a_leaver_wrote_in_even_when_they_met_the_person_too()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await _cast.Pair(_cast.Robin, _cast.Teo);
        await Leaves(_cast.Hanna, heir: _cast.Ruth);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);

        await Refused(() => Confirm(_cast.Teo.Id, _cast.Robin.Viewer));
        Assert.Single(await Notices(_cast.Ruth));
    }

    [Fact]
    public async Task A_leaving_that_lies_ahead_hands_the_question_to_nobody()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await Leaves(_cast.Hanna, heir: _cast.Ruth, lastDay: new(2026, 4, 30));
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);

        Assert.Empty(await Notices(_cast.Ruth));
        Assert.Single(await Notices(_cast.Hanna));
    }

    [Fact]
    public async Task Two_who_were_both_shut_out_are_opened_one_after_the_other()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        await UseLink(await Restore(_cast.Hanna, _cast.Robin), _cast.Hanna);
        await Confirm(_cast.Hanna.Id, await Viewer(_cast.Ruth));

        Assert.Empty(await Notices(_cast.Ruth));
        await Confirm(_cast.Teo.Id, await Viewer(_cast.Hanna));
        Assert.False((await Viewer(_cast.Teo)).IsShut);
    }

    [Fact]
    public async Task The_day_takes_six_statements_while_somebody_is_to_be_confirmed_too()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        using var hanna = await _cast.Browser(host, _cast.Hanna);
        using var ruth = await _cast.Browser(host, _cast.Ruth);
        using var counter = new StatementCounter(host.Database);

        await hanna.GetStringAsync("/?why=" + Guid.NewGuid());
        Assert.InRange(counter.Count, 1, 6);
        counter.Reset();
        await ruth.GetStringAsync("/");
        Assert.InRange(counter.Count, 1, 6);
    }

    [Fact]
    public async Task Somebody_who_met_nobody_has_nothing_to_shut_and_a_record()
    {
        var omar = await UseLink(await Restore(_cast.Omar, _cast.Robin), _cast.Omar);

        Assert.False((await Viewer(_cast.Omar)).IsShut);
        Assert.Contains("Robin Park made a link", Forms.Text(await omar.GetStringAsync("/account")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_yes_is_for_everything_that_was_restored_so_far()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        await Confirm(_cast.Teo.Id, _cast.Hanna.Viewer);

        Assert.False((await Viewer(_cast.Teo)).IsShut);
    }

    [Fact]
    public async Task Today_asks_the_counterpart_and_leads_to_the_answer()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        var teo = await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        using var hanna = await _cast.Browser(host, _cast.Hanna);

        Assert.Contains($"/recoveries/{_cast.Teo.Id}", await hanna.GetStringAsync("/"), StringComparison.Ordinal);
        var shut = Forms.Text(await teo.GetStringAsync("/"));
        Assert.Contains("stay closed until somebody you meet confirms", shut, StringComparison.Ordinal);
        Assert.DoesNotContain("have not met", shut, StringComparison.Ordinal);
        Assert.DoesNotContain("Start meeting", shut, StringComparison.Ordinal);
        await Confirm(_cast.Teo.Id, _cast.Hanna.Viewer);
        Assert.DoesNotContain("/recoveries/", await hanna.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_nobody_used_shuts_nothing_and_tells_nobody()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await Restore(_cast.Teo, _cast.Robin);

        Assert.False((await Viewer(_cast.Teo)).IsShut);
        Assert.Empty(await Notices(_cast.Hanna));
    }

    [Fact]
    public async Task Whoever_is_shut_confirms_nobody()
    {
        await _cast.Pair(_cast.Hanna, _cast.Teo);
        await UseLink(await Restore(_cast.Teo, _cast.Robin), _cast.Teo);
        await UseLink(await Restore(_cast.Hanna, _cast.Robin), _cast.Hanna);

        Assert.Empty(await Notices(_cast.Hanna));
        Assert.Empty(await Notices(_cast.Teo));
    }

    [Fact]
    public async Task The_last_administrator_stays_and_a_disabled_account_is_out_at_once()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        Assert.Equal(HttpStatusCode.Conflict, (await Act(robin, "Ungrant", _cast.Robin)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Act(robin, "Grant", _cast.Ruth)).StatusCode);
        using var ruth = await _cast.Browser(host, _cast.Ruth);
        Assert.Equal(HttpStatusCode.OK, (await ruth.GetAsync(Accounts)).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await Act(ruth, "Disable", _cast.Robin)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await robin.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await Act(ruth, "Ungrant", _cast.Ruth)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await Act(ruth, "Disable", _cast.Ruth)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Act(ruth, "Enable", _cast.Robin)).StatusCode);
        Assert.True((await Viewer(_cast.Robin)).IsAdministrator);
    }

    [Fact]
    public async Task Two_administrators_who_take_each_others_right_at_once_do_not_both_succeed()
    {
        using (var robin = await _cast.Browser(host, _cast.Robin))
            await Act(robin, "Grant", _cast.Ruth);
        var proved = host.Clock.GetUtcNow();
        await using var one = _cast.Db();
        await using var two = _cast.Db();
        var (ruth, by) = (_cast.Ruth.Viewer with { IsAdministrator = true, ProvedAt = proved }, _cast.Robin.Viewer with { ProvedAt = proved });
        await Task.WhenAll(
            Attempt(() => new ChangeAdministration(one, host.Clock).Withdraw(_cast.Robin.Id, ruth, default)),
            Attempt(() => new ChangeAdministration(two, host.Clock).Withdraw(_cast.Ruth.Id, by, default)));

        await using var db = _cast.Db();
        Assert.NotEqual(0, await db.Set<Account>().CountAsync(account => account.IsAdministrator));
    }

    [Fact]
    public async Task Rights_and_links_want_a_fresh_proof()
    {
        using var robin = await _cast.Browser(host, _cast.Robin);
        host.Clock.Pass(TimeSpan.FromMinutes(16));
        foreach (var act in (string[])["Grant", "Disable", "Restore"])
            Assert.StartsWith("/sign-in/again", (await Act(robin, act, _cast.Teo)).Headers.Location?.ToString(), StringComparison.Ordinal);
        await Refused(() => new RestoreSignIn(_cast.Db(), host.Clock).Run(_cast.Teo.Id, _cast.Robin.Viewer, default), RefusalKind.Forbidden);
    }

    private static async Task Attempt(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception late) when (late is DbUpdateConcurrencyException or Refusal)
        {
        }
    }

    private static async Task Refused(Func<Task> act, RefusalKind kind = RefusalKind.Missing) => Assert.Equal(kind, (await Assert.ThrowsAsync<Refusal>(act)).Kind);

    private Task Leaves(Member who, Member? heir = null, DateOnly? lastDay = null) =>
        new RecordLeaving(_cast.Db(), host.Clock).Run(who.Id, new(lastDay ?? new(2026, 3, 18), heir?.Id), _cast.Robin.Viewer, default);

    private Task Confirm(Id<Person> id, Viewer viewer) => new ConfirmRecovery(_cast.Db(), host.Clock).Run(id, viewer, default);

    private async Task<List<RecoveryQueries.Notice>> Notices(Member who) => await new RecoveryQueries(_cast.Db(), host.Clock).ToConfirm(await Viewer(who), default);

    private async Task<Viewer> Viewer(Member who) =>
        (await host.Services.GetRequiredService<Sessions>().Find((await _cast.SignIn(who, host.Clock.GetUtcNow())).Id, default))!;

    private async Task<string> Restore(Member whom, Member by) =>
        await new RestoreSignIn(_cast.Db(), host.Clock).Run(whom.Id, by.Viewer with { ProvedAt = host.Clock.GetUtcNow() }, default);

    private async Task<HttpClient> UseLink(string link, Member who)
    {
        var browser = host.Browser();
        Assert.Contains("Get back in, " + who.Person.Name, Forms.Text(await browser.GetStringAsync(link)), StringComparison.Ordinal);
        using var answer = await browser.Submit(link, "Get back in", ("Password", Password));
        Assert.Equal("/", answer.Headers.Location?.ToString());
        return browser;
    }

    private static async Task<HttpResponseMessage> Act(HttpClient administrator, string act, Member whom)
    {
        var address = $"{Accounts}/{whom.Id}";
        var page = await administrator.GetStringAsync(address);
        var token = Regex.Match(page, "name=\"form-token\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["token"].Value;
        using var fields = new FormUrlEncodedContent([new("form-token", token)]);
        return await administrator.PostAsync($"{address}?handler={act}", fields);
    }
}
