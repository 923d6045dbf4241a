using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Syncs;

/// <summary>Makes the record of a sync out of what its running order shows, in words and names, so that it reads the same ever after.</summary>
public static class Recording
{
    /// <param name="leader">Who led it at its end.</param>
    public static RecordedSync Of(SyncOrder order, Id<Person> leader) => new()
    {
        Name = order.Sync.Name,
        Facilitator = order.NameOf(leader),
        StandIn = order.Sync.StandInId is { } standIn && standIn != leader ? order.NameOf(standIn) : null,
        Present = [.. order.Belonging.Where(member => member.CameAt is not null).Select(member => member.Name)],
        Columns = [.. order.Columns.Select(column => column.Title)],
        Rows = [.. order.Rows.Select(row => new RecordedRow(row.Team, order.NameOf(row.OwnerId), row.IsFilled, [.. order.Columns.Select(column => Figure(order, row, column))]))],
        Flagged = [.. order.Flagged.Select(outlier => new RecordedFlag(outlier.Title, Said(order, outlier.Item)))],
        Staffing =
        [
            .. order.Staffing.Select(one => new RecordedStaffing(
                one.Team, one.Role, one.Stage, one.BackfillOf, one.StartsOn, one.TargetOn, one.Word, Said(order, new(SyncItemKind.Staffing, one.Id.Value)))),
        ],
        Risks = [.. order.Airtime.Concat(order.Acknowledged).Select(risk => Risk(order, risk))],
        Initiatives =
        [
            .. order.Initiatives.Select(one => new RecordedInitiative(
                one.Id.Value, one.Name, order.NameOf(one.OwnerId), one.Quarter, one.Rating, one.Target, one.Actual, one.Blockers, one.Changed, Said(order, one.Item))),
        ],
        Decisions =
        [
            .. order.Decisions.Select(one => new RecordedDecision(one.Id.Value, one.Text, one.Why, one.Condition, order.NameOf(one.ExecutorId), one.Due, one.Supersedes)),
        ],
        Escalations =
        [
            .. order.Escalations.Select(one => new RecordedEscalation(
                one.Id.Value, one.Kind, one.Text, one.Needed, one.AskedId is { } asked ? order.NameOf(asked) : null, one.ByDay, one.Answer, one.SeenBy, order.Belonging.Count())),
        ],
        Questions = [.. order.Questions.Select(one => new RecordedQuestion(one.Text, order.NameOf(one.AskedBy), one.Answer))],
        Actions =
        [
            .. order.Actions.Where(one => one.IsOpen || one.IsOfThis).Select(one => new RecordedAction(
                one.Promise, order.NameOf(one.OwnerId), one.Due, one.IsParked, order.Risks.FirstOrDefault(risk => risk.Id == one.RiskId)?.Summary)),
        ],
        SectionSeconds = [.. SyncSections.All.Select(section => Seconds(order.Times.Where(time => time.Section == section)))],
        ColourSeconds = [Seconds(order.Times.Where(time => time.Colour == Rating.Red)), Seconds(order.Times.Where(time => time.Colour == Rating.Yellow))],
    };

    private static RecordedFigure Figure(SyncOrder order, OrderRow row, OrderColumn column)
    {
        var value = order.Figure(row, column);
        return new(value, value is { } figure ? order.Range(row, column).Beyond(figure) : null);
    }

    private static RecordedRisk Risk(SyncOrder order, OrderRisk risk) => new(
        risk.Id.Value, risk.Kind, risk.Summary, risk.FailureMode, risk.Mitigation, order.NameOf(risk.OwnerId), risk.TargetOn, risk.IsOpen ? risk.Rating : Rating.Green,
        risk.RedSince is not null, risk.Age, ActionFor(order, risk), risk.AcceptedBy is { } accepted ? order.NameOf(accepted) : null,
        risk.IsOpen ? Said(order, risk.Item) : risk.ClosedBecause);

    private static string? ActionFor(SyncOrder order, OrderRisk risk) =>
        order.ActionsFor(risk).FirstOrDefault(action => action.IsOpen) is { } action ? $"{action.Promise} ({order.NameOf(action.OwnerId)}, {SyncWords.Day(action.Due)})" : null;

    private static string? Said(SyncOrder order, SyncItem item) => order.Note(item) is { Text.Length: > 0 } note ? note.Text : null;

    private static int Seconds(IEnumerable<OrderTime> times) => (int)times.Sum(time => time.Seconds);
}
