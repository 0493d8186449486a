-- Initial conferences within 15 working days of the start of the section 47 enquiry, in per cent of all. Version 1.
-- Source: DfE, Characteristics of children in need 2017 to 2018, table C4 notes 2 and 3; LAIT CP_conf_15days.
-- One row: one child's conference, as in icpc_rate_per_10000. The clock runs from the enquiry's actual start; of a child who
-- moved in, from the referral. Day 0 is the trigger (parameter first_working_day 0; 1 counts the trigger as day 1).
-- A conference before its enquiry is in no band and stays in the denominator.
-- Numerator: in_numerator. Denominator: the rows.
with conference as (
    select section47.file_no, child_no, section47_no as unit_no, initial_cpc_date as day, start_date as clock_from
    from section47 join collection using (file_no)
    where initial_cpc_date between starts_on and ends_on
    union all
    select cin.file_no, cin.child_no, cin.cin_no, cin.initial_cpc_date, cin.referral_date
    from cin join collection using (file_no)
    where cin.initial_cpc_date between starts_on and ends_on
      and not exists (
          select 1 from section47 as told
          where told.file_no = cin.file_no and told.child_no = cin.child_no
            and told.initial_cpc_date = cin.initial_cpc_date
      )
),
counted as (
    select conference.*, ended.working_no - began.working_no + first_working_day as working_days, most_working_days
    from conference
    left join day as began on began.day = conference.clock_from
    left join day as ended on ended.day = conference.day
    cross join parameters
)
select file_no, child_no, unit_no, day,
       coalesce(clock_from <= day and working_days <= most_working_days, false) as in_numerator,
       case
           when clock_from is null then 'the start is not told'
           when clock_from > day then 'dated before its start'
           when working_days is null then 'outside the calendar'
           else working_days || ' working days'
       end as reason
from counted
