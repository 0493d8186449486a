-- Plans that began within 2 years of the end of the same child's last plan, in per cent of all that began. Version 1.
-- Source: the report's own measure; no national definition. Local convention: the latest earlier plan ended on or after the
-- day so many calendar months before the start (parameters repeat_months, repeat_boundary), and before the start.
-- One row: one plan that began in the year. Earlier plans are those of the returns read and of the history kept; one return
-- alone cannot tell, for it holds only plans that were open in its year.
-- Numerator: in_numerator. Denominator: the rows.
with told as (
    select lea, la_child_id, start_date, end_date
    from cpp join child using (file_no, child_no) join collection using (file_no)
    where start_date is not null
    union
    select lea, la_child_id, start_date, end_date from earlier_plan
),
began as (
    select file_no, child_no, cpp_no, la_child_id, lea, start_date
    from cpp join child using (file_no, child_no) join collection using (file_no)
    where start_date between starts_on and ends_on
),
before as (
    select file_no, child_no, cpp_no, began.start_date,
           -- The latest earlier plan; of two that began on one day the one that ended last, an open one after all.
           (arg_max({'ended': told.end_date},
                    {'began': told.start_date, 'ended': coalesce(told.end_date, date '9999-12-31')})).ended as ended,
           count(told.start_date) as earlier
    from began left join told
      on told.la_child_id = began.la_child_id and told.lea = began.lea and told.start_date < began.start_date
    group by file_no, child_no, cpp_no, began.start_date
)
select file_no, child_no, cpp_no as unit_no, start_date as day,
       coalesce(
           ended < start_date and (
               ended > start_date - to_months(repeat_months)
               or (repeat_boundary = 'inclusive' and ended = start_date - to_months(repeat_months))
           ), false
       ) as in_numerator,
       case when earlier = 0 then 'no earlier plan' when ended is null then 'the earlier plan has no end'
            else 'the earlier plan ended on ' || ended end as reason
from before cross join parameters
