using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Features.Outbox;
using Rapport.Features.People;
using Rapport.Features.Syncs;
using Rapport.Integrations.Chat;
using Rapport.Integrations.Mail;
using Rapport.Kernel;
using Rapport.Tests.House;
using Rapport.Tests.Outbox;
using Xunit.Sdk;

namespace Rapport.Tests.Syncs;

/// <summary>Whatever is typed into every field of a sync arrives as words: in the mail server's hands and in those of each chat.</summary>
public partial class HostileMessagesTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    // In the notes every field that they have, once; and in a chat name, decision, condition and executor, two escalations, what one needs, of whom, and the answer.
    private const int InNotes = 17;
    private const int InChat = 9;

    private readonly MailSink mail = new();
    private readonly HookSink hook = new();
    private OutboxScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await OutboxScene.In(database, port: mail.Port);

    public async ValueTask DisposeAsync()
    {
        await mail.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task Typed_into_every_field_of_a_sync_each_arrives_as_words_and_does_nothing()
    {
        foreach (var typed in HostileTexts.InMessages)
        {
            try
            {
                await Arrives(typed);
            }
            catch (XunitException wrong)
            {
                Assert.Fail($"With “{typed}” in every field:\n{wrong.Message}");
            }

            mail.Taken.Clear();
            hook.Taken.Clear();
        }
    }

    [Theory]
    [InlineData(ChatKind.Slack)]
    [InlineData(ChatKind.Mattermost)]
    [InlineData(ChatKind.Teams)]
    public async Task Ten_thousand_characters_are_refused_in_a_field_and_fields_that_are_full_are_cut_off_with_a_link(ChatKind kind)
    {
        var much = string.Concat(Enumerable.Repeat("<!channel> @here 😀 **&**", 400));
        Assert.Equal(10_000, much.Length);
        Assert.All(EveryField(much), field => Assert.StartsWith("Keep it under ", Assert.Throws<Refusal>(field).Message, StringComparison.Ordinal));

        var full = HostileSync.Fitting(much, SyncDecision.LongestText).TrimEnd();
        var sync = await HostileSync.In(scene, await Named(HostileSync.Fitting(full, Team.LongestName)), await scene.Channel(hook.Address, kind), full, many: 40);
        await Send();
        var (_, body) = Assert.Single(hook.Taken);
        Assert.Contains("more than fits", body, StringComparison.Ordinal);
        Harmless.Chat(kind, JsonNode.Parse(body)!.AsObject(), sync.Link);
        // A mail has room for all of it.
        var notes = mail.Taken.First(taken => taken.Bodies[0].Contains(sync.Link, StringComparison.Ordinal));
        Assert.InRange(Count(WebUtility.HtmlDecode(notes.Bodies[1]), full), 80, int.MaxValue);
    }

    private async Task Arrives(string typed)
    {
        var sync = await HostileSync.In(scene, await Named(typed), await scene.Channel(hook.Address, name: $"leads-{Guid.NewGuid()}"), typed);
        await TellTheOtherChats();
        await Send();

        var (notes, asking) = (About(sync.Link), sync.Asking.Select(link => Assert.Single(About(link))).ToList());
        Assert.Equal(["RCPT TO:<hanna@example.org>", "RCPT TO:<leads@example.org>"], notes.SelectMany(taken => taken.To).Order(StringComparer.Ordinal));
        foreach (var taken in notes)
        {
            Harmless.Mail(taken, taken.To[0].Contains("hanna", StringComparison.Ordinal) ? "hanna@example.org" : "leads@example.org", sync.Link);
            Assert.Equal($"{Told(HostileSync.Fitting(typed, Sync.LongestName))}, Thu 19 March: notes", Told(taken.Shown("Subject")));
            Assert.InRange(Count(WebUtility.HtmlDecode(taken.Bodies[1]), Told(HostileSync.Fitting(typed, 20))), InNotes, int.MaxValue);
        }

        foreach (var (taken, link) in asking.Zip(sync.Asking))
            Harmless.Mail(taken, "hanna@example.org", link);
        Assert.Equal(5, mail.Taken.Count);
        Assert.Equal(["MAIL FROM:<rapport@example.org>"], mail.Commands.Where(command => command.StartsWith("MAIL", StringComparison.Ordinal)).Distinct());

        Assert.Equal(3, hook.Taken.Count);
        foreach (var message in hook.Taken.Select(taken => JsonNode.Parse(taken.Body)!.AsObject()))
        {
            var kind = message.ContainsKey("blocks") ? ChatKind.Slack : message.ContainsKey("attachments") ? ChatKind.Teams : ChatKind.Mattermost;
            Harmless.Chat(kind, message, sync.Link);
            Assert.InRange(Count(Letters(Said(kind, message)), Letters(HostileSync.Fitting(typed, Sync.LongestName))), InChat, int.MaxValue);
        }
    }

    private IEnumerable<Action> EveryField(string text)
    {
        var (sync, hanna, now, day) = (Id<Sync>.New(), scene.Cast.Hanna.Id, scene.Now, new DateOnly(2026, 3, 19));
        return
        [
            () => new Sync(text, hanna, null, hanna, now),
            () => new Team(text),
            () => scene.Cast.Hanna.Person.Rename(text),
            () => new MetricColumn(sync, text, "", 0),
            () => new MetricColumn(sync, "Incidents", text, 0),
            () => new Risk(sync, RiskKind.Risk, text, hanna, Rating.Red, hanna, now),
            () => new Risk(sync, RiskKind.Risk, "One key", hanna, Rating.Red, hanna, now).Describe(RiskKind.Risk, "One key", text, null, hanna, null),
            () => new Risk(sync, RiskKind.Risk, "One key", hanna, Rating.Red, hanna, now).Describe(RiskKind.Risk, "One key", null, text, hanna, null),
            () => new Risk(sync, RiskKind.Risk, "One key", hanna, Rating.Red, hanna, now).Close(text, hanna, now),
            () => new Initiative(sync, text, hanna, "2026-Q1", now),
            () => new Initiative(sync, "A region", hanna, "2026-Q1", now).Report(Rating.Red, text, null, null, null, now),
            () => new Initiative(sync, "A region", hanna, "2026-Q1", now).Report(Rating.Red, null, text, null, null, now),
            () => new Initiative(sync, "A region", hanna, "2026-Q1", now).Report(Rating.Red, null, null, text, null, now),
            () => new Initiative(sync, "A region", hanna, "2026-Q1", now).Report(Rating.Red, null, null, null, text, now),
            () => new StaffingUpdate(sync, hanna, now).Describe(Id<Team>.New(), text, StaffingStage.Posted, null, null, null, null, now),
            () => new StaffingUpdate(sync, hanna, now).Describe(Id<Team>.New(), "Engineer", StaffingStage.Posted, text, null, null, null, now),
            () => new StaffingUpdate(sync, hanna, now).Describe(Id<Team>.New(), "Engineer", StaffingStage.Posted, null, null, null, text, now),
            () => new SyncDecision(sync, Id<SyncMeeting>.New(), text, null, null, hanna, day, null, hanna, now),
            () => new SyncDecision(sync, Id<SyncMeeting>.New(), "Roll back", text, null, hanna, day, null, hanna, now),
            () => new SyncDecision(sync, Id<SyncMeeting>.New(), "Roll back", null, text, hanna, day, null, hanna, now),
            () => new Escalation(sync, EscalationKind.Decision, text, "Yes or no", hanna, day, hanna, now),
            () => new Escalation(sync, EscalationKind.Decision, "Capacity", text, hanna, day, hanna, now),
            () => new Escalation(sync, EscalationKind.Decision, "Capacity", "Yes or no", hanna, day, hanna, now).Reply(text, hanna, now),
            () => new OpenQuestion(sync, text, hanna, null, now),
            () => new SyncAction(sync, null, null, hanna, text, day, isParked: false, hanna, now),
            () => new SyncNote(Id<SyncMeeting>.New(), new(SyncItemKind.Risk, Guid.NewGuid())).Write(text, 0, hanna, now),
        ];
    }

    /// <summary>The team has that name, and Hanna too.</summary>
    private async Task<Team> Named(string typed)
    {
        await using var db = database.Db();
        var team = await db.Set<Team>().FirstOrDefaultAsync() ?? db.Add(new Team("Platform")).Entity;
        team.Rename(HostileSync.Fitting(typed, Team.LongestName));
        var name = HostileSync.Fitting(typed, Person.LongestName);
        scene.Cast.Hanna.Person.Rename(name);
        (await db.Set<Person>().SingleAsync(person => person.Id == scene.Cast.Hanna.Id)).Rename(name);
        await db.SaveChangesAsync();
        return team;
    }

    private List<TakenMail> About(string link) => [.. mail.Taken.Where(taken => taken.Bodies[0].ReplaceLineEndings("\n").EndsWith($"\n{link}\n", StringComparison.Ordinal))];

    /// <summary>What goes to one channel is written before anybody knows of which kind it is: the others get the same.</summary>
    private async Task TellTheOtherChats()
    {
        var message = Assert.Single(await Posted.In(database), posted => posted is { Way: Way.Chat, State: OutgoingState.Waiting }).Message!;
        foreach (var kind in (ChatKind[])[ChatKind.Mattermost, ChatKind.Teams])
        {
            var channel = await scene.Channel(hook.Address, kind, $"leads-{Guid.NewGuid()}");
            await scene.Post(OutgoingChat.To(channel.Id, channel.Name, message, scene.Sending()));
        }
    }

    private Task Send() => Dispatching.On(database, scene.Clock, null, new MailCarrier(), new ChatCarrier(scene.Clock)).SendDue(default);

    /// <summary>As a message says it: in one line, nothing turned round, and without what keeps it from being read as something else.</summary>
    private static string Told(string typed) => Invisible().Replace(HostileTexts.Kept(typed), "").Trim();

    private static string Said(ChatKind kind, JsonObject message)
    {
        var said = string.Join('\n', Harmless.Texts(message).Select(text => text.Text).Append(message["text"]?.GetValue<string>() ?? ""));
        return kind == ChatKind.Slack ? WebUtility.HtmlDecode(said) : said;
    }

    /// <summary>Whatever a chat needs written otherwise is no letter.</summary>
    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static int Count(string whole, string part) => part.Length == 0 ? int.MaxValue : whole.Split(part).Length - 1;

    [GeneratedRegex("[\u200b\u202a-\u202e\u2066-\u2069]", RegexOptions.None, 1000)]
    private static partial Regex Invisible();
}
