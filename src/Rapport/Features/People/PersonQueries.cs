using Microsoft.EntityFrameworkCore;
using Rapport.Access;
using Rapport.Data;
using Rapport.Features.OneOnOnes;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>Reads the directory, the people in it and how they stand to each other.</summary>
public sealed class PersonQueries(RapportDb db, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>The people of the organisation by name; those who have left only when asked for.</summary>
    /// <param name="words">Each of them stands somewhere in the name, the title or the team, accents or not.</param>
    public async Task<DirectoryPage> Directory(string? words, string? team, bool withLeft, int page, Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        var found = Matching(seen, today, words, withLeft);
        if (TypedText.LineOrNull(team, Team.LongestName) is { } name)
            found = found.Where(it => it.Team == name);

        var total = await found.CountAsync(stop);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        var number = Math.Clamp(page, 1, pages);
        var rows = await (from it in found.OrderBy(it => EF.Functions.Unaccent(it.Person.Name)).ThenBy(it => it.Person.Id).Skip((number - 1) * PageSize).Take(PageSize)
                          from line in seen.ReportingLines(today).Where(line => line.ReportId == it.Person.Id).DefaultIfEmpty()
                          from manager in seen.People.Where(manager => manager.Id == line.ManagerId).DefaultIfEmpty()
                          orderby EF.Functions.Unaccent(it.Person.Name), it.Person.Id
                          select new DirectoryRow(
                              it.Person.Id, it.Person.Name, it.Person.Title, it.Team, (Id<Person>?)manager.Id, (string?)manager.Name, it.Person.TimeZone,
                              it.Person.LeftOn <= today ? it.Person.LeftOn : null))
            .ToListAsync(stop);
        return new(rows, total, number, pages);
    }

    /// <exception cref="Refusal">Missing.</exception>
    public async Task<PersonPage> Page(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        var page = await (
            from person in seen.People
            where person.Id == id
            from its in seen.Teams.Where(its => its.Id == person.TeamId).DefaultIfEmpty()
            from line in seen.ReportingLines(today).Where(line => line.ReportId == id).DefaultIfEmpty()
            from manager in seen.People.Where(manager => manager.Id == line.ManagerId).DefaultIfEmpty()
            select new PersonPage(
                id, person.Name, person.Title, (string?)its.Name, person.TimeZone, (Id<Person>?)manager.Id, (string?)manager.Name,
                person.LeftOn <= today ? person.LeftOn : null,
                seen.Line(today).Any(place => place.PersonId == id),
                seen.Careers(today).Where(career => career.Id == id)
                    .Select(career => new Career(
                        career.Email, career.Level, career.StartDate, career.ManagingSince, career.OnboardingEndedOn, career.LeftOn, career.Roles,
                        seen.Organisation.Select(organisation => organisation.OnboardingDays).FirstOrDefault(), EF.Property<uint>(career, "Version")))
                    .FirstOrDefault()))
            .FirstOrDefaultAsync(stop);
        Refusal.Missing(page is null);
        return page;
    }

    /// <summary>Who reports to this person today.</summary>
    public Task<List<NamedPerson>> Reports(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        return (from line in seen.ReportingLines(today)
                where line.ManagerId == id
                join report in seen.People on line.ReportId equals report.Id
                orderby EF.Functions.Unaccent(report.Name), report.Id
                select new NamedPerson(report.Id, report.Name, report.Title))
            .ToListAsync(stop);
    }

    /// <summary>Whom this person reported to and who reported to them, the newest first, as far as the viewer is concerned by it.</summary>
    public Task<List<HistoryRow>> History(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        return (from line in seen.ReportingHistory(today)
                where (line.ReportId == id || line.ManagerId == id) && (line.ValidTo == null || line.ValidTo > line.ValidFrom)
                join other in seen.People on line.ReportId == id ? line.ManagerId : line.ReportId equals other.Id
                orderby line.ReportId == id descending, line.ValidFrom descending, other.Name
                select new HistoryRow(line.ReportId == id, other.Id, other.Name, line.ValidFrom, line.ValidTo))
            .Take(200).ToListAsync(stop);
    }

    /// <summary>The viewer's own running series with somebody.</summary>
    public async Task<Id<Series>?> SeriesWith(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        var today = viewer.Today(clock.GetUtcNow());
        var found = await db.SeenBy(viewer).Series
            .Where(series => (series.ManagerId == id || series.ReportId == id) && (series.EndedOn == null || series.EndedOn > today))
            .OrderByDescending(series => series.StartedAt).Select(series => (Id<Series>?)series.Id).FirstOrDefaultAsync(stop);
        return found;
    }

    /// <summary>For administrators: the series of a person, by dates alone.</summary>
    public Task<List<SeriesDatesRow>> SeriesDates(Id<Person> id, Viewer viewer, CancellationToken stop)
    {
        var seen = db.SeenBy(viewer);
        return (from series in seen.SeriesDates
                where series.ManagerId == id || series.ReportId == id
                join other in seen.People on series.ManagerId == id ? series.ReportId : series.ManagerId equals other.Id
                orderby series.EndedOn != null, series.StartedAt descending
                select new SeriesDatesRow(series.Kind, other.Id, other.Name, series.StartedAt, series.EndedOn))
            .Take(200).ToListAsync(stop);
    }

    /// <summary>Everybody who is here and whom they report to, in one statement.</summary>
    public Task<List<ChartRow>> Chart(Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        return (from person in seen.People
                where person.LeftOn == null || person.LeftOn > today
                from its in seen.Teams.Where(its => its.Id == person.TeamId).DefaultIfEmpty()
                from line in seen.ReportingLines(today).Where(line => line.ReportId == person.Id).DefaultIfEmpty()
                orderby EF.Functions.Unaccent(person.Name), person.Id
                select new ChartRow(person.Id, person.Name, person.Title, (string?)its.Name, (Id<Person>?)line.ManagerId))
            .ToListAsync(stop);
    }

    /// <summary>Who of those here answers to the words, for marking them where everybody is shown.</summary>
    public Task<List<Id<Person>>> Found(string words, Viewer viewer, CancellationToken stop) =>
        Matching(db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()), words, withLeft: false)
            .OrderBy(it => EF.Functions.Unaccent(it.Person.Name)).ThenBy(it => it.Person.Id).Select(it => it.Person.Id).Take(200).ToListAsync(stop);

    public Task<List<TeamRow>> Teams(Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        return seen.Teams.OrderBy(team => team.Name)
            .Select(team => new TeamRow(team.Id, team.Name, seen.People.Count(person => person.TeamId == team.Id && (person.LeftOn == null || person.LeftOn > today))))
            .ToListAsync(stop);
    }

    /// <summary>Those who lead somebody or hold a leading role, to choose a manager from; anybody else can be typed.</summary>
    public Task<List<NamedPerson>> Leads(Viewer viewer, CancellationToken stop)
    {
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        var leading = PersonRole.Leading.ToArray();
        return seen.People
            .Where(person => (person.LeftOn == null || person.LeftOn > today)
                && (person.Roles.Any(role => leading.Contains(role)) || seen.ReportingLines(today).Any(line => line.ManagerId == person.Id)))
            .OrderBy(person => EF.Functions.Unaccent(person.Name)).ThenBy(person => person.Id)
            .Select(person => new NamedPerson(person.Id, person.Name, person.Email)).ToListAsync(stop);
    }

    /// <summary>The person that somebody typed, by e-mail address or whole name. Nothing typed is nobody.</summary>
    /// <exception cref="Refusal">Nobody is called so, or several are.</exception>
    public async Task<Id<Person>?> Named(string? typed, Viewer viewer, CancellationToken stop)
    {
        if (TypedText.LineOrNull(typed, EmailAddress.Longest) is not { } word)
            return null;

        var today = viewer.Today(clock.GetUtcNow());
        var pattern = SearchWords.Literal(word);
        var found = await db.SeenBy(viewer).People
            .Where(person => (person.LeftOn == null || person.LeftOn > today) && (person.Email == word || EF.Functions.ILike(person.Name, pattern, @"\")))
            .OrderByDescending(person => person.Email == word).Select(person => new { person.Id, IsEmail = person.Email == word }).Take(2).ToListAsync(stop);
        Refusal.Invalid(found.Count == 0, $"Nobody here is called “{word}”. Type an e-mail address, or choose from the list.");
        Refusal.Invalid(found.Count > 1 && !found[0].IsEmail, $"Several people are called “{word}”. Type the e-mail address of the one you mean.");
        return found[0].Id;
    }

    /// <summary>For administrators: everybody as an import compares them, those who left included.</summary>
    public Task<List<ImportPlan.Known>> Known(Viewer viewer, CancellationToken stop)
    {
        Refusal.Forbidden(!viewer.MayAdminister(), "Only an administrator imports and exports people.");
        var (seen, today) = (db.SeenBy(viewer), viewer.Today(clock.GetUtcNow()));
        return (from person in seen.Careers(today)
                from its in seen.Teams.Where(its => its.Id == person.TeamId).DefaultIfEmpty()
                from line in seen.ReportingLines(today).Where(line => line.ReportId == person.Id).DefaultIfEmpty()
                from manager in seen.People.Where(manager => manager.Id == line.ManagerId).DefaultIfEmpty()
                orderby person.Name, person.Id
                select new ImportPlan.Known(
                    person.Email, person.Name, (string?)manager.Email, (string?)its.Name, person.Title, person.Level, person.StartDate, person.TimeZone,
                    person.LeftOn != null && person.LeftOn <= today))
            .ToListAsync(stop);
    }

    private static IQueryable<Placed> Matching(Visible seen, DateOnly today, string? words, bool withLeft)
    {
        var found = from person in seen.People
                    where withLeft || person.LeftOn == null || person.LeftOn > today
                    from its in seen.Teams.Where(its => its.Id == person.TeamId).DefaultIfEmpty()
                    select new Placed { Person = person, Team = its.Name };
        foreach (var word in SearchWords.Patterns(words))
        {
            found = found.Where(it => EF.Functions.ILike(
                EF.Functions.Unaccent(it.Person.Name + " " + (it.Person.Title ?? "") + " " + (it.Team ?? "")), EF.Functions.Unaccent(word), SearchWords.Escape));
        }

        return found;
    }

    private sealed class Placed
    {
        public required Person Person { get; init; }
        public required string? Team { get; init; }
    }
}

/// <param name="LeftOn">Once it has come.</param>
public sealed record DirectoryRow(
    Id<Person> Id, string Name, string? Title, string? Team, Id<Person>? ManagerId, string? ManagerName, string TimeZone, DateOnly? LeftOn);

public sealed record DirectoryPage(IReadOnlyList<DirectoryRow> Rows, int Total, int Number, int Pages);

/// <param name="LeftOn">Once it has come.</param>
/// <param name="IsInMyLine">Above or below the viewer, so that the two can have a one-on-one.</param>
/// <param name="Career">Only for whom it is meant.</param>
public sealed record PersonPage(
    Id<Person> Id, string Name, string? Title, string? Team, string TimeZone, Id<Person>? ManagerId, string? ManagerName, DateOnly? LeftOn,
    bool IsInMyLine, Career? Career);

/// <summary>What the reporting line and administrators know of a person besides.</summary>
/// <param name="LeftOn">Also when it lies ahead.</param>
public sealed record Career(
    string Email, string? Level, DateOnly? StartDate, DateOnly? ManagingSince, DateOnly? OnboardingEndedOn, DateOnly? LeftOn, string[] Roles,
    int OnboardingDays, uint Version)
{
    /// <summary>The first day after onboarding; null without a start date.</summary>
    public DateOnly? OnboardedOn => OnboardingEndedOn ?? StartDate?.AddDays(OnboardingDays);
}

public sealed record NamedPerson(Id<Person> Id, string Name, string? Beside);

/// <param name="IsReport">The person reported to the other; else the other to them.</param>
public sealed record HistoryRow(bool IsReport, Id<Person> OtherId, string OtherName, DateOnly From, DateOnly? To);

public sealed record SeriesDatesRow(SeriesKind Kind, Id<Person> OtherId, string OtherName, DateTimeOffset StartedAt, DateOnly? EndedOn);

public sealed record ChartRow(Id<Person> Id, string Name, string? Title, string? Team, Id<Person>? ManagerId)
{
    /// <summary>The team, unless the title names it: nobody reads "Engineering manager, Data, Data".</summary>
    public string? ShownTeam => Team is not null && Title?.Contains(Team, StringComparison.OrdinalIgnoreCase) == true ? null : Team;
}

public sealed record TeamRow(Id<Team> Id, string Name, int People);
