-- Children with a child protection plan at 31 March, per 10,000 children. Version 1.
-- Source: DfE, Characteristics of children in need 2017 to 2018, table D1; LAIT CPP_rate.
-- One row: one plan that has begun and has no end. One that ended on 31 March is ended, so that open at any point = ended +
-- open at 31 March, as it is for 150 of 150 authorities in 2018.
-- Numerator: the rows. Denominator: the population.
select file_no, child_no, cpp_no as unit_no, start_date as day, true as in_numerator, 'open at 31 March' as reason
from cpp join collection using (file_no)
where start_date <= ends_on and end_date is null
