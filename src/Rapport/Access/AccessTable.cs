namespace Rapport.Access;

/// <summary>How somebody stands to a pair: a manager and their report.</summary>
public enum Relation
{
    Manager,
    Report,

    /// <summary>Manages the manager, and has one-on-ones of their own with the report.</summary>
    SkipLevel,

    /// <summary>Higher on the same line.</summary>
    CtoAbove,

    /// <summary>Leads another part of the organisation.</summary>
    HeadElsewhere,

    /// <summary>Has the same manager.</summary>
    Peer,
    FormerManager,
    Administrator,
    Stranger,

    /// <summary>Whose sign-in was restored, and for whom nobody has vouched yet.</summary>
    ManagerShut,
    ReportShut,
}

/// <summary>How somebody stands to a leadership sync.</summary>
public enum SyncRelation
{
    Facilitator,
    StandIn,

    /// <summary>Sits in the meeting.</summary>
    Attends,

    /// <summary>Belongs to it and only reads.</summary>
    Reads,

    /// <summary>Attends, and is named in a matter about one person.</summary>
    Named,

    /// <summary>Attended it once.</summary>
    Former,
    Administrator,

    /// <summary>Leads elsewhere, as head or CTO, and does not belong.</summary>
    LeaderElsewhere,

    /// <summary>Attends; their sign-in was restored, and nobody has vouched for them yet.</summary>
    Shut,
}

/// <summary>What the table says of one relation and one kind of thing.</summary>
public enum AccessLevel
{
    /// <summary>For them there is no such thing: every address of it answers as if it had never been.</summary>
    None,

    /// <summary>Only in one share over all pairs below them, at least three.</summary>
    Share,

    /// <summary>That it exists, whose it is and its dates.</summary>
    Dates,
    Reads,
    Writes,
}

/// <summary>A kind of thing, and who has what of it: a letter for each <see cref="Relation"/>, or <see cref="SyncRelation"/>, in their order.</summary>
public sealed record AccessRow(string What, string Letters)
{
    public AccessLevel this[Relation relation] => Of((int)relation);

    public AccessLevel this[SyncRelation relation] => Of((int)relation);

    private AccessLevel Of(int place) => Letters[2 * place] switch { 'W' => AccessLevel.Writes, 'R' => AccessLevel.Reads, 'M' => AccessLevel.Dates, 'A' => AccessLevel.Share, _ => AccessLevel.None };
}

/// <summary>Kinds of things that belong together, seen from one pair or from one sync.</summary>
public sealed record AccessPart(string Title, IReadOnlyList<AccessRow> Rows, bool IsOfASync = false)
{
    /// <summary>The headings of its columns.</summary>
    public IReadOnlyList<string> Columns => IsOfASync ? [.. Enum.GetValues<SyncRelation>().Select(AccessTable.Name)] : [.. Enum.GetValues<Relation>().Select(AccessTable.Name)];

    public AccessRow this[string what] => Rows.First(row => row.What == what);
}

/// <summary>
/// Who may see what, as the one table that the rest is held against: the rules in <see cref="Visible"/> and <see cref="Permissions"/>,
/// the policies of the database and every route, by tests; the page for people, and docs/access.md, which are made from it.
/// W reads and may change, R reads, M knows that it exists, A sees it counted into a share, N: nothing.
/// </summary>
public static class AccessTable
{
    public static IReadOnlyList<AccessPart> Parts => [OfThePerson, OfARunningSeries, OfACarriedSeries, OfAFormerSeries, OfASync];

    /// <summary>As headings say it.</summary>
    public static string Name(Relation relation) => relation switch
    {
        Relation.SkipLevel => "skip-level",
        Relation.CtoAbove => "CTO above",
        Relation.HeadElsewhere => "head elsewhere",
        Relation.FormerManager => "former manager",
        Relation.ManagerShut => "manager, shut",
        Relation.ReportShut => "report, shut",
        _ => relation.ToString().ToLowerInvariant(),
    };

