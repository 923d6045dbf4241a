namespace Rapport.Access;

/// <summary>
/// Who is asked whether a restored sign-in was really somebody's. First those whom the person met before, since what they
/// wrote together is among what is shut; in a leadership sync, that is whoever facilitates it. Where none of them is here any more, or each is shut out too, their manager
/// of today; where that is nobody who can sign in, the administrators. Who made the link is asked only when nobody else's
/// conversations are among what it shut, so that no administrator opens those of others alone.
/// </summary>
internal static class Asked
{
    /// <summary>The restored sign-ins that wait for one person. {0} is today, {1} the person.</summary>
    public const string Sql =
        """
        with waiting as (
          select id, person_id, issued_by, issued_at from recovery where used_at is not null and confirmed_at is null
        ), met as (
          select waiting.id, waiting.person_id, waiting.issued_by,
            case when series.manager_id = waiting.person_id then series.report_id else series.manager_id end as other
          from waiting join series on waiting.person_id in (series.manager_id, series.report_id) and series.started_at < waiting.issued_at
          union
          select waiting.id, waiting.person_id, waiting.issued_by, carry_over.report_id
          from waiting join carry_over on carry_over.reader_id = waiting.person_id and carry_over.carried_at < waiting.issued_at
          union
          select waiting.id, waiting.person_id, waiting.issued_by, case when sync.facilitator_id = waiting.person_id then sync.stand_in_id else sync.facilitator_id end
          from waiting
          join sync_member on sync_member.person_id = waiting.person_id and sync_member.left_at is null and sync_member.joined_at < waiting.issued_at
          join sync on sync.id = sync_member.sync_id
        ), here as (
          select person.id, coalesce(account.disabled_at is null and account.id is not null, false) as signs_in, coalesce(account.is_administrator, false) as administers
          from person left join account on account.person_id = person.id
          where (person.left_on is null or person.left_on > {0}) and person.id not in (select person_id from met)
        ), known as (
          select met.id, met.other from met join here on here.id = met.other
          where met.other <> met.issued_by or not exists (select from met others where others.id = met.id and others.other <> met.issued_by)
        ), managed as (
          select met.id, line.manager_id as other
          from met join reporting_line line on line.report_id = met.person_id and line.valid_from <= {0} and (line.valid_to is null or line.valid_to > {0})
          join here on here.id = line.manager_id and here.signs_in
          where line.manager_id <> met.issued_by and met.id not in (select id from known)
        ), asked as (
          select id, other from known
          union all
          select id, other from managed
          union all
          select met.id, here.id from met join here on here.signs_in and here.administers and here.id <> met.issued_by
          where met.id not in (select id from known) and met.id not in (select id from managed)
        )
        select recovery.*, recovery.xmin from recovery where id in (select asked.id from asked where asked.other = {1})
        """;
}
