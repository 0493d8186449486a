-- Plans that began in the year and were the child's second or a later one, in per cent of all that began. Version 1.
-- Source: DfE, Characteristics of children in need 2017 to 2018, table D3; LAIT PrevRegCPR.
-- One row: one plan, so that a child may count twice. Earlier plans: what the return says (NumberOfPreviousCPP), in the child's
-- whole life and in this authority only.
-- Numerator: in_numerator. Denominator: the rows.
select file_no, child_no, cpp_no as unit_no, start_date as day, coalesce(previous_plans > 0, false) as in_numerator,
       case when previous_plans is null then 'number of earlier plans not told' else previous_plans || ' earlier' end
           as reason
from cpp join collection using (file_no)
where start_date between starts_on and ends_on
