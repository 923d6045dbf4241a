using Rapport.Features.Absences;
using Rapport.Features.Accounts;
using Rapport.Features.People;
using Rapport.Features.Policies;
using Rapport.Kernel;

namespace Rapport.Features.Demo;

/// <summary>The people of the demo organisation as rows: who they are, who led whom, when they are away.</summary>
public sealed class DemoPeople
{
    private const decimal DaysAMonth = 30.4m;

    private readonly Story _story;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, StoryPerson> _told;
    private readonly Dictionary<string, Person> _people = [];
    private readonly List<ReportingLine> _lines = [];
    private readonly List<Leave> _leave;
    private readonly List<PublicHoliday> _holidays;
    private readonly Dictionary<string, Team> _teams;

    public DemoPeople(Story story, DateTimeOffset now)
    {
        (_story, _now, Today) = (story, now, WallClock.Local(now, "Europe/Berlin").Day);
        _told = story.People.ToDictionary(person => person.Key);
        _teams = story.People.Select(person => person.Team).Distinct().ToDictionary(name => name, name => new Team(name).Named(name));
        foreach (var person in story.People)
            _people.Add(person.Key, Of(person));

        foreach (var person in story.People)
            _lines.AddRange(Lines(person));

        _leave = [.. story.People.SelectMany(Leave)];
        _holidays = [.. story.Holidays.SelectMany(Holidays)];
        Away = new DaysAway(
        [
            .. _leave.Select(leave => new AwayDays(leave.PersonId, null, leave.FirstDay, leave.LastDay, AwayDays.OnLeave)),
            .. _holidays.Select(holiday => new AwayDays(null, holiday.TimeZone, holiday.Day, holiday.Day, holiday.Name)),
        ]);
    }

    /// <summary>From which every day of the story is counted.</summary>
    public DateOnly Today { get; }

    public DaysAway Away { get; }

    public IEnumerable<object> Rows => [.. _teams.Values, .. _people.Values, .. _lines, .. _leave, .. _holidays];

    public Person this[string key] => _people[key];

    /// <summary>The first day on which two people could meet as manager and report.</summary>
    public DateOnly KnownSince(string manager, string report)
    {
        var both = Later(Started(manager), Started(report));
        return _told[report].FormerManager is { } former && former.Key != manager ? Later(both, Today.AddDays(-former.UntilDaysAgo)) : both;
    }

    /// <summary>One account for everybody who still works there, all with one password.</summary>
    public IEnumerable<Account> Accounts(string passwordHash) =>
        from person in _story.People
        where person.Left is null
        select new Account
        {
            Id = Dice.Guid("Account/" + person.Key),
            PersonId = _people[person.Key].Id,
            PasswordHash = passwordHash,
            IsAdministrator = person.Roles.Contains("administrator"),
            CreatedAt = _people[person.Key].CreatedAt,
        }.SignInWith(person.Email);

    private Person Of(StoryPerson told)
    {
        var started = Started(told.Key);
        var joined = Later(started, Today.AddDays(-300));
        var person = new Person(told.Name, told.Email, told.Zone, WallClock.Instant(joined, new TimeOnly(9, 0), told.Zone)).Named(told.Key);
        person.Describe(told.Title, told.Level, _teams[told.Team].Id, started);
        person.Hold(told.Roles.Where(PersonRole.All.Contains));
        var leads = told.Roles.Any(role => role is PersonRole.Cto or PersonRole.Head or PersonRole.Manager);
        if (told.ManagingSinceMonthsAgo is { } months)
            person.ManageSince(MonthsAgo(months));
        else if (leads)
            person.ManageSince(started);

        if (told.Left is { } left)
            person.Leave(Today.AddDays(-left.DaysAgo));

        return person;
    }

    private IEnumerable<ReportingLine> Lines(StoryPerson told)
    {
        if (told.FormerManager is { } former)
        {
            var line = new ReportingLine(_people[told.Key].Id, _people[former.Key].Id, KnownSince(former.Key, told.Key)).Named($"{former.Key}-{told.Key}");
            line.End(Today.AddDays(-former.UntilDaysAgo));
            yield return line;
        }

        if (told.Manager is { } manager)
        {
            var line = new ReportingLine(_people[told.Key].Id, _people[manager].Id, KnownSince(manager, told.Key)).Named($"{manager}-{told.Key}");
            if (told.Left is { } left)
                line.End(Today.AddDays(-left.DaysAgo));

            yield return line;
        }
    }

    private IEnumerable<Leave> Leave(StoryPerson told) => (told.Leave ?? []).Select((leave, at) =>
        new Leave(_people[told.Key].Id, Today.AddDays(-leave.FromDaysAgo), Today.AddDays(-leave.ToDaysAgo)).Named($"{told.Key}/{at}"));

    private IEnumerable<PublicHoliday> Holidays(StoryHoliday told) => Enumerable.Range(Today.Year - 1, 3).Select(year =>
        new PublicHoliday(new DateOnly(year, told.Month, told.Day), told.Name, told.Zone).Named($"{told.Name}/{told.Zone}/{year}"));

    private DateOnly Started(string key) => MonthsAgo(_told[key].StartedMonthsAgo);

    private DateOnly MonthsAgo(decimal months) => Today.AddDays(-(int)(months * DaysAMonth));

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
