-- Plans open at 31 March for three months or more whose every review was in time, in per cent. Version 1.
-- Source: DfE, Characteristics of children in need 2017 to 2018, table D6 note 1; LAIT RevCP. The guidance does not say whether
-- months are calendar months (parameter review_convention; by default they are, to the month's last day).
-- One row: one plan that is open at 31 March and has run so long. In time: the first review within three months of the start,
-- each other within six months of the one before, and at 31 March the next is not overdue. A review on the day of the
-- start is none (rule 8841).
-- Numerator: in_numerator. Denominator: the rows.
with due as (
    select file_no, child_no, cpp_no, start_date, ends_on,
           case when review_convention = 'days' then start_date + first_review_days
                else add_months(start_date, first_review_months) end as first_by
    from cpp join collection using (file_no) cross join parameters
    where end_date is null and start_date <= ends_on
),
held as (
    select due.file_no, cpp_no, review_date as held_on,
           lag(review_date) over (partition by due.file_no, cpp_no order by review_date) as last_on
    from due join review using (file_no, cpp_no)
    where review_date > start_date and review_date <= ends_on
),
gaps as (
    select held.*,
           case when review_convention = 'days' then last_on + review_days
                else add_months(last_on, review_months) end as next_by,
           case when review_convention = 'days' then held_on + review_days
                else add_months(held_on, review_months) end as then_by
    from held cross join parameters
),
told as (
    select file_no, cpp_no, min(held_on) as first_on, max(then_by) as next_by,
           coalesce(bool_or(held_on > next_by), false) as any_late
    from gaps group by file_no, cpp_no
)
select file_no, child_no, cpp_no as unit_no, start_date as day,
       coalesce(first_on <= first_by and not any_late and next_by >= ends_on, false) as in_numerator,
       case
           when first_on is null then 'no review yet'
           when first_on > first_by then 'the first review was late'
           when any_late then 'a later review was late'
           when next_by < ends_on then 'the next review is overdue'
           else 'all in time'
       end as reason
from due left join told using (file_no, cpp_no)
where first_by <= ends_on