    public static string Name(SyncRelation relation) => relation switch
    {
        SyncRelation.StandIn => "stand-in",
        SyncRelation.LeaderElsewhere => "leader elsewhere",
        _ => relation.ToString().ToLowerInvariant(),
    };

    // The relations, in order: manager, report, skip-level, CTO above, head elsewhere, peer, former manager, administrator, stranger, manager shut, report shut.
    public static readonly AccessPart OfThePerson = new("Of the report, as a person",
    [
        new("Person: name, team, title, zone",          "R R R R R R R R R R R"),
        new("Team",                                     "R R R R R R R R R R R"),
        new("Who manages them today",                   "R R R R R R R R R R R"),
        new("Who managed them, who will",               "R R R R N N R R N R R"),
        new("Level, start date, e-mail",                "R R R N R N N R N R R"),
        new("Place on one's own reporting line",        "R N R R N N N N N R N"),
        new("Leave",                                    "R R R N N N N N N R R"),
        new("Days away, as the calendar takes them",    "R R R N N N N N N R R"),
        new("Session",                                  "N R N N N N N N N N R"),
        new("Passkey",                                  "N R N N N N N N N N R"),
        new("Known browser",                            "N R N N N N N N N N R"),
        new("Account",                                  "N R N N N N N R N N R"),
        new("Invitation",                               "N N N N N N N R N N N"),
        new("Restored sign-in",                         "N R N N N N N R N N R"),
        new("Private notes, as unreadable bytes",       "N W N N N N N N N N N"),
        new("Private notes, held for a change",         "N W N N N N N N N N N"),
        new("Log: that they signed in",                 "N R N N N N N M N N R"),
        new("Log: that they took private notes along",  "N R N N N N N N N N R"),
        new("Restored sign-in, to confirm",             "R N R N N N R N N N N"),
        new("Decision that both published",             "R R R R R R R R R R R"),
        new("Organisation, guides, policies, holidays", "R R R R R R R R R R R"),
        new("Agenda template",                          "R R R R R R R R R R R"),
        new("Head of the log",                          "R R R R R R R R R R R"),
        new("Message to them: state, address, times",   "N N N N N N N M N N N"),
        new("Message to them, to send again or drop",   "N N N N N N N W N N N"),
        new("Chat channel, by its name",                "R R R R R R R R R R R"),
        new("Mail server, chat channels",               "N N N N N N N W N N N"),
    ]);

    public static readonly AccessPart OfARunningSeries = new("Of a running series of the manager and the report",
    [
        new("The series and its dates",                    "W W N N N N N M N R R"),
        new("Rhythm and its proposals",                    "W W N N N N N N N R R"),
        new("Guides that it follows",                      "W W N N N N N N N R R"),
        new("The series, as content counts",               "W W N N N N N N N N N"),
        new("The series, held for a change",               "W W N N N N N N N R R"),
        new("Meeting",                                     "W W N N N N N N N N N"),
        new("Meeting, held for a change",                  "W W N N N N N N N N N"),
        new("Move of a meeting",                           "W W N N N N N N N N N"),
        new("Reopening of a record",                       "W W N N N N N N N N N"),
        new("What was talked about, how long",             "W W N N N N N N N N N"),
        new("Shared text",                                 "W W N N N N N N N N N"),
        new("Agenda point",                                "W W N N N N N N N N N"),
        new("Open loop (the manager's own)",               "W R N N N N N N N N N"),
        new("Open loop, counted as kept or not",           "R R N N N N N N N N N"),
        new("History of an open loop",                     "R R N N N N N N N N N"),
        new("Decision",                                    "W W N N N N N N N N N"),
        new("What a text names: promise, decision, point", "R R N N N N N N N N N"),
        new("Log: that a record of it was reopened",       "R R N N N N N M N N N"),
        new("Whether its meetings are held",               "N N A A N N N N N N N"),
    ]);

