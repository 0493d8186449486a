-- Children looked after on 31 March: one row a child, with the line of the episode that says so.
-- Source: Department for Education, children looked after statistics; the agreed series of short breaks (legal status V3
-- and V4) are not counted. A child who has several open episodes, or whose episode only changed (X1), counts once.
--
-- $year                        the year that ends on 31 March
-- $ceased_on_31_march_counts   whether a child who stopped being looked after on that very day still counts; published
--                              definitions do not say, and the default is no
select child, min(line) as line
from episode
where child is not null
  and decom <= make_date($year, 3, 31)
  and (
    -- A date that is there and cannot be read has ended the episode, only nobody knows when.
    not dec_given
    or dec > make_date($year, 3, 31)
    -- After X1 the child is where the next episode says, which began the same day.
    or ($ceased_on_31_march_counts and dec = make_date($year, 3, 31) and rec is distinct from 'X1')
  )
  and (ls is null or ls not in ('V3', 'V4'))
group by child
