using Microsoft.EntityFrameworkCore;
using Npgsql;
using Rapport.Features.Absences;
using Rapport.Features.Outbox;
using Rapport.Jobs;

namespace Rapport.Tests.Outbox;

/// <summary>What is saved with its cause goes out once, in order, for as long as it is of use, whatever fails meanwhile.</summary>
public class OutboxTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private static readonly Outcome Away = new Outcome.Later("The mail server cannot be reached.", IsOfAll: true);
    private static readonly Outcome Busy = new Outcome.Later("The mail server does not take mail for this receiver at the moment (450).");

    private OutboxScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await OutboxScene.In(database);

    public ValueTask DisposeAsync() => new(database.Empty());

    [Fact]
    public async Task A_message_leaves_with_what_caused_it_and_not_without()
    {
        await using (var db = database.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(OutgoingMail.To(scene.Cast.Hanna.Person, Message.About("Never"), scene.Sending()));
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        await scene.Post(scene.Cast.Hanna, "Once");
        var carrier = new FakeCarrier();
        await carrier.On(database, scene.Clock).SendDue(default);
        await carrier.On(database, scene.Clock).SendDue(default);

        var parcel = Assert.Single(carrier.Carried);
        Assert.Equal(("Once", "hanna@example.org", "Hanna Weiß"), (parcel.Message.Subject, parcel.Address, parcel.Name));
        Assert.Equal([OutgoingState.Sent], await scene.States());
    }

    [Fact]
    public async Task What_was_sent_is_forgotten_and_after_a_month_that_it_was()
    {
        await scene.Post(scene.Cast.Hanna, "Once");
        await new FakeCarrier().On(database, scene.Clock).SendDue(default);
        Assert.Null((await Posted.In(database)).Single().Message);

        scene.Clock.Pass(TimeSpan.FromDays(29));
        await LetGo();
        Assert.Single(await scene.Rows());
        scene.Clock.Pass(TimeSpan.FromDays(2));
        await LetGo();
        Assert.Empty(await scene.Rows());
    }

    [Fact]
    public async Task One_cause_tells_a_receiver_once_and_another_receiver_too()
    {
        var sending = scene.Sending();
        await scene.Post(OutgoingMail.To(scene.Cast.Hanna.Person, Message.About("Notes"), sending), OutgoingMail.To(scene.Cast.Teo.Person, Message.About("Notes"), sending));
        await using var db = database.Db();
        db.Add(OutgoingMail.To(scene.Cast.Hanna.Person, Message.About("Notes again"), sending));

        Assert.False(await db.SaveNew(default, unless: OutgoingMessage.OncePerCause));
        Assert.Equal(2, (await scene.Rows()).Count);
    }

    [Fact]
    public async Task Two_nodes_at_once_never_send_one_twice_and_keep_the_order_of_each_receiver()
    {
        var members = scene.Cast.All;
        for (var number = 0; number < 40; number++)
        {
            foreach (var member in members)
                await scene.Post(member, $"{number:00}");
        }

        var carrier = new FakeCarrier
        {
            Answer = async _ =>
            {
                await Task.Yield();
                return new Outcome.Sent();
            },
        };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => carrier.On(database, scene.Clock).SendDue(default)));
        await carrier.On(database, scene.Clock).SendDue(default);

        Assert.Equal(40 * members.Count, carrier.Calls);
        Assert.Equal(40 * members.Count, carrier.Carried.DistinctBy(parcel => parcel.Id).Count());
        Assert.All(carrier.Carried.GroupBy(parcel => parcel.Address), each => Assert.Equal(each.Select(parcel => parcel.Message.Subject).Order(StringComparer.Ordinal), each.Select(parcel => parcel.Message.Subject)));
    }

    [Fact]
    public async Task What_a_node_took_and_never_sent_goes_from_another_once_its_lease_is_over_under_the_same_number()
    {
        await scene.Post(scene.Cast.Hanna, "First", "Second");
        var rows = new OutboxRows(database.Jobs, Host.Secrets);
        var taken = Assert.Single(await rows.Take(OutgoingMessage.ByMail, 32, scene.Now, scene.Now + DispatchLimits.Usual.Lease, default));

        // The node that took it is gone.
        var carrier = new FakeCarrier();
        var other = carrier.On(database, scene.Clock);
        await other.SendDue(default);
        Assert.Empty(carrier.Carried);

        scene.Clock.Pass(DispatchLimits.Usual.Lease);
        await other.SendDue(default);
        Assert.Equal(["First", "Second"], carrier.Subjects);
        Assert.Equal(taken.Parcel.Id, carrier.Carried.First().Id);
    }

    [Fact]
    public async Task What_was_sent_after_all_counts_as_sent_although_the_lease_was_lost()
    {
        await scene.Post(scene.Cast.Hanna, "Slowly");
        var rows = new OutboxRows(database.Jobs, Host.Secrets);
        var slow = Assert.Single(await rows.Take(OutgoingMessage.ByMail, 32, scene.Now, scene.Now.AddSeconds(1), default));
        scene.Clock.Pass(TimeSpan.FromSeconds(2));
        var other = Assert.Single(await rows.Take(OutgoingMessage.ByMail, 32, scene.Now, scene.Now.AddSeconds(1), default));

        await rows.Settle(slow, OutgoingState.Sent, null, scene.Now, default);
        await rows.Fail(other, "The line broke.", scene.Now, scene.Now, default);
        Assert.Equal([OutgoingState.Sent], await scene.States());
    }

    [Fact]
    public async Task A_failure_is_tried_again_after_growing_pauses_and_after_three_days_no_more()
    {
        await scene.Post(OutgoingMail.To(scene.Cast.Hanna.Person, Message.About("Hard to deliver"), scene.Sending() with { StaleAfter = TimeSpan.FromDays(30) }));
        var tries = new List<DateTimeOffset>();
        var carrier = new FakeCarrier { Answer = _ => { tries.Add(scene.Now); return Task.FromResult(Busy); } };
        var dispatcher = carrier.On(database, scene.Clock);
        for (var minutes = 0; minutes < 5 * 24 * 60 / 5; minutes++)
        {
            await dispatcher.SendDue(default);
            scene.Clock.Pass(TimeSpan.FromMinutes(minutes < 60 ? 1 : 5));
        }

        Assert.Equal([1, 2, 4, 8, 16], tries.Zip(tries.Skip(1), (one, next) => (int)(next - one).TotalMinutes).Take(5));
        Assert.InRange((tries[^1] - tries[0]).TotalDays, 2.9, 3.1);
        var row = Assert.Single(await scene.Rows());
        Assert.Equal((OutgoingState.Failed, "The mail server does not take mail for this receiver at the moment (450)."), (row.State, row.Reason));
        Assert.Equal("Hard to deliver", (await Posted.In(database)).Single().Message!.Subject);
    }

    [Fact]
    public async Task The_other_sides_wish_for_a_longer_pause_is_kept()
    {
        await scene.Post(scene.Cast.Hanna, "Not so fast");
        var carrier = new FakeCarrier { Answer = _ => Task.FromResult<Outcome>(new Outcome.Later("Slower.", TimeSpan.FromMinutes(17))) };
        await carrier.On(database, scene.Clock).SendDue(default);
        Assert.Equal(scene.Now.AddMinutes(17), (await scene.Rows()).Single().AgainAt);
    }

    [Fact]
    public async Task What_is_refused_for_good_fails_at_once_and_goes_when_somebody_sends_it_again()
    {
        await scene.Post(scene.Cast.Hanna, "To a full house", "After it");
        var carrier = new FakeCarrier { Answer = parcel => Task.FromResult<Outcome>(parcel.Message.Subject == "After it" ? new Outcome.Sent() : new Outcome.Never("The mail server does not know this receiver (550).")) };
        await carrier.On(database, scene.Clock).SendDue(default);
        Assert.Equal([OutgoingState.Failed, OutgoingState.Sent], await scene.States());

        scene.Clock.Pass(TimeSpan.FromDays(9));
        await using (var db = database.Locked())
            await new SendAgain(db, scene.Clock).Run((await scene.Rows())[0].Id, scene.Cast.Robin.Viewer, default);
        carrier.Answer = _ => Task.FromResult<Outcome>(new Outcome.Sent());
        await carrier.On(database, scene.Clock).SendDue(default);
        Assert.Equal(["After it", "To a full house"], carrier.Subjects);
        Assert.Equal([OutgoingState.Sent, OutgoingState.Sent], await scene.States());
    }

    [Fact]
    public async Task After_five_failures_in_a_row_a_destination_is_let_be_and_then_tried_with_one()
    {
        for (var number = 0; number < 60; number++)
            await scene.Post(OutgoingMail.ToList($"list{number:00}@example.org", Message.About("Notes"), scene.Sending()));
        var carrier = new FakeCarrier { Answer = _ => Task.FromResult(Away) };
        var dispatcher = carrier.On(database, scene.Clock);
        await dispatcher.SendDue(default);
        await dispatcher.SendDue(default);
        Assert.Equal(Breaker.Most, carrier.Calls);

        scene.Clock.Pass(TimeSpan.FromSeconds(31));
        await dispatcher.SendDue(default);
        Assert.Equal(Breaker.Most + 1, carrier.Calls);
        Assert.Equal(54, (await scene.Rows()).Count(row => row.Tries == 0));
    }

    [Fact]
    public async Task After_a_night_of_failure_everything_goes_once_in_order_and_nothing_that_is_stale()
    {
        var carrier = new FakeCarrier { Answer = _ => Task.FromResult(Away) };
        var dispatcher = carrier.On(database, scene.Clock);
        for (var hour = 0; hour < 10; hour++)
        {
            foreach (var member in scene.Cast.All)
                await scene.Post(OutgoingMail.To(member.Person, Message.About($"{hour:00} of {member.Person.Name}"), scene.Sending() with { StaleAfter = hour == 3 ? TimeSpan.FromHours(2) : TimeSpan.FromDays(2) }));
            for (var minute = 0; minute < 60; minute += 4)
            {
                await dispatcher.SendDue(default);
                scene.Clock.Pass(TimeSpan.FromMinutes(4));
            }
        }

        Assert.Empty(carrier.Carried);
        Assert.InRange(carrier.Calls, 1, 200);
        carrier.Answer = _ => Task.FromResult<Outcome>(new Outcome.Sent());
        for (var step = 0; step < 40; step++)
        {
            await dispatcher.SendDue(default);
            scene.Clock.Pass(TimeSpan.FromMinutes(4));
        }

        foreach (var member in scene.Cast.All)
            Assert.Equal(Enumerable.Range(0, 10).Where(hour => hour != 3).Select(hour => $"{hour:00} of {member.Person.Name}"), carrier.Carried.Where(parcel => parcel.Address == member.Person.Email).Select(parcel => parcel.Message.Subject));
        Assert.Equal(scene.Cast.All.Count, (await scene.States()).Count(state => state == OutgoingState.Stale));
        Assert.DoesNotContain(OutgoingState.Waiting, await scene.States());
    }

    [Fact]
    public async Task Without_a_mail_server_mails_wait_untried_and_go_once_there_is_one_unless_they_are_too_old()
    {
        scene = await OutboxScene.In(database, hasMailServer: false);
        await scene.Post(OutgoingMail.To(scene.Cast.Hanna.Person, Message.About("Of use for a day"), scene.Sending() with { StaleAfter = TimeSpan.FromDays(1) }));
        await scene.Post(OutgoingMail.To(scene.Cast.Hanna.Person, Message.About("Of use for long"), scene.Sending() with { StaleAfter = TimeSpan.FromDays(60) }));
        var carrier = new FakeCarrier();
        var dispatcher = carrier.On(database, scene.Clock);
        await dispatcher.SendDue(default);
        scene.Clock.Pass(TimeSpan.FromDays(20));
        await dispatcher.SendDue(default);
        Assert.All(await scene.Rows(), row => Assert.Equal((OutgoingState.Waiting, 0), (row.State, row.Tries)));

        await scene.SetUp(25);
        await dispatcher.SendDue(default);
        Assert.Equal(["Of use for long"], carrier.Subjects);
        Assert.Equal([OutgoingState.Stale, OutgoingState.Sent], await scene.States());
    }

    [Fact]
    public async Task What_came_too_late_ends_and_is_forgotten_although_nothing_can_be_sent()
    {
        scene = await OutboxScene.In(database, hasMailServer: false);
        await scene.Post(OutgoingMail.To(scene.Cast.Hanna.Person, Message.About("Soon"), scene.Sending() with { StaleAfter = TimeSpan.FromHours(1) }));
        scene.Clock.Pass(TimeSpan.FromHours(2));
        await LetGo();

        var posted = Assert.Single(await Posted.In(database));
        Assert.Equal((OutgoingState.Stale, null), (posted.State, posted.Message));
    }

    [Fact]
    public async Task A_message_that_is_not_urgent_waits_for_its_receivers_morning_and_an_urgent_one_overtakes_it()
    {
        scene.Clock.Set(new DateTimeOffset(2026, 3, 20, 17, 0, 0, TimeSpan.Zero)); // Friday; evening in Kolkata, working hours in London.
        await using (var db = database.Db())
        {
            db.Add(new PublicHoliday(new(2026, 3, 23), "A holiday", "Asia/Kolkata"));
            await db.SaveChangesAsync();
        }

        await scene.Post(OutgoingMail.To(scene.Cast.Priya.Person, Message.About("In time"), scene.Sending(isUrgent: false)));
        await scene.Post(OutgoingMail.To(scene.Cast.Priya.Person, Message.About("At once"), scene.Sending()));
        await scene.Post(OutgoingMail.To(scene.Cast.Ruth.Person, Message.About("In London"), scene.Sending(isUrgent: false)));
        var carrier = new FakeCarrier();
        var dispatcher = carrier.On(database, scene.Clock);
        await dispatcher.SendDue(default);
        Assert.Equal(["At once", "In London"], carrier.Subjects.Order(StringComparer.Ordinal));
        var waiting = Assert.Single(await scene.Rows(), row => row.State == OutgoingState.Waiting);
        Assert.Equal((new DateTimeOffset(2026, 3, 24, 1, 30, 0, TimeSpan.Zero), 0), (waiting.NotBefore, waiting.Tries));

        scene.Clock.Set(waiting.NotBefore);
        await dispatcher.SendDue(default);
        Assert.Contains("In time", carrier.Subjects);
    }

    [Fact]
    public async Task Nobody_who_has_left_is_written_to()
    {
        await using (var db = database.Db())
        {
            var teo = await db.Set<Rapport.Features.People.Person>().SingleAsync(person => person.Id == scene.Cast.Teo.Id);
            teo.Leave(new(2026, 3, 19));
            await db.SaveChangesAsync();
        }

        await scene.Post(scene.Cast.Teo, "Too late");
        var carrier = new FakeCarrier();
        await carrier.On(database, scene.Clock).SendDue(default);
        Assert.Empty(carrier.Carried);
        Assert.Equal([OutgoingState.GivenUp], await scene.States());
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_left_and_tried_again()
    {
        await scene.Post(scene.Cast.Hanna, "Into a hole");
        var never = new TaskCompletionSource<Outcome>();
        var carrier = new FakeCarrier { Answer = _ => never.Task };
        await carrier.On(database, scene.Clock, new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(2))).SendDue(default);

        var row = Assert.Single(await scene.Rows());
        Assert.Equal((OutgoingState.Waiting, 1, "The other side did not answer in time."), (row.State, row.Tries, row.Reason));
    }

    [Fact]
    public async Task What_breaks_in_here_holds_up_nobody_else()
    {
        await scene.Post(scene.Cast.Hanna, "Breaks");
        await scene.Post(scene.Cast.Teo, "Goes");
        var carrier = new FakeCarrier { Answer = parcel => parcel.Message.Subject == "Breaks" ? throw new InvalidOperationException("a row's content") : Task.FromResult<Outcome>(new Outcome.Sent()) };
        await carrier.On(database, scene.Clock).SendDue(default);

        Assert.Equal(["Goes"], carrier.Subjects);
        Assert.Equal("Something went wrong here.", (await scene.Rows())[0].Reason);
    }

    /// <summary>The database itself keeps what messages say from the application, whatever the program asks.</summary>
    [Theory]
    [InlineData("select text from outgoing_content")]
    [InlineData("delete from outgoing_content")]
    [InlineData("update outgoing_content set text = ''")]
    [InlineData("select box from outgoing_secret")]
    [InlineData("select * from outgoing_secret")]
    public async Task The_application_reads_no_content_and_no_secret(string statement)
    {
        await scene.Post(scene.Cast.Hanna, "Not for reading");
        await using var command = database.App.CreateCommand(statement);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_forgotten_filter_shows_no_state_of_a_message_to_anybody_but_administrators()
    {
        await scene.Post(scene.Cast.Hanna, "A message");
        foreach (var member in scene.Cast.All)
        {
            await using var db = database.Locked();
            _ = Rapport.Access.Seeing.SeenBy(db, member.Viewer);
            Assert.Equal((member.Person.Name, member == scene.Cast.Robin ? 1 : 0), (member.Person.Name, await db.Set<OutgoingMessage>().CountAsync()));
        }
    }

    [Fact]
    public async Task Anybodys_act_may_cause_a_message()
    {
        await using var db = database.Locked();
        _ = Rapport.Access.Seeing.SeenBy(db, scene.Cast.Teo.Viewer);
        db.Add(OutgoingMail.To(scene.Cast.Hanna.Person, Message.About("From Teo's act"), scene.Sending()));
        await db.SaveChangesAsync();
        Assert.Equal("From Teo's act", (await Posted.In(database)).Single().Message!.Subject);
    }

    private async Task LetGo()
    {
        await using var db = JobsDb.Open(database.Jobs);
        await new LetMessagesGo(db, scene.Clock).Run(default);
    }
}
