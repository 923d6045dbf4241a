using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Rapport.Kernel;

namespace Rapport.Features.People;

/// <summary>What an import would do to one person.</summary>
public enum ImportAction
{
    New,
    Updated,
    Unchanged,
}

/// <summary>
/// What importing a file would do, row by row, before anything is done. The import takes all rows or none: a plan with
/// one problem is shown and never carried out. People who are not in the file stay as they are.
/// </summary>
public sealed record ImportPlan(
    IReadOnlyList<ImportPlan.Row> Rows, int New, int Updated, int Unchanged, int WithProblems, int NotInFile, IReadOnlyList<string> NewTeams)
{
    public bool IsClean => WithProblems == 0;

    /// <summary>The same for two plans that would do the same, row by row.</summary>
    public string Fingerprint => field ??= Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Rows)));

    /// <summary>
    /// A row of the file. <paramref name="Person"/> is what to store, and is there only in a row without problems;
    /// people are matched by e-mail, in which capitals do not count.
    /// </summary>
    public sealed record Row(
        int Number, string Name, string Email, ImportAction Action, IReadOnlyList<Change> Changes, IReadOnlyList<string> Problems, Facts? Person);

    /// <summary>What changes of an existing person; null stands for nothing.</summary>
    public sealed record Change(string Field, string? From, string? To);

    /// <summary>The facts of a row, checked and in their stored form. No manager means the top of the organisation.</summary>
    public sealed record Facts(
        string Name, string Email, string? ManagerEmail, string? Team, string? Title, string? Level, DateOnly? StartDate, string Zone);

    /// <summary>A person as the organisation knows them on the day of the import.</summary>
    public sealed record Known(
        string Email, string Name, string? ManagerEmail, string? Team, string? Title, string? Level, DateOnly? StartDate, string Zone, bool HasLeft);

    public static ImportPlan Make(PeopleFile file, IEnumerable<Known> existingPeople, DateOnly today)
    {
        var known = existingPeople.ToDictionary(person => person.Email, EmailAddress.Comparer);
        var drafts = file.Rows.Select(row => new Draft(row, known, today)).ToList();
        var inFile = FirstByEmail(drafts);
        new ImportLines(drafts, inFile, known).Check();

        var rows = drafts.ConvertAll(draft => draft.Finished());
        var teams = known.Values.Select(person => person.Team).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(
            rows,
            rows.Count(row => row.Action == ImportAction.New),
            rows.Count(row => row.Action == ImportAction.Updated),
            rows.Count(row => row.Action == ImportAction.Unchanged),
            rows.Count(row => row.Problems.Count > 0),
            known.Values.Count(person => !person.HasLeft && !inFile.ContainsKey(person.Email)),
            [.. rows.Select(row => row.Person?.Team).OfType<string>().Where(teams.Add)]);
    }

    private static Dictionary<string, Draft> FirstByEmail(List<Draft> drafts)
    {
        var first = new Dictionary<string, Draft>(EmailAddress.Comparer);
        foreach (var draft in drafts)
        {
            if (draft.Email is not { } email || first.TryAdd(email, draft))
                continue;
            draft.Problems.Add($"{email} is in row {first[email].Number} already. A person has one row.");
        }

        return first;
    }

    /// <summary>A row while it is being judged.</summary>
    internal sealed class Draft
    {
        private static readonly DateOnly Earliest = new(1950, 1, 1);

        private readonly PeopleFile.Row row;
        private readonly Known? existing;
        private readonly string? name;
        private readonly string? team;
        private readonly string? title;
        private readonly string? level;
        private readonly string? zone;
        private readonly DateOnly? startDate;

        public Draft(PeopleFile.Row row, Dictionary<string, Known> known, DateOnly today)
        {
            this.row = row;
            Email = Try(() => EmailAddress.Of(row.Email));
            existing = Email is null ? null : known.GetValueOrDefault(Email);
            name = Try(() => TypedText.Line(row.Name, Person.LongestName, "it is missing."), "Name: ");
            ManagerEmail = row.ManagerEmail.Length == 0 ? null : Try(() => EmailAddress.Of(row.ManagerEmail), "Manager's e-mail: ");
            team = Try(() => TypedText.LineOrNull(row.Team, 100), "Team: ");
            title = Try(() => TypedText.LineOrNull(row.Title, 200), "Title: ");
            level = Try(() => TypedText.LineOrNull(row.Level, 100), "Level: ");
            startDate = row.StartDate.Length == 0 ? null : Date(today);
            zone = Zone();
            if (existing is { HasLeft: true })
                Problems.Add($"{existing.Name} has left. Someone who returns gets a new e-mail address here, or is taken out of the file.");
            if (row.HasMoreCells)
                Problems.Add("The row has cells to the right of the last named column. Is a separator missing its quotation marks?");
        }

        public int Number => row.Number;
        public string? Email { get; }
        public string? ManagerEmail { get; }
        public string ShownName => name ?? Email ?? $"row {Number}";
        public List<string> Problems { get; } = [];

        public Row Finished()
        {
            var facts = Problems.Count > 0 ? null : new Facts(name!, Email!, ManagerEmail, team, title, level, startDate, zone!);
            var changes = existing is null ? [] : Changes(existing).ToList();
            var action = existing is null ? ImportAction.New : changes.Count > 0 ? ImportAction.Updated : ImportAction.Unchanged;
            return new(Number, row.Name, row.Email, action, changes, Problems, facts);
        }

        // A cell that could not be read has its problem and is no change.
        private IEnumerable<Change> Changes(Known person)
        {
            (string Field, string? From, string? To, bool IsSame)[] all =
            [
                ("Name", person.Name, name, name is null || person.Name == name),
                ("Manager", person.ManagerEmail, ManagerEmail,
                    EmailAddress.Comparer.Equals(person.ManagerEmail, ManagerEmail) || (ManagerEmail is null && row.ManagerEmail.Length > 0)),
                ("Team", person.Team, team,
                    string.Equals(person.Team, team, StringComparison.OrdinalIgnoreCase) || (team is null && row.Team.Length > 0)),
                ("Title", person.Title, title, person.Title == title || (title is null && row.Title.Length > 0)),
                ("Level", person.Level, level, person.Level == level || (level is null && row.Level.Length > 0)),
                ("Start date", Iso(person.StartDate), Iso(startDate), person.StartDate == startDate || (startDate is null && row.StartDate.Length > 0)),
                ("Time zone", person.Zone, zone, zone is null || person.Zone == zone),
            ];
            return all.Where(one => !one.IsSame).Select(one => new Change(one.Field, one.From, one.To));
        }

        private DateOnly? Date(DateOnly today)
        {
            if (!DateOnly.TryParseExact(row.StartDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                Problems.Add($"Start date: “{Short(row.StartDate)}” is not written as year-month-day. Write 18 March 2024 as 2024-03-18.");
            else if (day < Earliest || day > today.AddYears(2))
                Problems.Add($"Start date: {row.StartDate} is not between 1950 and two years from now.");
            else
                return day;
            return null;
        }

        private string? Zone()
        {
            if (row.Zone.Length == 0)
                Problems.Add("Time zone: it is missing. Use a name such as Europe/Berlin.");
            else if (!WallClock.IsZone(row.Zone))
                Problems.Add($"Time zone: “{Short(row.Zone)}” is not known. Use a name such as Europe/Berlin.");
            else
                return row.Zone;
            return null;
        }

        private string? Try(Func<string?> read, string label = "")
        {
            try
            {
                return read();
            }
            catch (Refusal refusal)
            {
                Problems.Add(label + refusal.Message);
                return null;
            }
        }

        private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        private static string Short(string text) => text.Length <= 60 ? text : string.Concat(text.EnumerateRunes().Take(60)) + "…";
    }
}
