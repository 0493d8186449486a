-- Plans that began within 2 years of the end of the same child's last plan, in per cent of all that began. Version 1.
-- Source: the report's own measure; no national definition. Local convention: the latest earlier plan ended on or after the
-- day so many calendar months before the start (parameters repeat_months, repeat_boundary), and before the start.
-- One row: one plan that began in the year. Earlier plans are those of the returns read and of the history kept; one return
-- alone cannot tell, for it holds only plans that were open in its year. A plan is in the return of every year in which it
-- was open: what the latest of them says of its end is true, and what was kept gives way to a return that is read.
-- Numerator: in_numerator. Denominator: the rows.
with told as (
    select lea, la_child_id, start_date, end_date, year
    from cpp join child using (file_no, child_no) join collection using (file_no)
    where start_date is not null
    union all
    select lea, la_child_id, start_date, end_date, 0 as year from earlier_plan
),
version as (
    select lea, la_child_id, start_date,
           -- Said twice in one return: the later end, and no end is the latest of all.
           (arg_max({'ended': end_date}, {'year': year, 'ended': coalesce(end_date, date '9999-12-31')})).ended as ended
    from told group by lea, la_child_id, start_date
),
began as (
    select file_no, child_no, cpp_no, la_child_id, lea, start_date
    from cpp join child using (file_no, child_no) join collection using (file_no)
    where start_date between starts_on and ends_on
),
before as (
    select file_no, child_no, cpp_no, began.start_date,
           -- The latest earlier plan.
           (arg_max({'ended': version.ended}, version.start_date)).ended as ended, count(version.start_date) as earlier
    from began left join version
      on version.la_child_id = began.la_child_id and version.lea = began.lea
      and version.start_date < began.start_date
    group by file_no, child_no, cpp_no, began.start_date
)
select file_no, child_no, cpp_no as unit_no, start_date as day,
       coalesce(
           ended < start_date and (
               ended > add_months(start_date, -repeat_months)
               or (repeat_boundary = 'inclusive' and ended = add_months(start_date, -repeat_months))
           ), false
       ) as in_numerator,
       case when earlier = 0 then 'no earlier plan' when ended is null then 'the earlier plan has no end'
            else 'the earlier plan ended on ' || ended end as reason
from before cross join parameters
