-- Names mean what looking up the lost addresses makes, else the settled coordinates, else what a build of everything
-- makes.
set search_path = 'work.rescued_anew,work.settled_anew,work.main';
