-- Plans that ended within three months of their start, in per cent of all that ended in the year. Version 1.
-- Source: DfE, Characteristics of children in need 2017 to 2018, table D7 with note 2 of D8.
-- One row: one plan that ended. One that ended after its case had closed stays in the denominator and is in no band.
-- Numerator: in_numerator. Denominator: the rows.
select cpp.file_no, cpp.child_no, cpp_no as unit_no, end_date as day,
       coalesce(end_date <= add_months(start_date, 3), false) and not coalesce(closure_date < end_date, false)
           as in_numerator,
       coalesce(date_diff('day', start_date, end_date) || ' days', 'the start is not told') as reason
from cpp join collection using (file_no) join cin using (file_no, cin_no)
where end_date between starts_on and ends_on
