-- Children with a child protection plan at 31 March, per 10,000 children. Version 1.
-- Source: DfE, Characteristics of children in need 2017 to 2018, table D1; LAIT CPP_rate.
-- One row: one child with a plan that has begun and has no end. One that ended on 31 March is ended, so that open at any
-- point = ended + open at 31 March, as it is for 150 of 150 authorities in 2018. A child with two open plans (rule 8935) is
-- one child; who is 18 by 31 March is none.
-- Numerator: the rows. Denominator: the population.
select cpp.file_no, cpp.child_no, min(cpp_no) as unit_no, min(start_date) as day, true as in_numerator,
       case when count(*) = 1 then 'open at 31 March' else count(*) || ' plans open at 31 March' end as reason
from cpp join child using (file_no, child_no) join collection using (file_no)
where start_date <= ends_on and end_date is null and not coalesce(add_months(birth_date, 216) <= ends_on, false)
group by cpp.file_no, cpp.child_no