    public static readonly AccessPart OfACarriedSeries = new("Of a former series, which the report carried over to the manager of today",
    [
        new("The series and its dates",                    "R R N N N N R M N N R"),
        new("Rhythm and its proposals",                    "N R N N N N R N N N R"),
        new("Guides that it follows",                      "N R N N N N R N N N R"),
        new("The series, as content counts",               "R R N N N N R N N N N"),
        new("The series, held for a change",               "R R N N N N R N N N R"),
        new("Meeting",                                     "R R N N N N R N N N N"),
        new("Meeting, held for a change",                  "R R N N N N R N N N N"),
        new("Move of a meeting",                           "R R N N N N R N N N N"),
        new("Reopening of a record",                       "R R N N N N R N N N N"),
        new("What was talked about, how long",             "R R N N N N R N N N N"),
        new("Shared text",                                 "R R N N N N R N N N N"),
        new("Agenda point",                                "R R N N N N R N N N N"),
        new("Open loop (the manager's own)",               "R R N N N N W N N N N"),
        new("Open loop, counted as kept or not",           "N R N N N N R N N N N"),
        new("History of an open loop",                     "R R N N N N R N N N N"),
        new("Decision",                                    "R R N N N N R N N N N"),
        new("What a text names: promise, decision, point", "R R N N N N R N N N N"),
        new("Log: that a record of it was reopened",       "N R N N N N R M N N N"),
        new("That it was carried over",                    "R W N N N N N N N R R"),
    ]);

    public static readonly AccessPart OfAFormerSeries = new("Of a former series that was not carried over",
    [
        new("The series and its dates",                    "N R N N N N R M N N R"),
        new("Rhythm and its proposals",                    "N R N N N N R N N N R"),
        new("Guides that it follows",                      "N R N N N N R N N N R"),
        new("The series, as content counts",               "N R N N N N R N N N N"),
        new("The series, held for a change",               "N R N N N N R N N N R"),
        new("Meeting",                                     "N R N N N N R N N N N"),
        new("Meeting, held for a change",                  "N R N N N N R N N N N"),
        new("Move of a meeting",                           "N R N N N N R N N N N"),
        new("Reopening of a record",                       "N R N N N N R N N N N"),
        new("What was talked about, how long",             "N R N N N N R N N N N"),
        new("Shared text",                                 "N R N N N N R N N N N"),
        new("Agenda point",                                "N R N N N N R N N N N"),
        new("Open loop (the manager's own)",               "N R N N N N W N N N N"),
        new("Open loop, counted as kept or not",           "N R N N N N R N N N N"),
        new("History of an open loop",                     "N R N N N N R N N N N"),
        new("Decision",                                    "N R N N N N R N N N N"),
        new("What a text names: promise, decision, point", "N R N N N N R N N N N"),
        new("Log: that a record of it was reopened",       "N R N N N N R M N N N"),
    ]);

    // The relations, in order: facilitator, stand-in, attends, reads, named, former, administrator, leader elsewhere, shut.
    public static readonly AccessPart OfASync = new("Of a leadership sync",
    [
        new("That it exists, who facilitates, who stands in", "W W R R R N M N N"),
        new("Who belongs to it and who did",                  "W W R R R N N N N"),
        new("When it meets",                                  "W W R R R N N N N"),
        new("What its rows and columns are",                  "W W R R R N N N N"),
        new("A meeting of it",                                "W W R R R N N N N"),
        new("The sync, held for a change",                    "W W R R R N N N N"),
        new("Figures of a row, and what is normal",           "R R W R R N N N N"),
        new("Risk, and how it was rated",                     "W W W R R N N N N"),
        new("Initiative",                                     "W W W R R N N N N"),
        new("Position that is being filled",                  "W W W R R N N N N"),
        new("Escalation, and who has seen it",                "W W W R R N N N N"),
        new("Open question",                                  "W W W R W N N N N"),
        new("Decision of a sync",                             "W W W R W N N N N"),
        new("Action of a sync",                               "R R W R R N N N N"),
        new("What was said of an item, how long, who came",   "W W W R W N N N N"),
        new("What it was worth, shown without names",         "R R R R R N N N N"),
        new("Record of a past sync",                          "R R R R R N N N N"),
        new("Matter about one person",                        "N N N N W N N N N"),
    ], IsOfASync: true);
}
