-- Initial child protection conferences in the year, per 10,000 children. Version 1.
-- Source: DfE, Characteristics of children in need 2017 to 2018, table C4 and its notes 2 and 3; LAIT ISCP_Conf.
-- One row: one child's conference. A child of a sibling group counts once, a child with two conferences twice. A child who
-- moved in has the conference beside the case and no enquiry; told at both levels it is one conference (rule 2884).
-- Numerator: the rows. Denominator: the population.
select file_no, child_no, section47_no as unit_no, initial_cpc_date as day, true as in_numerator,
       'after a section 47 enquiry' as reason
from section47 join collection using (file_no)
where initial_cpc_date between starts_on and ends_on
union all
select cin.file_no, cin.child_no, cin.cin_no, cin.initial_cpc_date, true, 'moved in from another authority'
from cin join collection using (file_no)
where cin.initial_cpc_date between starts_on and ends_on
  and not exists (
      select 1 from section47 as told
      where told.file_no = cin.file_no and told.child_no = cin.child_no
        and told.initial_cpc_date = cin.initial_cpc_date
  )
