-- Child protection plans that ended in the year, per 10,000 children. Version 1.
-- Source: DfE, Characteristics of children in need 2017 to 2018, tables D1 and D7 with note 2 of D8; LAIT DeRegCPR.
-- One row: one plan, so that a child may count twice. A child who moved away (closure RC5) counts. The bands are by the length
-- of the plan, with its last day; a plan that ended after its case had closed is in the total and in no band.
-- Numerator: the rows. Denominator: the population.
select cpp.file_no, cpp.child_no, cpp_no as unit_no, end_date as day, true as in_numerator,
       case
           when closure_date < end_date then 'after the case had closed'
           when end_date <= add_months(start_date, 3) then '3 months or less'
           when end_date <= add_months(start_date, 6) then 'more than 3, up to 6 months'
           when end_date < add_months(start_date, 12) then 'more than 6 months, less than 1 year'
           when date_diff('day', start_date, end_date) + 1 <= 729 then '1 year, less than 2'
           else '2 years or more'
       end as reason
from cpp join collection using (file_no) join cin using (file_no, cin_no)
where end_date between starts_on and ends_on
